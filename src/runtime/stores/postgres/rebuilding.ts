import type { InboxOptions } from '../inbox.js';
import { ProjectionReplay, typesFor } from '../projection-replay.js';
import { RebuildCancelled, RebuildInProgress, type LoggedEvent, type ProjectionLayout, type RebuildOptions, type RebuildResult, type RowPlace, type RowWrite } from '../store.js';
import type { EventTable } from './event-table.js';
import { ProjectionRows } from './projection-rows.js';
import type { ProjectionTables } from './projection-tables.js';
import type { Queries, Session } from './session.js';
import { projectionTable, quoteName, tableName } from './tables.js';

export interface RebuildingOptions {
    readonly session: Session;
    readonly schema: string;
    readonly events: EventTable;
    readonly projections: ProjectionTables;
    readonly idempotency: InboxOptions | undefined;
}

const pageSize = 1000;

/**
 * Makes a projection's rows anew in a table beside the one that serves. While it catches up with the log nobody waits for
 * it; the last events are applied while nothing can be appended, and in the same step the new table takes the old one's place.
 */
export async function rebuildProjection(layout: ProjectionLayout, options: RebuildOptions, { session, schema, events, projections, idempotency }: RebuildingOptions): Promise<RebuildResult> {
    const connection = await session.dedicated();
    const lockName = `sluice rebuild of ${layout.name} in ${schema}`;
    try {
        const [row] = await connection.rows<'locked'>('select pg_try_advisory_lock(hashtextextended($1, 0))::text as locked', [lockName]);
        if (row!.locked !== 'true') throw new RebuildInProgress(layout.name);
        const active = await projections.activeOf(session, layout.name);
        const table = active?.table === tableName(layout) ? `${tableName(layout)}_b` : tableName(layout);
        await session.transaction(async queries => {
            // What another attempt may have left.
            await queries.change(`drop table if exists ${quoteName(schema)}.${quoteName(table)}`);
            await queries.change(projectionTable(schema, table, layout));
        });
        const replay = new ProjectionReplay(layout, { idempotency, onSkipped: options.onSkipped });
        const pages = new Pages(new ProjectionRows(schema, table, layout), replay);
        const read = (queries: Queries, after: number, upTo: number) => events.read(queries, { after, limit: pageSize, types: typesFor(layout, logged) }, upTo);
        let position = options.from - 1;
        let logged = await events.types(session);
        for (;;) {
            const end = await session.transaction(queries => events.lockWhole(queries));
            let count = 0;
            while (position < end) {
                if (options.isCancelled?.()) throw new RebuildCancelled(layout.name);
                const page = await read(session, position, end);
                count += page.length;
                await session.transaction(queries => pages.apply(queries, page));
                position = page.length < pageSize ? end : page.at(-1)!.position;
            }
            if (count < pageSize) break;
        }
        await session.transaction(async queries => {
            const end = await events.lockWhole(queries);
            await projections.lock(queries, layout.name);
            logged = await events.types(queries);
            while (position < end) {
                const page = await read(queries, position, end);
                await pages.apply(queries, page);
                position = page.length < pageSize ? end : page.at(-1)!.position;
            }
            position = Math.max(position, end);
            await projections.activate(queries, layout, { table, rebuiltTo: end });
        });
        return { applied: replay.applied, skipped: replay.skipped, position };
    } finally {
        // The lock is the connection's: with it, it is gone.
        await connection.rows('select pg_advisory_unlock(hashtextextended($1, 0))::text', [lockName]).then(() => connection.close(), (error: unknown) => connection.close({ broken: error as Error }));
    }
}

/** Applies pages of events to a table, reading and writing each row once a page. */
class Pages {
    constructor(
        private readonly rows: ProjectionRows,
        private readonly replay: ProjectionReplay,
    ) {}

    async apply(queries: Queries, events: readonly LoggedEvent[]): Promise<void> {
        const table = await this.rows.at(queries, this.placesOf(events));
        const writes = new Map<string, RowWrite>();
        const recreated: RowPlace[] = [];
        for (const event of events) {
            for (const write of this.replay.apply(event, ({ id }) => table.get(id))) {
                const { place: { id }, row } = write;
                // A row that comes again after it was deleted is the last one.
                if (row && writes.has(id) && !table.has(id)) {
                    recreated.push(write.place);
                    writes.delete(id);
                }
                if (row) table.set(id, row);
                else table.delete(id);
                writes.set(id, write);
            }
        }
        await this.rows.delete(queries, recreated);
        await this.rows.write(queries, [...writes.values()]);
    }

    /** An event that cannot be applied has none; it is passed over later on. */
    private placesOf(events: readonly LoggedEvent[]): readonly RowPlace[] {
        const places = new Map<string, RowPlace>();
        for (const { envelope } of events) {
            try {
                for (const place of this.replay.layout.read(envelope).places()) places.set(place.id, place);
            } catch {
                continue;
            }
        }
        return [...places.values()];
    }
}
