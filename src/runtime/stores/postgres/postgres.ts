import type { InboxOptions } from '../inbox.js';
import {
    MissingHistory, type Change, type EventSelection, type LoadedAggregate, type LoggedEvent, type ProcessInstance, type ProcessTimerRecord, type ProjectionLayout,
    type RebuildOptions, type RebuildResult, type Store, type StoreLayout, type StoreStatistics,
} from '../store.js';
import { EventTable } from './event-table.js';
import { OutboxTable } from './outbox-table.js';
import type { PostgresPool } from './pool.js';
import { ProcessTables } from './process-tables.js';
import { ProjectionTables } from './projection-tables.js';
import { rebuildProjection } from './rebuilding.js';
import { Session, type Queries } from './session.js';
import { coreTableNames, coreTables, defaultSchema, quoteName } from './tables.js';

export interface PostgresStoreOptions {
    /** A `Pool` of the `pg` package with at least three connections: one of them is the outbox's. */
    readonly pool: PostgresPool;
    /** Where the tables are; `sluice` unless given. The generated files make them there. */
    readonly schema?: string;
    /** `by hand`: the generated files in `postgres/` are applied before a start; by default a start makes what is missing. */
    readonly migrations?: 'at start' | 'by hand';
}

/** Makes a store that keeps everything in PostgreSQL, 13 or later; several processes may share it. The pool stays the caller's. */
export function createPostgresStore(options: PostgresStoreOptions): Store {
    return new PostgresStore(options);
}

const day = 24 * 3_600_000;

class PostgresStore implements Store {
    readonly outbox: OutboxTable;
    private readonly session: Session;
    private readonly schema: string;
    private readonly inbox: string;
    private readonly log: EventTable;
    private readonly processes: ProcessTables;
    private readonly projections: ProjectionTables;
    private layout: StoreLayout | undefined;
    private outdatedProjections: readonly string[] = [];
    private tidiedAt = -Infinity;

    constructor(private readonly options: PostgresStoreOptions) {
        const { pool, schema = defaultSchema } = options;
        this.schema = schema;
        this.session = new Session(pool);
        this.inbox = `${quoteName(schema)}.inbox`;
        this.log = new EventTable(schema);
        this.processes = new ProcessTables(schema);
        this.projections = new ProjectionTables(this.session, schema, this.log, (projection, event, error) => this.layout?.onSkipped?.(projection, event, error));
        this.outbox = new OutboxTable(this.session, schema);
    }

    async open(layout: StoreLayout): Promise<void> {
        const most = this.options.pool.options?.max;
        // Whoever publishes keeps a connection, on several brokers one for each.
        const least = 2 + Math.max(1, layout.outboxLanes ?? 1);
        if (most !== undefined && most < least) throw new RangeError(`The pool of PostgreSQL has ${most} connection${most === 1 ? '' : 's'} at most, and the store needs ${least}: give it 'max: ${least}' or more.`);
        this.layout = layout;
        if (this.options.migrations !== 'by hand') await this.makeTables();
        else await this.assertTables();
        this.outdatedProjections = await this.findOutdated(layout.projections);
    }

    async ping(): Promise<void> {
        await this.session.rows('select 1');
    }

    outdated(): readonly string[] {
        return this.outdatedProjections;
    }

    async commit(change: Change): Promise<boolean> {
        return this.session.transaction(queries => this.keep(queries, change), kept => kept);
    }

    async isHandled(part: string, identity: string): Promise<boolean> {
        const { clock } = this.opened;
        return (await this.session.rows(`select part from ${this.inbox} where part = $1 and identity = $2 and handled_at > $3`, [part, identity, this.forgottenAt(clock.now())])).length > 0;
    }

    async loadAggregate(aggregate: string, key: string): Promise<LoadedAggregate | undefined> {
        const { store, revision } = this.aggregate(aggregate);
        return store === 'events' ? this.log.loadEvents(this.session, aggregate, key, revision) : this.log.loadState(this.session, aggregate, key);
    }

    async keys(aggregate: string): Promise<readonly string[]> {
        const known = this.opened.aggregates.find(({ name }) => name === aggregate);
        return known ? this.log.keys(this.session, aggregate, known.store) : [];
    }

    async loadInstance(process: string, key: string): Promise<ProcessInstance | undefined> {
        return this.processes.load(this.session, process, key);
    }

    async instances(process: string): Promise<readonly ProcessInstance[]> {
        return this.processes.all(this.session, process);
    }

    async timers(process: string, before: number): Promise<readonly ProcessTimerRecord[]> {
        return this.processes.timersBefore(this.session, process, before);
    }

    async rows(projection: string, equal?: Readonly<Record<string, unknown>>): Promise<readonly object[]> {
        return this.projections.rows(this.projection(projection), equal);
    }

    async eventTypes(): Promise<readonly string[]> {
        return this.log.types(this.session);
    }

    async events(selection: EventSelection): Promise<readonly LoggedEvent[]> {
        return this.log.read(this.session, selection);
    }

    async rebuild(projection: string, options: RebuildOptions): Promise<RebuildResult> {
        const { session, schema, log: events, projections } = this;
        const idempotency: InboxOptions | undefined = this.opened.idempotency;
        const result = await rebuildProjection(this.projection(projection), options, { session, schema, events, projections, idempotency });
        this.outdatedProjections = this.outdatedProjections.filter(name => name !== projection);
        return result;
    }

    async statistics(at: number): Promise<StoreStatistics> {
        const projectionLag: Record<string, number> = {};
        for (const layout of this.opened.projections) projectionLag[layout.name] = await this.projections.lag(this.session, layout);
        return { outbox: await this.outbox.statistics(), timersDue: await this.processes.timersDue(this.session, at), projectionLag };
    }

    async tidy(): Promise<void> {
        const { clock, projections } = this.opened;
        for (const projection of projections) await this.projections.catchUp(projection);
        this.outdatedProjections = await this.findOutdated(projections.filter(({ name }) => this.outdatedProjections.includes(name)));
        const now = clock.now();
        if (now - this.tidiedAt < 60_000) return;
        this.tidiedAt = now;
        await this.session.change(`delete from ${this.inbox} where handled_at <= $1`, [this.forgottenAt(now)]);
    }

    private async keep(queries: Queries, { at, handled, aggregate, instances = [], expired, postponed, rows, outputs = [] }: Change): Promise<boolean> {
        const time = new Date(at).toISOString();
        const kind = aggregate && aggregate.events.length > 0 ? this.aggregate(aggregate.name) : undefined;
        // Everybody takes the locks in this order.
        if (rows || kind?.store === 'events') await this.log.lockForAppending(queries);
        if (handled) {
            const isNew = await queries.change(
                `insert into ${this.inbox} as known (part, identity, handled_at) values ($1, $2, $3)
                 on conflict (part, identity) do update set handled_at = excluded.handled_at where known.handled_at <= $4`,
                [handled.part, handled.identity, time, this.forgottenAt(at)],
            );
            if (isNew === 0) return false;
        }
        if (expired && !await this.processes.remove(queries, expired)) return false;
        if (postponed && !await this.processes.postpone(queries, postponed)) return false;
        if (aggregate && kind?.store === 'events') {
            await this.log.append(queries, aggregate, time);
            if (aggregate.isSnapshot) await this.log.keepSnapshot(queries, aggregate, kind.revision);
        } else if (aggregate && kind) await this.log.keepState(queries, aggregate);
        for (const instance of [...instances].sort((left, right) => (left.key < right.key ? -1 : 1))) await this.processes.keep(queries, instance);
        if (outputs.length > 0) await this.outbox.add(queries, outputs, time);
        if (rows) await this.projections.take(queries, this.projection(rows.projection), rows, time);
        return true;
    }

    /** Statements that make tables wait for all that is under way, even where there is nothing to make: they run only where something is missing. */
    private async makeTables(): Promise<void> {
        if ((await this.missingTables(this.session)).length === 0) return;
        await this.session.transaction(async queries => {
            await queries.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))::text', [`sluice tables of ${this.schema}`]);
            if ((await this.missingTables(queries)).length > 0) await queries.change(coreTables(this.schema));
        });
    }

    private async findOutdated(projections: readonly ProjectionLayout[]): Promise<readonly string[]> {
        const outdated: string[] = [];
        for (const projection of projections) if (!await this.projections.settle(projection)) outdated.push(projection.name);
        return outdated;
    }

    private async assertTables(): Promise<void> {
        const missing = await this.missingTables(this.session);
        if (missing.length > 0) throw new MissingHistory(`The schema '${this.schema}' has no table ${missing.map(name => `'${name}'`).join(', ')}: apply the generated files in 'postgres/' first.`);
    }

    private async missingTables(queries: Queries): Promise<readonly string[]> {
        const found = await queries.rows<'name'>('select tablename::text as name from pg_tables where schemaname = $1', [this.schema]);
        return coreTableNames.filter(table => !found.some(({ name }) => name === table));
    }

    private get opened(): StoreLayout {
        if (!this.layout) throw new MissingHistory('The store is not open: start the application first.');
        return this.layout;
    }

    private aggregate(name: string): StoreLayout['aggregates'][number] {
        const found = this.opened.aggregates.find(aggregate => aggregate.name === name);
        if (!found) throw new MissingHistory(`There is no aggregate '${name}'.`);
        return found;
    }

    private projection(name: string): ProjectionLayout {
        const found = this.opened.projections.find(projection => projection.name === name);
        if (!found) throw new MissingHistory(`There is no projection '${name}'.`);
        return found;
    }

    private forgottenAt(now: number): string {
        return new Date(now - (this.opened.idempotency?.window ?? day)).toISOString();
    }
}
