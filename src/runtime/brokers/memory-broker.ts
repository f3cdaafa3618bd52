import type { Broker, DeadLetter, PublishOptions } from '../broker.js';
import type { Clock } from '../clock.js';
import type { MessageLimits } from '../decode.js';
import type { Envelope } from '../envelope.js';
import type { Random } from '../random.js';
import type { Scheduler } from '../scheduler.js';
import type { RequestActivity } from './memory-requests.js';
import type { EntryState, SubscriptionActivity, SubscriptionCounts } from './subscription-activity.js';

export interface MemoryBrokerOptions {
    /** Default: the host's time. */
    readonly clock?: Clock;
    /** Default: the clock where it is a scheduler too, as a virtual clock is; otherwise the host's event loop. */
    readonly scheduler?: Scheduler;
    /** Draws what jitter takes off the waits between attempts, so that a run can be repeated; unless given, nobody can foretell it. */
    readonly random?: Random;
    /** What a message may be at most, whether it is published or comes as bytes. */
    readonly limits?: MessageLimits;
    /** The first observer; see `MemoryBroker.observe`. */
    readonly observe?: (activity: BrokerActivity) => void;
}

/** What happens inside the broker, in the order in which it happens; `at` is in milliseconds since 1970. Envelopes are frozen. */
export type BrokerActivity =
    | { readonly kind: 'published' | 'deduplicated'; readonly channel: string; readonly envelope: Envelope; readonly key?: string; readonly at: number }
    | SubscriptionActivity
    | RequestActivity;

/** The embedded broker, with what only it can tell. */
export interface MemoryBroker extends Required<Broker> {
    lag(subscription: string): Promise<number>;
    /**
     * Takes bytes from a producer that nobody has checked, as brokers do that only pass them on. What is no message goes to the dead
     * letter queue of each subscription.
     */
    publishBytes(channel: string, bytes: Uint8Array, options?: PublishOptions): Promise<void>;
    /** Tells the listener of all that happens from now on; the returned function ends that. A listener must not throw. */
    observe(listener: (activity: BrokerActivity) => void): () => void;
    /** What is where, and how much of what has happened. */
    inspect(): BrokerInspection;
    /** Messages that a subscription has not settled yet: waiting, in hand, or between two attempts. */
    depth(subscription: string): number;
    /** Those messages, oldest first. */
    unsettled(subscription: string): readonly UnsettledMessage[];
    /** What lies in dead letter queues, consumed by nobody so far; oldest first. */
    deadLetters(): readonly DeadLetter[];
    /** What a topic retains, oldest first. */
    read(topic: string): readonly RetainedMessage[];
    /** `from`: the position at which it begins, where that is meant rather than a time. */
    replay(subscription: string, options?: { readonly from?: number; readonly since?: number }): Promise<void>;
    /** Resolves when no subscription that has consumers has anything left to do; what a handler publishes counts as well. */
    drained(): Promise<void>;
}

export interface RetainedMessage {
    /** Counts from 0 in each channel and never repeats; positions may be missing. */
    readonly position: number;
    readonly publishedAt: number;
    readonly key?: string;
    readonly envelope: Envelope;
}

export interface UnsettledMessage extends RetainedMessage {
    readonly state: EntryState;
    /** Deliveries so far. */
    readonly attempt: number;
}

export interface BrokerInspection {
    /** By name. */
    readonly channels: readonly ChannelInspection[];
    /** By name. */
    readonly subscriptions: readonly SubscriptionInspection[];
}

export interface ChannelInspection {
    readonly name: string;
    readonly kind: 'topic' | 'queue';
    /** Messages taken, dead letters included. */
    readonly published: number;
    readonly deduplicated: number;
    /** Messages refused because the channel was full. */
    readonly refused: number;
    /** Messages of a topic that can be read again. */
    readonly retained: number;
}

export interface SubscriptionInspection extends SubscriptionCounts {
    readonly name: string;
    readonly channel: string;
    readonly consumers: number;
    /** Messages not settled yet, wherever they are. */
    readonly lag: number;
}
