import type { LoggedEvent, ProjectionColumn, ProjectionLayout, RowsChange } from '../store.js';
import type { EventTable } from './event-table.js';
import { ProjectionRows } from './projection-rows.js';
import { codeOf, type Queries, type Session } from './session.js';
import { projectionTable, projectionView, quoteName, tableName } from './tables.js';

/** Which rows of a projection serve. */
interface Active {
    readonly table: string;
    readonly revision: string;
    readonly columns: readonly ProjectionColumn[];
    /** The position of the log up to which the rows were made from it, and not from what was delivered. */
    readonly rebuiltTo: number;
}

/** The projections: which of their tables serves, and what events change in it. */
export class ProjectionTables {
    private readonly registry: string;
    private readonly backlog: string;

    constructor(
        private readonly session: Session,
        private readonly schema: string,
        private readonly events: EventTable,
        /** Told of each event of the backlog that cannot be applied. */
        private readonly onSkipped: (projection: string, event: LoggedEvent, error: unknown) => void,
    ) {
        this.registry = `${quoteName(schema)}.projections`;
        this.backlog = `${quoteName(schema)}.projection_backlog`;
    }

    /**
     * Lets a projection's own table serve where none does and the log has nothing for it. False where other rows serve, or none
     * because the log has events that they are to be made from.
     */
    async settle(layout: ProjectionLayout): Promise<boolean> {
        const known = await this.activeOf(this.session, layout.name);
        if (known) return known.revision === layout.revision;
        return this.session.transaction(async queries => {
            await this.events.lockWhole(queries);
            const active = await this.activeOf(queries, layout.name);
            if (active) return active.revision === layout.revision;
            if (await this.events.has(queries, layout.types)) return false;
            await this.activate(queries, layout, { table: tableName(layout), rebuiltTo: 0 });
            return true;
        });
    }

    /** Logs an event and lets it change the rows that serve; where these are of another revision, whoever has it will do that. */
    async take(queries: Queries, layout: ProjectionLayout, change: RowsChange, at: string): Promise<void> {
        const position = await this.events.receive(queries, change.event, at);
        await this.lock(queries, layout.name);
        const table = await this.advance(queries, layout, position);
        if (table !== undefined) {
            const rows = new ProjectionRows(this.schema, table, layout);
            await this.workOff(queries, layout, rows);
            await this.apply(queries, rows, change);
            return;
        }
        const active = await this.activeOf(queries, layout.name);
        // Rows that are still to be made from the log will have it from there; so do those that were made from it.
        if (!active || position <= active.rebuiltTo) return;
        await queries.change(`insert into ${this.backlog} (projection, position) values ($1, $2) on conflict do nothing`, [layout.name, position]);
    }

    /** Notes that the rows that serve will have an event, and gives their table; undefined where they are of another revision, or have it. */
    private async advance(queries: Queries, { name, revision }: ProjectionLayout, position: number): Promise<string | undefined> {
        const [row] = await queries.rows<'active_table'>(
            `update ${this.registry} set applied_to = greatest(applied_to, $3) where name = $1 and revision = $2 and rebuilt_to < $3 returning active_table`,
            [name, revision, position],
        );
        return row?.active_table ?? undefined;
    }

    /** How many events of the log are behind the last one that the rows have. */
    async lag(queries: Queries, { name, types }: ProjectionLayout): Promise<number> {
        const [row] = await queries.rows<'applied_to'>(`select applied_to::text from ${this.registry} where name = $1`, [name]);
        return this.events.count(queries, types, Number(row?.applied_to ?? 0));
    }

    /** Applies what others have received, where the rows that serve are of this revision. */
    async catchUp(layout: ProjectionLayout): Promise<void> {
        const [waiting] = await this.session.rows(`select position::text from ${this.backlog} where projection = $1 limit 1`, [layout.name]);
        if (!waiting) return;
        await this.session.transaction(async queries => {
            await this.lock(queries, layout.name);
            const active = await this.activeOf(queries, layout.name);
            if (active?.revision === layout.revision) await this.workOff(queries, layout, new ProjectionRows(this.schema, active.table, layout));
        });
    }

    /** The rows that serve. */
    async rows(layout: ProjectionLayout, equal?: Readonly<Record<string, unknown>>): Promise<readonly object[]> {
        for (let attempt = 1; ; attempt++) {
            const active = await this.activeOf(this.session, layout.name);
            if (!active) return [];
            const isOwn = active.revision === layout.revision;
            try {
                const rows = new ProjectionRows(this.schema, active.table, isOwn ? layout : { ...layout, columns: active.columns });
                return isOwn ? await rows.all(this.session, equal) : (await rows.all(this.session)).map(row => layout.complete(row));
            } catch (error) {
                // They were replaced between the two questions.
                if (codeOf(error) !== undefinedTable || attempt > 3) throw error;
            }
        }
    }

    async activeOf(queries: Queries, name: string): Promise<Active | undefined> {
        const [row] = await queries.rows<'active_table' | 'revision' | 'columns' | 'rebuilt_to'>(`select active_table, revision, columns::text, rebuilt_to::text from ${this.registry} where name = $1`, [name]);
        return row && { table: row.active_table!, revision: row.revision!, columns: JSON.parse(row.columns!) as ProjectionColumn[], rebuiltTo: Number(row.rebuilt_to) };
    }

    /** One at a time changes the rows of a projection, or which of them serve. */
    async lock(queries: Queries, name: string): Promise<void> {
        await queries.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))::text', [`sluice projection ${name} of ${this.schema}`]);
    }

    /** Lets a table serve; the one that served before is gone, with what waited for it. */
    async activate(queries: Queries, layout: ProjectionLayout, { table, rebuiltTo }: { readonly table: string; readonly rebuiltTo: number }): Promise<void> {
        const before = await this.activeOf(queries, layout.name);
        await queries.change(projectionTable(this.schema, table, layout));
        await queries.change(
            `insert into ${this.registry} (name, active_table, revision, columns, rebuilt_to, applied_to) values ($1, $2, $3, $4, $5, $5)
             on conflict (name) do update set active_table = excluded.active_table, revision = excluded.revision, columns = excluded.columns, rebuilt_to = excluded.rebuilt_to, applied_to = excluded.applied_to`,
            [layout.name, table, layout.revision, JSON.stringify(layout.columns), rebuiltTo],
        );
        await queries.change(projectionView(this.schema, layout, table));
        await queries.change(`delete from ${this.backlog} where projection = $1`, [layout.name]);
        if (before && before.table !== table) await queries.change(`drop table if exists ${quoteName(this.schema)}.${quoteName(before.table)}`);
    }

    private async workOff(queries: Queries, layout: ProjectionLayout, rows: ProjectionRows): Promise<void> {
        const waiting = await queries.rows<'position'>(`delete from ${this.backlog} where projection = $1 returning position::text`, [layout.name]);
        if (waiting.length === 0) return;
        await this.advance(queries, layout, Math.max(...waiting.map(({ position }) => Number(position))));
        for (const event of await this.events.at(queries, waiting.map(({ position }) => Number(position)))) {
            let change: RowsChange;
            try {
                change = layout.read(event.envelope);
            } catch (error) {
                // Whoever received it found it valid by rules that do not hold here.
                this.onSkipped(layout.name, event, error);
                continue;
            }
            await this.apply(queries, rows, change);
        }
    }

    private async apply(queries: Queries, rows: ProjectionRows, change: RowsChange): Promise<void> {
        const there = await rows.at(queries, change.places());
        await rows.write(queries, change.evolve(({ id }) => there.get(id)));
    }
}

/** A table that does not exist. */
const undefinedTable = '42P01';
