import type { Awaitable, Decision, Evolution, HandlerContext, MessageDefinition, StateHandler } from '../../../src/runtime/application/index.js';

/** A command that an aggregate decides on, given its state. */
export function decides<Data extends object, State extends object>(
    message: MessageDefinition<Data>,
    keyOf: (data: Data) => string,
    decide: (command: Data, state: State, context: HandlerContext) => Awaitable<Decision>,
): StateHandler {
    return {
        message,
        keyOf: data => keyOf(data as Data),
        handle: (data, state, context) => decide(data as Data, state as State, context),
    };
}

/** An event that changes a state; pure, so that a rebuild gives the same result each time. */
export function evolves<Data extends object, State extends object>(
    message: MessageDefinition<Data>,
    keyOf: (data: Data) => string,
    apply: (state: State, event: Data) => State | undefined,
): Evolution {
    return { message, keyOf: data => keyOf(data as Data), apply: (state, data) => apply(state as State, data as Data) };
}
