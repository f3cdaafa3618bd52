import type { BrokerScope } from '../../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../../model/flow-model.js';
import { buildDefinitions } from '../../../targets/rabbitmq/definitions.js';
import { keyOf, type ActualResource, type Resource, type ResourceKind, type SettingRule, type Settings } from '../resource.js';

/** What the management interface says of a virtual host; fields that are not compared are left out here. */
export interface VirtualHost {
    readonly exchanges: readonly { name: string; type: string; durable: boolean; auto_delete: boolean; internal: boolean; arguments: Settings }[];
    readonly queues: readonly { name: string; durable: boolean; auto_delete: boolean; arguments: Settings; messages?: number }[];
    readonly bindings: readonly RabbitBinding[];
    readonly policies: readonly RabbitPolicy[];
}

/** `properties_key`: how the management interface calls it. */
export interface RabbitBinding {
    readonly source: string;
    readonly destination: string;
    readonly destination_type: string;
    readonly routing_key: string;
    readonly arguments: Settings;
    readonly properties_key?: string;
}

export interface RabbitPolicy {
    readonly name: string;
    readonly pattern: string;
    readonly 'apply-to': string;
    readonly priority: number;
    readonly definition: Settings;
}

const anew = (): SettingRule => ({ way: 'recreate' });
const bounds = /^definition\.(max-length|max-length-bytes|max-age|message-ttl)$/;

/** Policies first, so that a queue has what its policy says from its first message on. */
export const rabbitmqKinds: readonly ResourceKind[] = [
    {
        name: 'policy', defaults: { 'priority': 0, 'apply-to': 'queues' },
        ruleFor: setting => ({ way: 'in-place', ...(bounds.test(setting) && { caution: 'messages beyond it leave their queues at once' }) }),
    },
    { name: 'exchange', defaults: { durable: true, auto_delete: false, internal: false }, ruleFor: anew },
    { name: 'queue', defaults: { durable: true, auto_delete: false }, ruleFor: anew },
    { name: 'binding', defaults: {}, ruleFor: anew },
];

/** What a specification asks of a RabbitMQ broker: what the generated `definitions.json` says. */
export function rabbitmqResources(model: FlowModel, scope: BrokerScope): Resource[] {
    return toResources(buildDefinitions(model, scope));
}

/** What a virtual host has, without what every one has. */
export function toResources({ exchanges, queues, bindings, policies }: VirtualHost): ActualResource[] {
    return [
        ...policies.map(({ name, pattern, priority, definition, 'apply-to': appliesTo }): ActualResource => ({ kind: 'policy', name, needs: [], messages: 0, settings: { pattern, priority, definition, 'apply-to': appliesTo } })),
        ...exchanges.filter(({ name }) => name !== '' && !name.startsWith('amq.')).map(({ name, type, durable, auto_delete, internal, arguments: declared }): ActualResource => ({
            kind: 'exchange', name, needs: [], messages: 0, settings: { type, durable, auto_delete, internal, arguments: declared },
        })),
        ...queues.map(({ name, durable, auto_delete, messages = 0, arguments: declared }): ActualResource => ({ kind: 'queue', name, needs: [], messages, settings: { durable, auto_delete, arguments: declared } })),
        // Every queue is bound to the exchange without a name.
        ...bindings.filter(({ source }) => source !== '').map((binding): ActualResource => ({
            kind: 'binding', name: bindingName(binding), messages: 0, settings: {},
            needs: [keyOf({ kind: 'exchange', name: binding.source }), keyOf({ kind: binding.destination_type, name: binding.destination })],
        })),
    ];
}

/** What a binding is called in plans; all that it consists of, as two that differ in nothing are one. */
export function bindingName({ source, destination, destination_type: type, routing_key: key, arguments: declared }: RabbitBinding): string {
    return `${source} → ${type} ${destination} (${key})${Object.keys(declared).length === 0 ? '' : ` ${JSON.stringify(declared)}`}`;
}

/** Policies of others by which those of the specification come to nothing: of all that match a queue RabbitMQ takes the one of highest priority. */
export function overruledPolicies(desired: ReadonlySet<string>, { queues, policies }: VirtualHost): string[] {
    const own = policies.filter(({ name }) => desired.has(keyOf({ kind: 'policy', name })));
    const others = policies.filter(({ name, 'apply-to': appliesTo }) => !desired.has(keyOf({ kind: 'policy', name })) && appliesTo !== 'exchanges');
    return own.flatMap(policy => others.filter(other => other.priority >= policy.priority).flatMap(other => {
        const [queue] = queues.filter(({ name }) => matches(policy, name) && matches(other, name));
        return queue === undefined ? [] : [`The policy '${other.name}' of others has priority ${other.priority}, and so '${policy.name}' with priority ${policy.priority} may not hold for the queue '${queue.name}'.`];
    }));
}

function matches({ pattern }: RabbitPolicy, name: string): boolean {
    try {
        return new RegExp(pattern).test(name);
    } catch {
        // RabbitMQ's expressions have forms that are none here.
        return false;
    }
}
