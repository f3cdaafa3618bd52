import type { BrokerErrorCode } from '../broker.js';
import type { Envelope } from '../envelope.js';

export interface OutgoingMessage {
    readonly channel: string;
    readonly key?: string;
    readonly envelope: Envelope;
}

/** Messages that are kept and not published yet. */
export interface Outbox {
    /** How many wait. */
    depth(): Promise<number>;
    /** The right to publish, of all messages or of one lane's; one process has it at a time: undefined while another has it. */
    claim(lane?: OutboxLane): Promise<OutboxClaim | undefined>;
    /** Messages that the broker refused for good, in the order in which they were kept; a hundred unless told. */
    deadLetters(page?: OutboxPage): Promise<readonly OutboxDeadLetter[]>;
    /** Lets dead letters wait again, each at the place in the order that it had; gives how many. */
    retry(selection: OutboxSelection): Promise<number>;
    /** Forgets dead letters for good; gives how many. */
    discard(selection: OutboxSelection): Promise<number>;
}

/** The messages of an outbox that go to one of several brokers: each lane is published by itself, so that none waits for another's broker. */
export interface OutboxLane {
    /** Tells the lanes of a system apart. */
    readonly name: string;
    readonly channels: readonly string[];
    /** `only`: messages of these channels; `except`: those of all others. */
    readonly takes: 'only' | 'except';
}

/** A message in an outbox. */
export interface WaitingMessage extends OutgoingMessage {
    /** In the order in which messages were kept; it stays the message's own. */
    readonly position: number;
}

/** What the broker said of a message that it refuses for good. */
export interface Refusal {
    readonly position: number;
    readonly code: BrokerErrorCode;
    /** The broker's words, cut after a thousand characters. */
    readonly reason: string;
}

/** A message of an outbox that the broker has refused for good. */
export interface OutboxDeadLetter extends WaitingMessage, Refusal {
    /** When it was refused, in milliseconds since 1970. */
    readonly at: number;
}

/** Those behind a position, and how many of them. */
export interface OutboxPage {
    readonly after?: number;
    readonly limit?: number;
}

/** Which dead letters are meant: all, those at certain positions, or those that were refused for one reason. */
export type OutboxSelection = 'all' | { readonly positions: readonly number[] } | { readonly code: BrokerErrorCode };

/** The right to publish. Its methods reject when it is lost. */
export interface OutboxClaim {
    /** The oldest messages, in the order in which they were kept, without those of some channels. */
    read(limit: number, options?: { readonly exceptChannels?: readonly string[] }): Promise<readonly WaitingMessage[]>;
    remove(positions: readonly number[]): Promise<void>;
    /** Makes dead letters of messages, so that what follows them goes on. */
    putAside(refusals: readonly Refusal[], at: number): Promise<void>;
    release(): Promise<void>;
}
