import type { Awaitable, Decision, MessageDefinition } from './messages.js';
import type { Evolution, HandlerContext, StateHandler } from './parts.js';

/** A message with its name, by which a `switch` tells it from others. */
export interface Named<Name extends string, Data extends object> {
    readonly name: Name;
    readonly data: Data;
}

/** Stands where a `switch` has a case for everything: what the specification gains is an error of the compiler there. */
export function assertNever(value: never): never {
    throw new Error(`No case for ${JSON.stringify(value)}.`);
}

/** A message that a part takes, and which of its instances or rows it is about. */
export interface Addressed {
    readonly message: MessageDefinition<object>;
    readonly name: string;
    readonly keyOf: (data: object) => string;
}

/** A message and the key in it; `name` differs from the message's own where one event is about several keys. */
export function addressed<Data extends object>(message: MessageDefinition<Data>, keyOf: (data: Data) => string, name: string = message.name): Addressed {
    return { message, name, keyOf: data => keyOf(data as Data) };
}

/** The handlers of an aggregate that decides all of its commands by one function. */
export function decidedBy<Command extends Named<string, object>, State extends object>(
    decide: (command: Command, state: State, context: HandlerContext) => Awaitable<Decision>,
    commands: readonly Addressed[],
): StateHandler[] {
    return commands.map(({ message, name, keyOf }) => ({ message, keyOf, handle: (data, state, context) => decide({ name, data } as Command, state as State, context) }));
}

/** The evolutions of an aggregate or a projection whose events one function applies. */
export function evolvedBy<Event extends Named<string, object>, State extends object>(
    evolve: (state: State, event: Event) => State | undefined,
    events: readonly Addressed[],
): Evolution[] {
    return events.map(({ message, name, keyOf }) => ({ message, keyOf, apply: (state, data) => evolve(state as State, { name, data } as Event) }));
}

/** What several changes by one event make of a state, each seeing what the one before it did; what one deletes begins anew where another changes it. */
export function changedBy<State extends object>(state: State, initial: () => State, ...changes: readonly ((state: State) => State | undefined)[]): State | undefined {
    let current: State | undefined = state;
    for (const change of changes) {
        const before: State = current ?? initial();
        const after = change(before);
        if (after !== before) current = after;
    }
    return current;
}
