import type { SubscriptionDefinition } from '../broker.js';
import type { Envelope } from '../envelope.js';
import type { Change } from '../stores/store.js';
import type { Awaitable, Decision, MessageDefinition } from './messages.js';
import type { HandlerContext } from './parts.js';
import { unreadable, unreadableIn } from './versions.js';

/** What a part's runner does with one message: what goes out, and what is kept with it. */
export interface Effect extends Decision {
    /** What is kept, given the envelopes of the decision's outputs and the time at which that is done. */
    change?(outputs: readonly Envelope[], at: number): Omit<Change, 'at'>;
    /** Called when it is kept. */
    kept?(): void;
}

/** The events that a part takes, by the types of their envelopes. */
export function eventsOf({ messages }: Pick<Runner, 'messages'>): ReadonlyMap<string, MessageDefinition<object>> {
    return new Map(messages.filter(({ kind }) => kind === 'event').flatMap(message => message.reads.map(type => [type, message] as const)));
}

/**
 * How a part reads what one of its subscriptions brings: undefined for what a topic carries for others. Throws `RejectedMessage` for a version
 * of the part's own events that no upcast makes the latest, so that it is not lost in silence.
 */
export function readerOf(runner: Pick<Runner, 'messages'>, subscription: Pick<SubscriptionDefinition, 'types'> | undefined): (type: string) => MessageDefinition<object> | undefined {
    const events = eventsOf(runner);
    const subscribed = new Set(subscription?.types);
    return type => {
        const message = events.get(type);
        const other = !message && subscribed.has(type) && unreadableIn(runner.messages, type);
        if (other) throw unreadable(type, other);
        return message;
    };
}

/** Works on the messages of one part. */
export interface Runner {
    readonly messages: readonly MessageDefinition<object>[];
    /** Messages that share a key are worked on one after the other. Throws `RejectedMessage` where a message has none and needs one. */
    keysOf(message: MessageDefinition<object>, data: object): readonly string[];
    handle(message: MessageDefinition<object>, data: object, context: HandlerContext): Awaitable<Effect>;
}
