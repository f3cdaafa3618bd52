import type { Effect, Runner } from './application.js';
import type { MessageDefinition } from './messages.js';
import type { AggregateDefinition, HandlerContext } from './parts.js';

interface Stored {
    state: object;
    /** The events that made it; empty for an aggregate that stores only its state. */
    readonly events: { readonly name: string; readonly data: object }[];
    version: number;
}

/** Decides commands into events on the state that earlier events have made. */
export class AggregateRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    private readonly instances = new Map<string, Stored>();
    private readonly handlers: ReadonlyMap<string, AggregateDefinition['handlers'][number]>;

    constructor(private readonly definition: AggregateDefinition) {
        this.messages = definition.handlers.map(({ message }) => message);
        this.handlers = new Map(definition.handlers.map(handler => [handler.message.name, handler]));
    }

    keys(): readonly string[] {
        return [...this.instances.keys()];
    }

    state(key: string): object | undefined {
        return this.instances.get(key)?.state;
    }

    keysOf(message: MessageDefinition<object>, data: object): readonly string[] {
        return [this.handlers.get(message.name)!.keyOf(data)];
    }

    async handle(message: MessageDefinition<object>, data: object, context: HandlerContext): Promise<Effect> {
        const handler = this.handlers.get(message.name)!;
        const key = handler.keyOf(data);
        const stored = this.instances.get(key);
        const version = stored?.version ?? 0;
        const before = stored?.state ?? this.definition.initial(key);
        const decision = await handler.handle(data, before, context);
        const events = decision.outputs.filter(output => output.message.kind === 'event').map(output => ({ name: output.message.name, data: output.data }));
        // Computed before anything goes out: an event that cannot be applied must not become known.
        const after = events.reduce((state, event) => this.evolve(state, event), before);
        return {
            decision,
            commit: () => {
                if (events.length === 0) return;
                const current = this.instances.get(key);
                if ((current?.version ?? 0) !== version) throw new Error(`'${this.definition.name}' ${key} has changed meanwhile; the command is tried again.`);
                if (current) {
                    current.state = after;
                    current.version += events.length;
                    if (this.definition.store === 'events') current.events.push(...events);
                } else this.instances.set(key, { state: after, events: this.definition.store === 'events' ? events : [], version: events.length });
            },
        };
    }

    private evolve(before: object, { name, data }: { readonly name: string; readonly data: object }): object {
        return this.definition.evolutions
            .filter(({ message }) => message.name === name)
            .reduce((state, evolution) => evolution.apply(state, data) ?? this.definition.initial(evolution.keyOf(data)), before);
    }
}
