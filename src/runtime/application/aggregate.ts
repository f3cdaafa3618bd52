import type { LoggedEvent, Store } from '../stores/store.js';
import type { MessageDefinition } from './messages.js';
import type { AggregateDefinition, HandlerContext } from './parts.js';
import type { Effect, Runner } from './runner.js';
import { unreadable, unreadableIn } from './versions.js';

/** An aggregate at some moment. */
export interface AggregateState {
    /** How many events have made it. */
    readonly version: number;
    readonly state: object;
}

/** Decides commands into events on the state that earlier events have made. */
export class AggregateRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    private readonly handlers: ReadonlyMap<string, AggregateDefinition['handlers'][number]>;
    /** By type, the message of which it is a version that cannot be read; null of all others. */
    private readonly unreadableTypes = new Map<string, MessageDefinition<object> | null>();

    constructor(
        private readonly definition: AggregateDefinition,
        private readonly kept: Store,
        private readonly options: { readonly snapshotEvery: number },
    ) {
        this.messages = definition.handlers.map(({ message }) => message);
        this.handlers = new Map(definition.handlers.map(handler => [handler.message.name, handler]));
    }

    get name(): string {
        return this.definition.name;
    }

    get store(): AggregateDefinition['store'] {
        return this.definition.store;
    }

    /** As it is now; undefined before its first event. */
    async load(key: string): Promise<AggregateState | undefined> {
        const loaded = await this.kept.loadAggregate(this.definition.name, key);
        return loaded && this.fold(key, loaded.events, loaded.snapshot);
    }

    /** The state that logged events make of an earlier one. */
    fold(key: string, events: readonly LoggedEvent[], before: AggregateState = { version: 0, state: this.definition.initial(key) }): AggregateState {
        return events.reduce(({ state, version }, { envelope }) => ({ state: this.evolve(state, envelope.type, envelope.data as object), version: version + 1 }), before);
    }

    keysOf(message: MessageDefinition<object>, data: object): readonly string[] {
        return [this.handlers.get(message.name)!.keyOf(data)];
    }

    async handle(message: MessageDefinition<object>, data: object, context: HandlerContext): Promise<Effect> {
        const { name } = this.definition;
        const { snapshotEvery } = this.options;
        const handler = this.handlers.get(message.name)!;
        const key = handler.keyOf(data);
        const { version, state: before } = await this.load(key) ?? { version: 0, state: this.definition.initial(key) };
        const decision = await handler.handle(data, before, context);
        const events = decision.outputs.filter(output => output.message.kind === 'event');
        // Computed before anything goes out: an event that cannot be applied must not become known.
        const state = events.reduce((current, event) => this.evolve(current, event.message.type, event.data), before);
        if (events.length === 0) return decision;
        return {
            ...decision,
            change: outputs => ({
                aggregate: {
                    name, key, version, state,
                    events: outputs.filter((_, index) => decision.outputs[index]!.message.kind === 'event'),
                    isSnapshot: Math.floor((version + events.length) / snapshotEvery) > Math.floor(version / snapshotEvery),
                },
            }),
        };
    }

    private unreadable(type: string): MessageDefinition<object> | undefined {
        let known = this.unreadableTypes.get(type);
        if (known === undefined) this.unreadableTypes.set(type, known = unreadableIn(this.definition.evolutions.map(({ message }) => message), type) ?? null);
        return known ?? undefined;
    }

    private evolve(before: object, type: string, data: object): object {
        let state = before;
        const other = this.unreadable(type);
        // Without it the state would be another one, and nobody would know.
        if (other) throw unreadable(type, other);
        for (const { message, apply, keyOf } of this.definition.evolutions) {
            if (!message.reads.includes(type)) continue;
            // An event of the log may be of an older version.
            const current = message.type === type ? data : message.parse(type, data);
            state = apply(state, current) ?? this.definition.initial(keyOf(current));
        }
        return state;
    }
}
