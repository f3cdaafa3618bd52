import type { Awaitable } from '../application/messages.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import type { InboxOptions } from './inbox.js';
import type { Outbox, OutgoingMessage } from './outbox.js';

/**
 * Where an application keeps what it knows: aggregates, processes, projections, what was handled, and the log of events.
 * What one message changes is kept by one `commit`, whole or not at all.
 */
export interface Store {
    /** Of a durable store: where outputs wait from the commit until they are published. Without one they are published before it. */
    readonly outbox?: Outbox;
    /** Told once, before anything else, what there will be to keep. */
    open(layout: StoreLayout): Awaitable<void>;
    /** Keeps a change. False where its message was handled before, or its timer is no more: nothing is changed then. Throws `StoreConflict`. */
    commit(change: Change): Awaitable<boolean>;
    isHandled(part: string, identity: string): Awaitable<boolean>;
    /** Undefined before the aggregate's first event. */
    loadAggregate(aggregate: string, key: string): Awaitable<LoadedAggregate | undefined>;
    /** The keys of an aggregate's instances, in the order of their first events. */
    keys(aggregate: string): Awaitable<readonly string[]>;
    loadInstance(process: string, key: string): Awaitable<ProcessInstance | undefined>;
    instances(process: string): Awaitable<readonly ProcessInstance[]>;
    /** Timers that are due before a moment, in milliseconds since 1970; the earliest first. */
    timers(process: string, before: number): Awaitable<readonly ProcessTimerRecord[]>;
    /**
     * A projection's rows in the order of their first events. With `equal` a store may leave out rows that have other values
     * in these fields, and need not.
     */
    rows(projection: string, equal?: Readonly<Record<string, unknown>>): Awaitable<readonly object[]>;
    /** The types of the events that are in the log. */
    eventTypes(): Awaitable<readonly string[]>;
    /** A page of the log, in its order. */
    events(selection: EventSelection): Awaitable<readonly LoggedEvent[]>;
    /** Makes a projection's rows anew from the log. The old ones serve until the new ones have caught up. */
    rebuild(projection: string, options: RebuildOptions): Promise<RebuildResult>;
    /** Projections whose rows are of another revision, or are to be made from the log in the first place; to be rebuilt. */
    outdated(): readonly string[];
    /** What there is to do by a moment, in milliseconds since 1970. */
    statistics(at: number): Awaitable<StoreStatistics>;
    /** Rejects where the store cannot be reached. */
    ping?(): Promise<void>;
    /** Forgets what is too old to be asked for. */
    tidy(): Awaitable<void>;
}

/** What lies in a store and waits for something, for those who watch over it. */
export interface StoreStatistics {
    readonly outbox?: {
        readonly waiting: number;
        /** When the message that has waited longest was kept, in milliseconds since 1970. */
        readonly oldest?: number;
        readonly deadLetters: number;
    };
    /** By process: timers whose time has come and that have not fired. A process that is left out has none. */
    readonly timersDue: Readonly<Record<string, number>>;
    /** By projection: events of the log behind the last one that its rows have. */
    readonly projectionLag: Readonly<Record<string, number>>;
}

/** What an application will keep. */
export interface StoreLayout {
    readonly aggregates: readonly { readonly name: string; readonly store: 'events' | 'state'; readonly revision: string }[];
    readonly projections: readonly ProjectionLayout[];
    readonly clock: Clock;
    /** How many lanes the outbox is published in, where its messages go to several brokers. */
    readonly outboxLanes?: number;
    readonly idempotency?: InboxOptions;
    /** Told of each event that others have received for a projection and that cannot be applied here; it is passed over. */
    onSkipped?(projection: string, event: LoggedEvent, error: unknown): void;
}

export interface ProjectionLayout {
    readonly name: string;
    readonly key: string;
    readonly isWindowed: boolean;
    /** Changes with what the rows are made of, or how. */
    readonly revision: string;
    readonly columns: readonly ProjectionColumn[];
    /** Fields by which queries choose rows. */
    readonly indexed: readonly string[];
    /** The envelope types of its events. */
    readonly types: readonly string[];
    /** Whether a type is a version of one of its events that it cannot read. */
    isUnreadable(type: string): boolean;
    /** What an event does to its rows. Throws where its data is not valid, or its version cannot be read. */
    read(event: Envelope): RowsChange;
    /** A row of another revision as one of this one, as far as it goes: what it does not have is as before the first event. */
    complete(row: object): object;
}

/** How the values of a field look, for stores that have columns. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'double' | 'numeric' | 'boolean' | 'uuid' | 'date' | 'timestamp' | 'json';

export interface ProjectionColumn {
    readonly field: string;
    readonly type: ColumnType;
}

/** Everything that one message, timer or schedule changes. */
export interface Change {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly handled?: { readonly part: string; readonly identity: string };
    readonly aggregate?: AggregateChange;
    readonly instances?: readonly InstanceChange[];
    /** The timer that is over with this. */
    readonly expired?: ProcessTimerRecord;
    /** A timer that is tried again at another time. */
    readonly postponed?: ProcessTimerRecord;
    readonly rows?: RowsChange;
    /** What is to be published; a store without an outbox has no use for it. */
    readonly outputs?: readonly OutgoingMessage[];
}

export interface AggregateChange {
    readonly name: string;
    readonly key: string;
    /** The version that was decided on; 0 before the first event. Another one means a conflict. */
    readonly version: number;
    readonly events: readonly Envelope[];
    /** After the events. */
    readonly state: object;
    /** Whether the state should be kept beside the events. */
    readonly isSnapshot: boolean;
}

/** The state at some version, and the events after it. */
export interface LoadedAggregate {
    readonly snapshot?: { readonly version: number; readonly state: object };
    readonly events: readonly LoggedEvent[];
}

export interface ProcessInstance {
    readonly key: string;
    readonly state: string;
    readonly data: object;
    /** What would take the steps back, in the order in which they were taken. */
    readonly undos: readonly string[];
    /** How often a state was entered: timers are for one entry alone. */
    readonly entry: number;
    /** How often the instance was changed. */
    readonly version: number;
}

/** An instance as it is to be; its `version` is the one that it had, 0 for a new one. */
export interface InstanceChange extends ProcessInstance {
    readonly process: string;
    /** The timers of a state that was entered, in place of all others; left out where the state is the same. */
    readonly timers?: readonly ProcessTimerRecord[];
}

export interface ProcessTimerRecord {
    readonly process: string;
    readonly key: string;
    readonly state: string;
    readonly entry: number;
    /** Among the timers of the state. */
    readonly index: number;
    /** Milliseconds since 1970. */
    readonly due: number;
    /** 1 at first. */
    readonly attempt: number;
    /** The message that led into the state. */
    readonly cause: Envelope;
}

/** What an event does to the rows of a projection. */
export interface RowsChange {
    readonly projection: string;
    readonly event: Envelope;
    /** What makes two events the same. */
    readonly identity: string;
    /** The rows that may change. */
    places(): readonly RowPlace[];
    /** The rows that do change; pure. */
    evolve(read: (place: RowPlace) => object | undefined): readonly RowWrite[];
}

export interface RowPlace {
    /** Unique among the rows. */
    readonly id: string;
    readonly key: string;
    /** RFC 3339. */
    readonly windowStart?: string;
}

export interface RowWrite {
    readonly place: RowPlace;
    /** Undefined where it is deleted. */
    readonly row: object | undefined;
}

/** An event of the log: appended by an aggregate of this application, or received by a projection from elsewhere. */
export interface LoggedEvent {
    /** In the log, from 1; later events have greater ones, but numbers may be missing. */
    readonly position: number;
    readonly envelope: Envelope;
    /** When it was logged, in milliseconds since 1970. */
    readonly loggedAt: number;
    readonly aggregate?: { readonly name: string; readonly key: string; readonly version: number };
}

export interface EventSelection {
    /** Only events behind this position; 0 is all. */
    readonly after: number;
    readonly limit: number;
    readonly types?: readonly string[];
    readonly aggregate?: { readonly name: string; readonly key: string };
}

export interface RebuildOptions {
    /** The position of the first event; 0 is all. */
    readonly from: number;
    /** Told of each event that cannot be applied; it is passed over. */
    readonly onSkipped: (event: LoggedEvent, error: unknown) => void;
    /** Asked now and then; once it says so, everything stays as it was. */
    isCancelled?(): boolean;
}

export interface RebuildResult {
    /** Events that were applied. */
    readonly applied: number;
    /** Events that could not be applied. */
    readonly skipped: number;
    /** The position of the log that the rows stand for. */
    readonly position: number;
}

/** Thrown by a commit when something that it builds on has changed meanwhile: what led to it is to be worked out again. */
export class StoreConflict extends Error {
    override readonly name = 'StoreConflict';

    constructor(what: string) {
        super(`${what} has changed meanwhile; the message is tried again.`);
    }
}

/** Thrown where a store cannot be reached, or takes nothing: no matter of what it was asked, which is to be asked again later. */
export class StoreUnavailable extends Error {
    override readonly name = 'StoreUnavailable';
}

/** Thrown where a projection's rows are being made anew already, here or by another process. */
export class RebuildInProgress extends Error {
    override readonly name = 'RebuildInProgress';

    constructor(projection: string) {
        super(`'${projection}' is being rebuilt already; wait until that is over.`);
    }
}

/** Thrown by a rebuild that was asked to stop. */
export class RebuildCancelled extends Error {
    override readonly name = 'RebuildCancelled';

    constructor(projection: string) {
        super(`The rebuild of '${projection}' was given up; its rows are as they were.`);
    }
}

/** Thrown where the log does not have what was asked for. */
export class MissingHistory extends Error {
    override readonly name = 'MissingHistory';
}
