import type { DeadLetter, Delivery } from '../broker.js';

/** What happens to the messages of a subscription, for those who want to watch. */
export type SubscriptionActivity =
    | { readonly kind: 'delivered' | 'acknowledged'; readonly delivery: Delivery; readonly at: number }
    /** `wait` milliseconds from now it is given out again. */
    | { readonly kind: 'retried'; readonly delivery: Delivery; readonly reason: string; readonly wait: number; readonly at: number }
    | { readonly kind: 'dead-lettered'; readonly deadLetter: DeadLetter; readonly queue: string; readonly at: number }
    /** Failed or rejected in a queue that has no dead letter queue: it waits for the next consumer. */
    | { readonly kind: 'parked'; readonly deadLetter: DeadLetter; readonly at: number }
    /** Expired in a queue that has no dead letter queue: the only way for a message to be gone without having been handled. */
    | { readonly kind: 'dropped'; readonly deadLetter: DeadLetter; readonly at: number };

/** Where a message stands; `waiting` includes waiting for another of its key. */
export type EntryState = 'delayed' | 'waiting' | 'in-hand' | 'retrying' | 'parked';

/** How many messages of a subscription stand where, now and in all its time. */
export interface SubscriptionCounts extends Record<'delayed' | 'waiting' | 'inHand' | 'retrying' | 'parked', number> {
    /** received = acknowledged + deadLettered + dropped + what still stands somewhere. */
    readonly received: number;
    readonly delivered: number;
    readonly acknowledged: number;
    readonly retried: number;
    readonly deadLettered: number;
    readonly dropped: number;
    /** On the topic, but of no type that the subscription takes. */
    readonly passedOver: number;
}
