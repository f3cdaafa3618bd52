import type { Envelope } from './envelope.js';

/** What every broker adapter offers; the embedded broker in `brokers/memory.ts` is the reference. */
export interface Broker {
    /** Makes channels and subscriptions exist. Calling it again with the same topology changes nothing. */
    prepare(topology: Topology): Promise<void>;
    /** Resolves when the broker has the message for good. Rejects when it cannot take it. */
    publish(channel: string, envelope: Envelope, options?: PublishOptions): Promise<void>;
    /**
     * Gives each message of a subscription to the handler. A resolved handler acknowledges; a rejected one asks for
     * redelivery after the channel's backoff, and after the last retry the message goes to the dead letter queue.
     */
    consume(subscription: string, handler: DeliveryHandler, options?: ConsumeOptions): Promise<Consumer>;
    /** Asks a question and resolves with its reply; rejects after `timeout` milliseconds or with the answerer's error. */
    request(query: string, envelope: Envelope, options: { timeout: number }): Promise<unknown>;
    /** Answers a question; at most one answerer a query. */
    answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer>;
    /** Stops taking messages, waits for those in hand, releases what is open. */
    close(): Promise<void>;
}

export interface Topology {
    readonly channels: readonly ChannelDefinition[];
    readonly subscriptions: readonly SubscriptionDefinition[];
}

/** Durations are in milliseconds, sizes in bytes. */
export interface ChannelDefinition {
    /** The physical name. */
    readonly name: string;
    readonly kind: 'topic' | 'queue';
    readonly ordered: 'key' | 'none';
    readonly partitions: number;
    readonly retain: { readonly milliseconds?: number; readonly bytes?: number };
    readonly compact: boolean;
    readonly deliver: 'at-most-once' | 'at-least-once' | 'exactly-once';
    readonly retry: RetryPolicy;
    /** The dead letter queue of a queue; on a topic each subscription names its own. */
    readonly deadLetter: string;
    readonly timeToLive?: number;
    readonly delay?: number;
    readonly priority?: { readonly lowest: number; readonly highest: number };
    readonly limit?: { readonly messages?: number; readonly bytes?: number };
    readonly rate?: { readonly count: number; readonly per: number };
    readonly deduplicate?: number;
}

export interface RetryPolicy {
    /** Retries after the first attempt. */
    readonly times: number;
    readonly from: number;
    readonly to: number;
}

/** On a topic each subscription sees every message; on a queue the one subscription's consumers compete. */
export interface SubscriptionDefinition {
    /** Unique in the system: `ordering.fulfilment` on a topic, the queue's own name on a queue. */
    readonly name: string;
    readonly channel: string;
    /** Envelope types that reach the handler; others on the channel are passed over. None means all. */
    readonly types?: readonly string[];
    readonly deadLetter: string;
    readonly retry: RetryPolicy;
    /** How long a handler may hold a message before it is given out again. */
    readonly acknowledgeTimeout: number;
}

export interface PublishOptions {
    /** Orders the message among those of the same key. */
    readonly key?: string;
    readonly priority?: number;
    readonly delay?: number;
    /** Defaults to the envelope's id. */
    readonly deduplicationId?: string;
}

export interface ConsumeOptions {
    /** Messages in hand at a time; of one key never more than one where the channel is ordered by key. */
    readonly concurrency?: number;
}

export interface Delivery {
    readonly channel: string;
    readonly subscription: string;
    readonly envelope: Envelope;
    readonly key?: string;
    /** 1 on the first delivery. */
    readonly attempt: number;
}

export type DeliveryHandler = (delivery: Delivery) => Promise<void>;

export interface Consumer {
    /** Takes no more messages, and resolves when those in hand are settled. */
    stop(): Promise<void>;
}

/** Thrown by a handler to send a message to the dead letter queue at once, without retries. */
export class RejectedMessage extends Error {
    override readonly name = 'RejectedMessage';
}
