import type * as runtime from '../../runtime/index.js';

/** What an aggregate would make of a command: whether it would refuse it, and the state that it would have then. */
export interface Verdict {
    accepted: boolean;
    after: object;
}

/** Asks aggregates of a generated program what they would decide; nothing is sent, and nothing is kept. */
export class Rehearsal {
    private readonly byCommand = new Map<string, runtime.AggregateDefinition>();
    private readonly types = new Set<string>();

    constructor(
        aggregates: readonly runtime.AggregateDefinition[],
        private readonly context: runtime.HandlerContext,
    ) {
        for (const aggregate of aggregates) for (const { message } of aggregate.handlers) {
            this.byCommand.set(message.name, aggregate);
            this.types.add(message.type);
        }
    }

    /** True of the type of an envelope whose command an aggregate decides. */
    knows(type: string): boolean {
        return this.types.has(type);
    }

    /** `stateOf` gives the state of the instance with a key, where anything has happened to it. What no aggregate handles is accepted. */
    async decide(command: string, data: object, stateOf: (key: string) => Promise<object | undefined> = async () => undefined): Promise<Verdict> {
        const aggregate = this.byCommand.get(command);
        const handler = aggregate?.handlers.find(({ message }) => message.name === command);
        if (!aggregate || !handler) return { accepted: true, after: {} };
        try {
            const key = handler.keyOf(data);
            const before = await stateOf(key) ?? aggregate.initial(key);
            const { outputs, rejection } = await handler.handle(data, before, this.context);
            let after = before;
            for (const { message, data: event } of outputs) {
                for (const evolution of aggregate.evolutions) if (evolution.message.name === message.name) after = evolution.apply(after, event) ?? aggregate.initial(key);
            }
            return { accepted: rejection === undefined, after };
        } catch {
            // A value that is missing here would fail the command in earnest, too.
            return { accepted: false, after: {} };
        }
    }
}
