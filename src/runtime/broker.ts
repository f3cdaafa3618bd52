import type { Envelope } from './envelope.js';
import { boundReason } from './failure-reason.js';

/** What every broker adapter offers; the embedded broker in `brokers/memory.ts` is the reference. */
export interface Broker {
    /** Makes channels and subscriptions exist. Calling it again with the same topology changes nothing. */
    prepare(topology: Topology): Promise<void>;
    /**
     * Resolves when the broker has the message for good, or already had it (see `deduplicate`). Rejects with a
     * `BrokerError` when it cannot take it. Two calls in a row keep their order without waiting for the first.
     */
    publish(channel: string, envelope: Envelope, options?: PublishOptions): Promise<void>;
    /**
     * Gives each message of a subscription to the handler. A resolved handler acknowledges; a rejected one asks for
     * redelivery after the subscription's backoff, and after the last retry the message goes to the dead letter queue; what a
     * `RejectedMessage` and a `PostponedMessage` ask for instead is said there.
     * Several consumers of a subscription compete; with none, messages wait.
     */
    consume(subscription: string, handler: DeliveryHandler, options?: ConsumeOptions): Promise<Consumer>;
    /** Asks a question and resolves with its reply; rejects after `timeout` milliseconds or with the answerer's error. */
    request(query: string, envelope: Envelope, options: { timeout: number }): Promise<unknown>;
    /** Answers a question; at most one answerer a query. */
    answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer>;
    /**
     * Hands out no more messages, waits for those in hand (which may still publish and ask), then takes none either
     * and releases what is open.
     */
    close(): Promise<void>;
    /**
     * Gives a topic's subscription once more what the topic retains, from its first message or from a time on (`since`, in
     * milliseconds since 1970), so that what is built from it can be built again. Rejects with `busy` while the subscription
     * has consumers here; those of other processes must stop as well.
     */
    replay?(subscription: string, options?: { readonly since?: number }): Promise<void>;
    /** What it is, as OpenTelemetry names messaging systems (`kafka`, `rabbitmq`). */
    readonly system?: string;
    /** Resolves when the broker can be reached; without it, nobody can know before the first message. */
    ping?(): Promise<void>;
    /** How many messages a subscription has not settled yet; undefined where the broker cannot tell. */
    lag?(subscription: string): Promise<number | undefined>;
    /** Tells of each message that could not be handled, from now on; the returned function ends that. A listener must not throw. */
    watch?(listener: (failure: DeliveryFailure) => void): () => void;
}

/** What became of a message that could not be handled; `at` is in milliseconds since 1970. */
export type DeliveryFailure =
    /** `wait` milliseconds from now it is given out again. */
    | { readonly kind: 'retried'; readonly delivery: Delivery; readonly reason: string; readonly wait: number; readonly at: number }
    | { readonly kind: 'dead-lettered'; readonly deadLetter: DeadLetter; readonly queue: string; readonly at: number }
    /** Failed or rejected in a queue that has no dead letter queue: it waits for the next consumer. */
    | { readonly kind: 'parked'; readonly deadLetter: DeadLetter; readonly at: number }
    /** Expired in a queue that has no dead letter queue: the only way for a message to be gone without having been handled. */
    | { readonly kind: 'dropped'; readonly deadLetter: DeadLetter; readonly at: number };

export interface Topology {
    readonly channels: readonly ChannelDefinition[];
    readonly subscriptions: readonly SubscriptionDefinition[];
}

/** Durations are in milliseconds, sizes in bytes. */
export interface ChannelDefinition {
    /** The physical name. */
    readonly name: string;
    readonly kind: 'topic' | 'queue';
    /**
     * Envelope types that a topic carries. A message of another type is no news for somebody else but a mistake, and goes to
     * the dead letter queue of each subscription. None means any.
     */
    readonly types?: readonly string[];
    /** Fields of messages whose values a broker may route by. */
    readonly routeBy?: readonly string[];
    /** `key`: a message is not given out before the one before it of the same key is settled, retries included. */
    readonly ordered: 'key' | 'none';
    readonly partitions: number;
    /** How long and how much of a topic can be read again; nothing said is for ever. */
    readonly retain: { readonly milliseconds?: number; readonly bytes?: number };
    /** Of a topic, only the last message of each key can be read again, but that one for ever. */
    readonly compact: boolean;
    readonly deliver: 'at-most-once' | 'at-least-once' | 'exactly-once';
    readonly retry: RetryPolicy;
    /** The dead letter queue of a queue; on a topic each subscription names its own. */
    readonly deadLetter: string;
    /** From when the message could first be given out; an expired message goes to the dead letter queue. */
    readonly timeToLive?: number;
    readonly delay?: number;
    /** The higher, the sooner. */
    readonly priority?: { readonly lowest: number; readonly highest: number };
    /** How much may wait or be in hand, on a topic for the slowest subscription; beyond it `publish` rejects. */
    readonly limit?: { readonly messages?: number; readonly bytes?: number };
    /** Deliveries started to each subscription: never more than `count` within any `per` milliseconds. */
    readonly rate?: { readonly count: number; readonly per: number };
    /** For how long a message of the same deduplication id is taken for one already had. */
    readonly deduplicate?: number;
}

export interface RetryPolicy {
    /** Retries after the first attempt. */
    readonly times: number;
    /** The wait before the first retry; it doubles with each, up to `to`. */
    readonly from: number;
    readonly to: number;
    /** The share of each wait, from 0 (default) to 1, of which chance takes off a part, so that not all try again at once. */
    readonly jitter?: number;
}

/** On a topic each subscription sees every message; on a queue the one subscription's consumers compete. */
export interface SubscriptionDefinition {
    /** Unique in the system: `ordering.fulfilment` on a topic, the queue's own name on a queue. */
    readonly name: string;
    readonly channel: string;
    /**
     * Envelope types that reach the handler. Others that a topic carries are passed over; others on a queue go to the dead
     * letter queue, as nobody else will see them. None means all.
     */
    readonly types?: readonly string[];
    /**
     * Where the channel routes, what of it is asked for at least: each is the words of a type without its version, then a word for each
     * routed field, `*` for any. A broker that can leaves out the rest.
     */
    readonly routes?: readonly (readonly string[])[];
    readonly deadLetter: string;
    readonly retry: RetryPolicy;
    /** How long a handler may hold a message before it is given out again. */
    readonly acknowledgeTimeout: number;
    /** Where a new subscription on a topic starts: at what comes from now on (default), or at the first message retained. */
    readonly start?: 'new' | 'first';
}

export interface PublishOptions {
    /** Orders the message among those of the same key. Defaults to the envelope's subject. */
    readonly key?: string;
    /** Within the channel's priorities; defaults to the lowest. */
    readonly priority?: number;
    /** Instead of the channel's own. A delayed message takes its place in its key's order when the delay is over. */
    readonly delay?: number;
    /** Defaults to the envelope's id. */
    readonly deduplicationId?: string;
}

export interface ConsumeOptions {
    /** Messages in hand at a time, by default 1; of one key never more than one where the channel is ordered by key. */
    readonly concurrency?: number;
}

export interface Delivery {
    readonly channel: string;
    readonly subscription: string;
    /** The handler's own copy. */
    readonly envelope: Envelope;
    readonly key?: string;
    /** 1 on the first delivery. */
    readonly attempt: number;
}

export type DeliveryHandler = (delivery: Delivery) => Promise<void>;

export interface Consumer {
    /** Takes no more messages, and resolves when those in hand are settled. What still waits, waits for the next consumer. */
    stop(): Promise<void>;
}

/** Thrown by a handler to send a message to the dead letter queue at once, without retries. */
export class RejectedMessage extends Error {
    override readonly name = 'RejectedMessage';
}

/**
 * Thrown by a handler that cannot work now, whatever the message is: it is given out again after `wait` milliseconds, and this was no
 * attempt. Where messages are delivered at most once it is a failure as any other.
 */
export class PostponedMessage extends Error {
    override readonly name = 'PostponedMessage';

    constructor(
        message: string,
        readonly wait = 0,
    ) {
        super(message);
    }
}

/**
 * What a broker refuses, and why:
 * - `unknown-channel`, `unknown-subscription`: `prepare` was not told of it.
 * - `channel-full`: the channel's limit is reached; publishing again later may work.
 * - `invalid-message`: the envelope cannot be written as JSON, is too large or too deep, or its priority or delay is out of range.
 * - `invalid-topology`: definitions that contradict themselves, each other or what exists.
 * - `already-answered`: the query has an answerer.
 * - `no-reply`: no reply came within the timeout.
 * - `answer-failed`: the answerer threw; the message is the answerer's. Where it threw a `RejectedMessage`: `invalid-message`.
 * - `busy`: the subscription has consumers that must stop first.
 * - `unavailable`: no server could be reached in time, or it did not confirm in time; trying again later may work.
 * - `unsupported`: the server lacks something that is needed, such as a version or a plugin.
 * - `closed`: the broker is closed.
 */
export type BrokerErrorCode =
    | 'unknown-channel'
    | 'unknown-subscription'
    | 'channel-full'
    | 'invalid-message'
    | 'invalid-topology'
    | 'already-answered'
    | 'no-reply'
    | 'answer-failed'
    | 'busy'
    | 'unavailable'
    | 'unsupported'
    | 'closed';

/** Every failure of a broker's own methods. */
export class BrokerError extends Error {
    override readonly name = 'BrokerError';

    constructor(
        readonly code: BrokerErrorCode,
        message: string,
    ) {
        super(message);
    }
}

/**
 * Why a message went to a dead letter queue: `failed` after its last retry, `timed-out` likewise without an answer from
 * the handler, `rejected` by a `RejectedMessage`, `expired` unread, `unhandled`: of a type that the queue's
 * subscription does not take or the topic does not carry, or `undecodable`: bytes that are no message (`decodeEnvelope`).
 */
export type DeadLetterKind = 'failed' | 'timed-out' | 'rejected' | 'expired' | 'unhandled' | 'undecodable';

/** A message that could not be handled, with all that is needed to find out why and to send it again. */
export interface DeadLetter {
    readonly kind: DeadLetterKind;
    /** The error's message, or what happened in words; cut after a thousand characters. */
    readonly reason: string;
    /** How often the message was given to a handler. */
    readonly attempts: number;
    /** Where it was published, and for which subscription it failed. */
    readonly channel: string;
    readonly subscription: string;
    /** When, in milliseconds since 1970. */
    readonly at: number;
    /** As it was published; for bytes that are no message, one that stands for them (`undecodableEnvelope`). */
    readonly envelope: Envelope;
}

/** The extension attributes that a message in a dead letter queue has in addition to its own. */
export const deadLetterAttributes = {
    kind: 'failurekind',
    reason: 'failurereason',
    attempts: 'failureattempts',
    channel: 'failurechannel',
    subscription: 'failuresubscription',
    /** RFC 3339, as a CloudEvents timestamp. */
    at: 'failuretime',
} as const satisfies Record<Exclude<keyof DeadLetter, 'envelope'>, string>;

/** The envelope that stands for a dead letter in its queue: the original, with the failure in extension attributes. */
export function writeDeadLetter(letter: DeadLetter): Envelope {
    const { data, ...context } = letter.envelope;
    return {
        ...context,
        failurekind: letter.kind,
        failurereason: boundReason(letter.reason),
        failureattempts: letter.attempts,
        failurechannel: letter.channel,
        failuresubscription: letter.subscription,
        failuretime: new Date(letter.at).toISOString(),
        data,
    };
}

/** Reads a dead letter back from its envelope; undefined for an envelope that stands for none. */
export function readDeadLetter(envelope: Envelope): DeadLetter | undefined {
    const { failurekind, failurereason, failureattempts, failurechannel, failuresubscription, failuretime, ...original } = envelope;
    if (failurekind === undefined) {
        return undefined;
    }
    return {
        kind: failurekind as DeadLetterKind,
        reason: String(failurereason),
        attempts: Number(failureattempts),
        channel: String(failurechannel),
        subscription: String(failuresubscription),
        at: Date.parse(String(failuretime)),
        envelope: original as unknown as Envelope,
    };
}
