import { streamName } from '../../../model/brokers/nats-names.js';
import { pause } from '../../../runtime/brokers/shared/waiting.js';
import type { Found, LiveBroker } from '../live-broker.js';
import type { NoteOwner } from '../note-owner.js';
import type { ActualResource, Resource } from '../resource.js';
import { ManagementInterface } from './management-interface.js';
import { bindingName, overruledPolicies, rabbitmqKinds, toResources, type RabbitBinding, type VirtualHost } from './rabbitmq-resources.js';

/** How late RabbitMQ may count messages unless configured otherwise, in milliseconds: queues tell every five seconds, and what they told is gathered every five. */
const statisticsDelay = 12_000;

/** Opens the management interface that the environment names for a broker. */
export async function openRabbitmq(owner: NoteOwner, options: { statisticsDelay: number } = { statisticsDelay }): Promise<LiveBroker> {
    const management = new ManagementInterface(owner.broker);
    await management.ask('GET', ['overview']);
    return new RabbitmqLive(management, owner, options);
}

class RabbitmqLive implements LiveBroker {
    readonly address: string;
    readonly kinds = rabbitmqKinds;
    private bindings = new Map<string, RabbitBinding>();
    private counted: Promise<void> | undefined;

    constructor(
        private readonly management: ManagementInterface,
        private readonly owner: NoteOwner,
        private readonly options: { statisticsDelay: number },
    ) {
        this.address = String(management);
    }

    async read(keys: ReadonlySet<string>): Promise<Found> {
        const [exchanges, queues, bindings, policies] = await Promise.all(['exchanges', 'queues', 'bindings', 'policies'].map(async what => await this.management.ask('GET', [what, this.host]) ?? []));
        const found = { exchanges, queues, bindings, policies } as unknown as VirtualHost;
        this.bindings = new Map(found.bindings.map(binding => [bindingName(binding), binding]));
        return { resources: toResources(found), warnings: overruledPolicies(keys, found) };
    }

    async readNote(): Promise<string | undefined> {
        const found = await this.management.ask('GET', ['global-parameters', this.noteName]) as { value?: unknown } | undefined;
        return found === undefined ? undefined : typeof found.value === 'string' ? found.value : '';
    }

    async writeNote(text: string): Promise<void> {
        await this.management.ask('PUT', ['global-parameters', this.noteName], { name: this.noteName, value: text });
    }

    async create({ kind, name, settings, needs }: Resource): Promise<void> {
        if (kind !== 'binding') {
            await this.management.ask('PUT', [pathOf(kind), this.host, name], settings);
            return;
        }
        const [source, destination] = needs.map(need => need.slice(need.indexOf('/') + 1)) as [string, string];
        await this.management.ask('POST', ['bindings', this.host, 'e', source, needs[1]!.startsWith('queue/') ? 'q' : 'e', destination], { routing_key: routingKeyIn(name), arguments: {} });
    }

    async change(resource: Resource): Promise<void> {
        // Only policies change in place, and those as a whole.
        await this.create(resource);
    }

    async countMessages({ kind, name }: ActualResource): Promise<number> {
        if (kind !== 'queue') return 0;
        await (this.counted ??= pause(this.options.statisticsDelay));
        const queue = await this.management.ask('GET', ['queues', this.host, name]) as { messages?: number } | undefined;
        return queue?.messages ?? 0;
    }

    async remove({ kind, name }: ActualResource): Promise<unknown> {
        if (kind === 'binding') {
            const { source, destination, destination_type: type, properties_key: key = '' } = this.bindings.get(name)!;
            await this.management.ask('DELETE', ['bindings', this.host, 'e', source, type === 'queue' ? 'q' : 'e', destination, key]);
        } else {
            await this.management.ask('DELETE', [pathOf(kind), this.host, name]);
        }
        return undefined;
    }

    async close(): Promise<void> {}

    private get host(): string {
        return this.management.virtualHost;
    }

    /** Parameters are the whole server's. */
    private get noteName(): string {
        return ['sluice', this.owner.system, this.owner.broker, this.host].map(streamName).join('.');
    }
}

function pathOf(kind: string): string {
    return kind === 'policy' ? 'policies' : `${kind}s`;
}

/** The end of a binding's name; a routing key may have parentheses of its own. */
function routingKeyIn(name: string): string {
    return /^.* → (?:queue|exchange) .* \((.*)\)$/s.exec(name)?.[1] ?? '';
}
