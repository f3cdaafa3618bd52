import { findBrokerScopes, type BrokerScope } from '../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../model/flow-model.js';
import { SluiceError } from '../../model/sluice-error.js';
import type { LiveBroker } from './live-broker.js';
import { missingClient, toSluiceError } from './live-failure.js';
import type { NoteOwner } from './note-owner.js';
import type { Resource } from './resource.js';

/** A kind of server whose resources Sluice can compare and change. */
interface LiveKind {
    readonly title: string;
    /** The package that speaks with it, where that is not Node itself. */
    readonly client?: string;
    readonly resources: (model: FlowModel, scope: BrokerScope) => Promise<Resource[]>;
    readonly open: (owner: NoteOwner) => Promise<LiveBroker>;
}

const liveKinds = {
    kafka: {
        title: 'Kafka',
        client: '@platformatic/kafka',
        resources: async (model, scope) => (await import('./kafka/kafka-resources.js')).kafkaResources(model, scope),
        open: async owner => (await import('./kafka/kafka-live.js')).openKafka(owner),
    },
    nats: {
        title: 'NATS',
        client: '@nats-io/transport-node',
        resources: async (model, scope) => (await import('./nats/nats-resources.js')).natsResources(model, scope),
        open: async owner => (await import('./nats/nats-live.js')).openNats(owner),
    },
    rabbitmq: {
        title: 'RabbitMQ',
        resources: async (model, scope) => (await import('./rabbitmq/rabbitmq-resources.js')).rabbitmqResources(model, scope),
        open: async owner => (await import('./rabbitmq/rabbitmq-live.js')).openRabbitmq(owner),
    },
    redis: {
        title: 'Redis',
        client: 'ioredis',
        resources: async (_, scope) => (await import('./redis/redis-resources.js')).redisResources(scope),
        open: async owner => (await import('./redis/redis-live.js')).openRedis(owner),
    },
} satisfies Record<string, LiveKind>;

/** A broker of a system that is a server, and what it has to hold. */
export interface LiveTarget {
    readonly broker: string;
    readonly title: string;
    readonly resources: readonly Resource[];
    /** Opens a connection, lets it be used and closes it. What goes wrong with the server is a `SluiceError`. */
    use<Result>(work: (broker: LiveBroker) => Promise<Result>): Promise<Result>;
}

/**
 * The brokers of a system that are servers and hold channels, sorted by name; `broker` chooses one. Throws `SluiceError` where there is
 * none, or no such one.
 */
export async function findLiveTargets(model: FlowModel, { broker }: { broker?: string } = {}): Promise<LiveTarget[]> {
    const targets: LiveTarget[] = [];
    for (const [kind, live] of Object.entries<LiveKind>(liveKinds)) {
        for (const scope of findBrokerScopes(model, kind as keyof typeof liveKinds)) {
            if (broker !== undefined && scope.broker !== broker) continue;
            targets.push(await targetOf(model, scope, live));
        }
    }
    if (targets.length === 0) throw nothingFound(model, broker);
    return targets.sort((left, right) => (left.broker < right.broker ? -1 : 1));
}

/** The name of the system that a note on a server is kept by. Throws `SluiceError` where it has none. */
export function systemName({ systems }: FlowModel): string {
    const [system] = systems;
    if (system === undefined) throw new SluiceError('The system has no name, by which what was made for it could be told from what others have made.', { hint: "Give it one at the top of a file: 'system Shop'." });
    return system.name;
}

async function targetOf(model: FlowModel, scope: BrokerScope, { title, client, resources, open }: LiveKind): Promise<LiveTarget> {
    return {
        broker: scope.broker,
        title,
        resources: await resources(model, scope),
        use: async work => {
            let live: LiveBroker;
            try {
                live = await open({ system: model.systems[0]?.name ?? '', broker: scope.broker });
            } catch (error) {
                throw client === undefined ? toSluiceError(error) : missingClient(toSluiceError(error), title, client);
            }
            try {
                return await work(live);
            } catch (error) {
                throw toSluiceError(error);
            } finally {
                await live.close().catch(() => undefined);
            }
        },
    };
}

function nothingFound({ brokers }: FlowModel, broker: string | undefined): SluiceError {
    const names = brokers.filter(({ kind }) => kind in liveKinds).map(({ name }) => name);
    const there = names.length === 0 ? 'None is a server that can be compared.' : `There ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}.`;
    if (broker === undefined) return new SluiceError('No channel of the system is on a server.', { hint: "Declare one, such as 'broker log nats', and put channels 'on log'." });
    const known = brokers.find(({ name }) => name === broker);
    if (known === undefined) return new SluiceError(`There is no broker '${broker}'.`, { hint: there });
    return names.includes(broker)
        ? new SluiceError(`There is no channel on the broker '${broker}'.`, { hint: 'There is nothing to compare.' })
        : new SluiceError(`The broker '${broker}' is of the kind ${known.kind}, which has no server to compare with.`, { hint: there });
}
