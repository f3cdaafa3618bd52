import type { Delivery, DeliveryFailure } from '../broker.js';

/** What happens to the messages of a subscription, for those who want to watch. */
export type SubscriptionActivity = { readonly kind: 'delivered' | 'acknowledged'; readonly delivery: Delivery; readonly at: number } | DeliveryFailure;

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
