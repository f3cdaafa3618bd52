import { compareText } from '../../model/brokers/broker-scope.js';
import type { RabbitArgument } from '../../model/brokers/rabbitmq-queues.js';

/** The part of RabbitMQ's `definitions.json` that a specification speaks of; everything is durable and in one virtual host. */
export interface RabbitDefinitions {
    exchanges: RabbitExchange[];
    queues: RabbitQueue[];
    bindings: RabbitBinding[];
    policies: RabbitPolicy[];
}

export interface RabbitExchange {
    name: string;
    vhost: string;
    type: 'topic' | 'fanout' | 'direct' | 'x-consistent-hash';
    durable: true;
    auto_delete: false;
    internal: false;
    arguments: Record<string, string>;
}

export interface RabbitQueue {
    name: string;
    vhost: string;
    durable: true;
    auto_delete: false;
    arguments: Record<string, RabbitArgument>;
}

export interface RabbitBinding {
    source: string;
    vhost: string;
    destination: string;
    destination_type: 'queue' | 'exchange';
    routing_key: string;
    arguments: Record<string, string>;
}

export interface RabbitPolicy {
    vhost: string;
    name: string;
    pattern: string;
    'apply-to': 'queues';
    priority: 0;
    definition: Record<string, string | number>;
}

/** The virtual host that everything is in: the one that every installation has. */
const vhost = '/';

/** Gathers definitions with their standard settings; every name is defined once. */
export class DefinitionsBuilder {
    private readonly exchanges = new Map<string, RabbitExchange>();
    private readonly queues = new Map<string, RabbitQueue>();
    private readonly bindings = new Map<string, RabbitBinding>();
    private readonly policies = new Map<string, RabbitPolicy>();

    exchange(name: string, type: RabbitExchange['type'], declared: Record<string, string> = {}): void {
        this.exchanges.set(name, { name, vhost, type, durable: true, auto_delete: false, internal: false, arguments: declared });
    }

    queue(name: string, declared: Record<string, RabbitArgument>): void {
        this.queues.set(name, { name, vhost, durable: true, auto_delete: false, arguments: declared });
    }

    bind(source: string, destination: { queue: string } | { exchange: string }, routingKey: string): void {
        const [type, name] = 'queue' in destination ? ['queue', destination.queue] as const : ['exchange', destination.exchange] as const;
        this.bindings.set([source, type, name, routingKey].join('\n'), { source, vhost, destination: name, destination_type: type, routing_key: routingKey, arguments: {} });
    }

    /** What may change while a queue exists, which its arguments may not; `pattern` is a regular expression for whole names. */
    policy(name: string, pattern: string, definition: Record<string, string | number>): void {
        this.policies.set(name, { vhost, name, pattern: `^${pattern}$`, 'apply-to': 'queues', priority: 0, definition: sortKeys(definition) });
    }

    build(): RabbitDefinitions {
        return { exchanges: sorted(this.exchanges), queues: sorted(this.queues), bindings: sorted(this.bindings), policies: sorted(this.policies) };
    }
}

/** A name as a regular expression that matches it alone. */
export function literally(name: string): string {
    return name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function sorted<T>(entries: Map<string, T>): T[] {
    return [...entries].sort(([left], [right]) => compareText(left, right)).map(([, value]) => value);
}

function sortKeys<T>(record: Record<string, T>): Record<string, T> {
    return Object.fromEntries(Object.entries(record).sort(([left], [right]) => compareText(left, right)));
}
