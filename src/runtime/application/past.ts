import type { InboxOptions } from '../stores/inbox.js';
import { ProjectionReplay, typesFor, writeRows } from '../stores/projection-replay.js';
import { MissingHistory, type EventSelection, type LoggedEvent, type Store } from '../stores/store.js';
import type { AggregateRunner, AggregateState } from './aggregate.js';
import type { ApplicationActivity } from './definition.js';
import type { ProjectionRunner } from './projection.js';
import { SkippedEvents } from './skipped-events.js';

/** A moment of the past: what was in the log by a time (RFC 3339), or the log up to a position. */
export type LogMoment = { readonly time: string } | { readonly position: number };

/** A moment in the life of an aggregate: also by the number of its events. */
export type AggregateMoment = LogMoment | { readonly version: number };

/** One event of an aggregate: what happened, when, who made it, and what it was caused by. */
export interface AuditEntry {
    /** In the log. */
    readonly position: number;
    /** Of the aggregate after the event; 1 after the first. */
    readonly version: number;
    readonly eventId: string;
    /** `Ordering.OrderPlaced.v1`. */
    readonly type: string;
    readonly data: unknown;
    /** RFC 3339. */
    readonly time: string;
    /** The part that made it: `/ordering/order`. */
    readonly source: string;
    /** The message that the event was decided by. */
    readonly causationId?: string;
    /** The first message of the flow. */
    readonly correlationId: string;
}

const pageSize = 1000;

/** What the log tells of earlier times. */
export class Past {
    constructor(
        private readonly store: Store,
        private readonly options: { readonly idempotency: InboxOptions | undefined; readonly observe: (activity: ApplicationActivity) => void },
    ) {}

    /** An aggregate as it was; undefined where nothing had happened to it yet. Throws `MissingHistory` where it has no history. */
    async aggregate(runner: AggregateRunner, key: string, moment: AggregateMoment): Promise<AggregateState | undefined> {
        const events: LoggedEvent[] = [];
        const isWithin = untilMoment(moment);
        for await (const event of this.stream(runner, key)) if (isWithin(event)) events.push(event);
        return events.length === 0 ? undefined : runner.fold(key, events);
    }

    /** The events of an aggregate, the first one first. Throws `MissingHistory` where it has no history. */
    async auditTrail(runner: AggregateRunner, key: string): Promise<readonly AuditEntry[]> {
        const entries: AuditEntry[] = [];
        for await (const { position, envelope, aggregate } of this.stream(runner, key)) {
            const { id: eventId, type, data, time, source, causationid: causationId, correlationid: correlationId } = envelope;
            entries.push({ position, version: aggregate?.version ?? entries.length + 1, eventId, type, data, time, source, correlationId, ...(causationId !== undefined && { causationId }) });
        }
        return entries;
    }

    /** The rows of a projection as this version of it makes them of what was in the log. */
    async rows(runner: ProjectionRunner, moment: LogMoment): Promise<readonly object[]> {
        const rows = new Map<string, object>();
        const isWithin = untilMoment(moment);
        const { idempotency, observe } = this.options;
        const skipped = new SkippedEvents(runner.layout.name, observe);
        const replay = new ProjectionReplay(runner.layout, { idempotency, onSkipped: skipped.add });
        for await (const event of this.read({ types: typesFor(runner.layout, await this.store.eventTypes()) })) if (isWithin(event)) writeRows(rows, replay.apply(event, ({ id }) => rows.get(id)));
        skipped.sumUp();
        return [...rows.values()];
    }

    /** All events of the log that are selected, in its order. */
    async *read({ after = 0, ...selection }: Partial<EventSelection>): AsyncGenerator<LoggedEvent> {
        for (let last = after; ;) {
            const page = await this.store.events({ ...selection, after: last, limit: pageSize });
            yield* page;
            if (page.length < pageSize) return;
            last = page.at(-1)!.position;
        }
    }

    private stream({ name, store }: AggregateRunner, key: string): AsyncGenerator<LoggedEvent> {
        if (store === 'state') throw new MissingHistory(`'${name}' has no history: it keeps its latest state alone ('store state'). Without that clause it keeps its events.`);
        return this.read({ aggregate: { name, key } });
    }
}

function untilMoment(moment: AggregateMoment): (event: LoggedEvent) => boolean {
    if ('version' in moment) return ({ aggregate }) => (aggregate?.version ?? Infinity) <= moment.version;
    if ('position' in moment) return ({ position }) => position <= moment.position;
    const time = Date.parse(moment.time);
    if (Number.isNaN(time)) throw new RangeError(`'${moment.time}' is no time: give one such as '2026-01-31T12:00:00Z'.`);
    return ({ loggedAt }) => loggedAt <= time;
}
