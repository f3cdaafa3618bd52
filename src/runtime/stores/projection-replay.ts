import { Inbox, type InboxOptions } from './inbox.js';
import type { LoggedEvent, ProjectionLayout, RowPlace, RowWrite } from './store.js';

export interface ProjectionReplayOptions {
    readonly idempotency: InboxOptions | undefined;
    /** Told of each event that cannot be applied. */
    readonly onSkipped: (event: LoggedEvent, error: unknown) => void;
}

/** Applies the log's events to a projection as they were applied when they came: each once, and none that cannot be. */
export class ProjectionReplay {
    applied = 0;
    skipped = 0;
    private now = 0;
    private readonly inbox: Inbox;

    constructor(
        readonly layout: ProjectionLayout,
        private readonly options: ProjectionReplayOptions,
    ) {
        this.inbox = new Inbox({ now: () => this.now }, options.idempotency);
    }

    /** The rows that an event changes; `read` gives those that are there. */
    apply(event: LoggedEvent, read: (place: RowPlace) => object | undefined): readonly RowWrite[] {
        this.now = Math.max(this.now, event.loggedAt);
        try {
            const change = this.layout.read(event.envelope);
            if (this.inbox.has(this.layout.name, change.identity)) return [];
            const writes = change.evolve(read);
            this.inbox.add(this.layout.name, change.identity);
            this.applied++;
            return writes;
        } catch (error) {
            this.skipped++;
            this.options.onSkipped(event, error);
            return [];
        }
    }
}

/** The types of events that concern a projection, of those in the log: also those that it cannot read, so that they are not passed over in silence. */
export function typesFor(layout: ProjectionLayout, logged: readonly string[]): readonly string[] {
    return [...layout.types, ...logged.filter(type => layout.isUnreadable(type))];
}

/** Writes rows into a table in memory, which keeps the order in which they were first written. */
export function writeRows(table: Map<string, object>, writes: readonly RowWrite[]): void {
    for (const { place, row } of writes) {
        if (row) table.set(place.id, row);
        else table.delete(place.id);
    }
}
