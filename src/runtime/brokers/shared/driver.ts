import type { ChannelDefinition, SubscriptionDefinition } from '../../broker.js';
import type { Envelope } from '../../envelope.js';
import type { Questions } from './questions.js';

/** What an adapter knows of its server's ways; `ServerBroker` does the rest, which is the same for all of them. */
export interface BrokerDriver {
    /** As OpenTelemetry names the messaging system. */
    readonly system: string;
    readonly questions: Questions;
    /** Resolves when the server can be reached and has all that is needed; rejects with `unavailable` or `unsupported`. */
    connect(): Promise<void>;
    ping(): Promise<void>;
    /** Makes what the channel needs, where it is missing; rejects with `invalid-topology` where something else is there. */
    prepareChannel(channel: ChannelDefinition): Promise<void>;
    prepareSubscription(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<void>;
    /** Has taken its place in the order when it returns, and resolves when the server has the message for good. */
    publish(channel: ChannelDefinition, message: OutgoingMessage): Promise<void>;
    open(subscription: SubscriptionDefinition, channel: ChannelDefinition): MessageSource;
    replay(subscription: SubscriptionDefinition, channel: ChannelDefinition, since: number | undefined): Promise<void>;
    lag(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<number>;
    /** Waits for what is not confirmed yet, and lets go of the server. */
    close(): Promise<void>;
}

/** A message on its way to the server. */
export interface OutgoingMessage {
    readonly envelope: Envelope;
    /** The envelope as it travels. */
    readonly text: string;
    readonly key: string | undefined;
    readonly priority: number | undefined;
    /** Where it is another than the channel's. */
    readonly delay: number | undefined;
    /** Where the channel takes a message once. */
    readonly deduplicationId: string | undefined;
}

/** Gives the messages of a subscription to those who take from it. */
export interface MessageSource {
    /** Resolves with one message at least and `count` at most, or with none once the signal says to stop. */
    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]>;
    /** A consumer begins to take: resolves when it takes part in what comes, where that must be arranged with other programs. */
    begin?(): Promise<void>;
    /** Its last consumer has stopped: what it has is for other programs. */
    end?(): void;
}

/** A message that the server has given out and waits to hear of. */
export interface ReceivedMessage {
    readonly bytes: Uint8Array;
    /** Where it is another than the envelope's subject. */
    readonly key: string | undefined;
    /** 1 at the first delivery. */
    readonly attempt: number;
    /**
     * How many deliveries more prove nothing against the message, because `attempt` may count some after which it was handed to nobody or postponed in
     * another program; none unless given.
     */
    readonly spareDeliveries?: number;
    /** By the server's clock. */
    readonly publishedAt: number;
    readonly delay: number | undefined;
    /** The same each time the message is given out, and no other's. */
    readonly place: string;
    acknowledge(): Promise<void>;
    /** Has it given out again after `wait` milliseconds, as the next attempt. */
    retry(wait: number): Promise<void>;
    /** Has it given out again after `wait` milliseconds, as if it had not been given out now. */
    postpone(wait: number): Promise<void>;
    /** Puts the letter into its queue and then acknowledges. */
    deadLetter(queue: ChannelDefinition, letter: OutgoingMessage): Promise<void>;
    /** Tells the server that it is still in hand; without it the server need not be told. */
    keep?(): void;
}
