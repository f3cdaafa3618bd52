import type { ApplicationDefinition } from '../application/definition.js';
import type { AggregateDefinition, PartDefinition } from '../application/parts.js';
import type { Broker, Topology } from '../broker.js';
import type { Envelope } from '../envelope.js';

/** The source of what a scenario itself brings. */
export const scenarioSource = '/scenario';

/** An application with one of its parts alone; everything around it stands still. */
export function isolate(definition: ApplicationDefinition, name: string): ApplicationDefinition {
    const parts = definition.parts.filter(part => part.name === name);
    const channels = new Set(parts.flatMap(messagesOf).map(({ channel }) => channel));
    return {
        ...definition,
        parts,
        subscriptions: { [name]: definition.subscriptions[name] ?? [] },
        queues: definition.queues.filter(queue => channels.has(queue.name)),
    };
}

/** The same channels, which give out at once what they are given: no delay, and no limit to how much at a time. */
export function withoutWaits(topology: Topology): Topology {
    return { ...topology, channels: topology.channels.map(({ delay: _delay, rate: _rate, ...channel }) => channel) };
}

/** The envelope types that the parts of an application take. */
export function typesTaken({ parts }: ApplicationDefinition): ReadonlySet<string> {
    return new Set(parts.flatMap(messagesOf).flatMap(({ reads }) => reads));
}

function messagesOf(part: PartDefinition): readonly { readonly channel: string; readonly reads: readonly string[] }[] {
    switch (part.kind) {
        case 'service': case 'aggregate': return part.handlers.map(({ message }) => message);
        case 'projection': return part.evolutions.map(({ message }) => message);
        case 'process': return [...part.starts, ...part.anywhere, ...Object.values(part.states).flatMap(({ steps }) => steps)].map(({ message }) => message);
    }
}

/** What aggregates have become by events that happened before: the state with which their instances begin. */
export class Histories {
    private readonly states = new Map<string, Map<string, object>>();
    private readonly aggregates: readonly AggregateDefinition[];

    constructor(definition: ApplicationDefinition) {
        this.aggregates = definition.parts.filter(part => part.kind === 'aggregate');
    }

    /** The same application, its aggregates beginning as their histories have left them. */
    applyTo(definition: ApplicationDefinition): ApplicationDefinition {
        return {
            ...definition,
            parts: definition.parts.map(part => (part.kind === 'aggregate' ? this.begin(part) : part)),
        };
    }

    private begin(aggregate: AggregateDefinition): AggregateDefinition {
        return {
            ...aggregate,
            initial: key => this.stateOf(aggregate.name, key) ?? aggregate.initial(key),
            // What is deleted begins anew, without its history.
            evolutions: aggregate.evolutions.map(evolution => ({ ...evolution, apply: (state, data) => evolution.apply(state, data) ?? aggregate.initial(evolution.keyOf(data)) })),
        };
    }

    /** The state of an instance to which something has happened. */
    stateOf(aggregate: string, key: string): object | undefined {
        return this.states.get(aggregate)?.get(key);
    }

    /** The keys of the instances to which something has happened. */
    keys(aggregate: string): readonly string[] {
        return [...this.states.get(aggregate)?.keys() ?? []];
    }

    /** Takes note of an event of the past. */
    add(event: string, data: object): void {
        for (const { name, initial, evolutions } of this.aggregates) {
            for (const evolution of evolutions) {
                if (evolution.message.name !== event) continue;
                const key = evolution.keyOf(data);
                const states = this.states.get(name) ?? new Map<string, object>();
                states.set(key, evolution.apply(states.get(key) ?? initial(key), data) ?? initial(key));
                this.states.set(name, states);
            }
        }
    }
}

export interface Watch {
    /** Whether a message reaches anybody; others are shown and kept back. */
    readonly passes: (envelope: Envelope) => boolean;
    readonly published: (channel: string, envelope: Envelope) => void;
}

/** A broker that shows what is published before it goes anywhere, and whose channels let nothing wait. */
export function watchedBroker(broker: Broker, { passes, published }: Watch): Broker {
    return {
        prepare: topology => broker.prepare(withoutWaits(topology)),
        async publish(channel, envelope, options) {
            published(channel, envelope);
            if (passes(envelope)) await broker.publish(channel, envelope, options);
        },
        consume: (subscription, handler, options) => broker.consume(subscription, handler, options),
        request: (query, envelope, options) => broker.request(query, envelope, options),
        answer: (query, handler) => broker.answer(query, handler),
        close: () => broker.close(),
    };
}
