import type { Broker, BrokerErrorCode, Topology } from '../broker.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import type { Logger } from '../observability/logger.js';
import type { Telemetry } from '../observability/telemetry.js';
import type { Random } from '../random.js';
import type { InboxOptions } from '../stores/inbox.js';
import type { Store } from '../stores/store.js';
import type { PartDefinition } from './parts.js';

/** What an application is made of; the generated `app.ts` puts it together. */
export interface ApplicationDefinition {
    readonly topology: Topology;
    readonly parts: readonly PartDefinition[];
    /** For each part, by name, the topic subscriptions that feed it. */
    readonly subscriptions: Readonly<Record<string, readonly string[]>>;
    /** The queues from which commands are taken. */
    readonly queues: readonly { readonly name: string; readonly concurrency: number }[];
}

export interface ApplicationOptions {
    readonly broker: Broker;
    /** Where what the parts know is kept; a store in memory of its own unless given. */
    readonly store?: Store;
    readonly clock?: Clock;
    readonly random?: Random;
    readonly observe?: (activity: ApplicationActivity) => void;
    /** Makes traces and metrics: `openTelemetry(api)`. */
    readonly telemetry?: Telemetry;
    readonly logger?: Logger;
    /**
     * The share, from 0 to 1, of each wait between two attempts of which chance takes off a part, so that messages that failed together are
     * not all tried again together; 0 unless given.
     */
    readonly retryJitter?: number;
    /** Milliseconds that an asked query waits for its answer; 10,000 unless given. */
    readonly queryTimeout?: number;
    /** What is remembered of handled messages, so that one that comes again has no second effect: unless given, those of 24 hours and 100,000 of each part. */
    readonly idempotency?: InboxOptions;
    /** After how many events of an aggregate its state is kept beside them, so that not all have to be read again; 100 unless given. */
    readonly snapshotEvery?: number;
    /** With a durable store: milliseconds between two looks at what other processes may have left, timers and what is to be published; 500 unless given. */
    readonly pollInterval?: number;
    /** How often each schedule fires, so that a run comes to an end; for ever unless given. */
    readonly scheduleLimit?: number;
}

/** Which part of the log is given to a part again: from the first position to the last, both included. */
export interface ReplayOptions {
    readonly from: number;
    readonly to?: number;
}

export interface ReplayResult {
    /** Events that the part has handled now. */
    readonly handled: number;
    /** Events that it had handled before, as far as that is remembered. */
    readonly repeated: number;
}

/** `cause`: the message that set this one off; `source`: who makes it, as a URI reference. */
export interface EmitOptions {
    readonly cause?: Envelope;
    readonly source?: string;
}

/** What parts did, for logs and pictures. */
export type ApplicationActivity =
    | { readonly kind: 'handled'; readonly part: string; readonly envelope: Envelope; readonly outputs: readonly Envelope[] }
    | { readonly kind: 'rejected'; readonly part: string; readonly envelope: Envelope; readonly reason: string }
    | { readonly kind: 'entered' | 'ended'; readonly process: string; readonly key: string; readonly state: string }
    | { readonly kind: 'timed-out'; readonly process: string; readonly key: string; readonly state: string }
    | { readonly kind: 'failed'; readonly part: string; readonly reason: string }
    /** The broker refuses a message of the outbox for good: it is among the outbox's dead letters. */
    | { readonly kind: 'unpublishable'; readonly channel: string; readonly envelope: Envelope; readonly code: BrokerErrorCode; readonly reason: string };
