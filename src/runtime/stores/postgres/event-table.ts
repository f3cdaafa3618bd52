import type { Envelope } from '../../envelope.js';
import { StoreConflict, type AggregateChange, type EventSelection, type LoadedAggregate, type LoggedEvent } from '../store.js';
import type { Queries, Row, Text } from './session.js';
import { quoteName } from './tables.js';

/** The log of events, and what aggregates keep beside it. */
export class EventTable {
    private readonly events: string;
    private readonly snapshots: string;
    private readonly states: string;
    private readonly lockName: string;

    constructor(schema: string) {
        const table = (name: string) => `${quoteName(schema)}.${name}`;
        this.events = table('events');
        this.snapshots = table('snapshots');
        this.states = table('states');
        this.lockName = `sluice log of ${schema}`;
    }

    /** To be taken before anything is appended, so that others can wait for what is under way. */
    async lockForAppending(queries: Queries): Promise<void> {
        await queries.rows('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))::text', [this.lockName]);
    }

    /** Lets nobody append, and waits for those who do: all events up to the last one are there then, for as long as the transaction goes on. */
    async lockWhole(queries: Queries): Promise<number> {
        await queries.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))::text', [this.lockName]);
        const [last] = await queries.rows<'position'>(`select coalesce(max(position), 0)::text as position from ${this.events}`);
        return Number(last!.position);
    }

    /** Appends what an aggregate has decided. Throws `StoreConflict` where it has another version by now. */
    async append(queries: Queries, { name, key, version, events }: AggregateChange, at: string): Promise<void> {
        const columns = events.map(describe);
        const column = (of: (event: ReturnType<typeof describe>) => Text) => columns.map(of);
        const changed = await queries.change(
            `insert into ${this.events} (id, type, time, source, correlation_id, causation_id, data, attributes, logged_at, aggregate, key, version)
             select id, type, time, source, correlation_id, causation_id, data, attributes, $9::timestamptz, $10, $11, $12::bigint + number
             from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[])
                 with ordinality as event (id, type, time, source, correlation_id, causation_id, data, attributes, number)
             where (select coalesce(max(version), 0) from ${this.events} where aggregate = $10 and key = $11) = $12::bigint
             order by number`,
            [column(({ id }) => id), column(({ type }) => type), column(({ time }) => time), column(({ source }) => source), column(({ correlation }) => correlation),
                column(({ causation }) => causation), column(({ data }) => data), column(({ attributes }) => attributes), at, name, key, version],
        );
        if (changed !== events.length) throw new StoreConflict(`'${name}' ${key}`);
    }

    async keepSnapshot(queries: Queries, { name, key, version, events, state }: AggregateChange, revision: string): Promise<void> {
        await queries.change(
            `insert into ${this.snapshots} (aggregate, key, version, revision, state) values ($1, $2, $3, $4, $5)
             on conflict (aggregate, key) do update set version = excluded.version, revision = excluded.revision, state = excluded.state`,
            [name, key, version + events.length, revision, JSON.stringify(state)],
        );
    }

    /** Keeps the latest state of an aggregate that stores nothing else. Throws `StoreConflict` where it has another version by now. */
    async keepState(queries: Queries, { name, key, version, events, state }: AggregateChange): Promise<void> {
        const values = [name, key, version + events.length, JSON.stringify(state)];
        const changed = version === 0
            ? await queries.change(`insert into ${this.states} (aggregate, key, version, state) values ($1, $2, $3, $4) on conflict do nothing`, values)
            : await queries.change(`update ${this.states} set version = $3, state = $4 where aggregate = $1 and key = $2 and version = $5`, [...values, version]);
        if (changed === 0) throw new StoreConflict(`'${name}' ${key}`);
    }

    async loadEvents(queries: Queries, aggregate: string, key: string, revision: string): Promise<LoadedAggregate | undefined> {
        const [kept] = await queries.rows<'version' | 'state'>(`select version::text, state::text from ${this.snapshots} where aggregate = $1 and key = $2 and revision = $3`, [aggregate, key, revision]);
        const snapshot = kept && { version: Number(kept.version), state: JSON.parse(kept.state!) as object };
        const rows = await queries.rows<EventColumn>(`${this.select} where aggregate = $1 and key = $2 and version > $3 order by ${this.events}.version`, [aggregate, key, snapshot?.version ?? 0]);
        if (!snapshot && rows.length === 0) return undefined;
        return { ...(snapshot && { snapshot }), events: rows.map(toEvent) };
    }

    async loadState(queries: Queries, aggregate: string, key: string): Promise<LoadedAggregate | undefined> {
        const [kept] = await queries.rows<'version' | 'state'>(`select version::text, state::text from ${this.states} where aggregate = $1 and key = $2`, [aggregate, key]);
        return kept && { snapshot: { version: Number(kept.version), state: JSON.parse(kept.state!) as object }, events: [] };
    }

    /** In the order of their first events. */
    async keys(queries: Queries, aggregate: string, kind: 'events' | 'state'): Promise<readonly string[]> {
        const rows = kind === 'events'
            ? await queries.rows<'key'>(`select key from ${this.events} where aggregate = $1 and version = 1 order by position`, [aggregate])
            : await queries.rows<'key'>(`select key from ${this.states} where aggregate = $1 order by created`, [aggregate]);
        return rows.map(({ key }) => key!);
    }

    /** Takes an event in that was received; gives the position of the one that is there where it is not new. */
    async receive(queries: Queries, event: Envelope, at: string): Promise<number> {
        const { id, type, time, source, correlation, causation, data, attributes } = describe(event);
        const [added] = await queries.rows<'position'>(
            `insert into ${this.events} (id, type, time, source, correlation_id, causation_id, data, attributes, logged_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing returning position::text`,
            [id, type, time, source, correlation, causation, data, attributes, at],
        );
        const [found] = added ? [added] : await queries.rows<'position'>(`select position::text from ${this.events} where id = $1`, [id]);
        return Number(found!.position);
    }

    async read(queries: Queries, { after, limit, types, aggregate }: EventSelection, upTo?: number): Promise<readonly LoggedEvent[]> {
        const values: unknown[] = [after, limit];
        const conditions = ['position > $1'];
        const add = (condition: (parameter: string) => string, value: unknown) => {
            values.push(value);
            conditions.push(condition(`$${values.length}`));
        };
        if (types) add(parameter => `type in (select unnest(${parameter}::text[]))`, types);
        if (aggregate) {
            add(parameter => `aggregate = ${parameter}`, aggregate.name);
            add(parameter => `key = ${parameter}`, aggregate.key);
        }
        if (upTo !== undefined) add(parameter => `position <= ${parameter}`, upTo);
        return (await queries.rows<EventColumn>(`${this.select} where ${conditions.join(' and ')} order by ${this.events}.position limit $2`, values)).map(toEvent);
    }

    /** Events at certain positions, in their order. */
    async at(queries: Queries, positions: readonly number[]): Promise<readonly LoggedEvent[]> {
        return (await queries.rows<EventColumn>(`${this.select} where position in (select unnest($1::bigint[])) order by ${this.events}.position`, [positions])).map(toEvent);
    }

    /** Goes from each type to the next one in the index: the log may be long, and types are few. */
    async types(queries: Queries): Promise<readonly string[]> {
        const rows = await queries.rows<'type'>(
            `with recursive known as (
                 (select type from ${this.events} order by type limit 1)
                 union all
                 select (select type from ${this.events} where type > known.type order by type limit 1) from known where known.type is not null
             )
             select type from known where type is not null`,
        );
        return rows.map(({ type }) => type!);
    }

    /** How many there are of some types behind a position. */
    async count(queries: Queries, types: readonly string[], after: number): Promise<number> {
        const [row] = await queries.rows<'count'>(`select count(*)::text as count from ${this.events} where type in (select unnest($1::text[])) and position > $2`, [types, after]);
        return Number(row!.count);
    }

    async has(queries: Queries, types: readonly string[]): Promise<boolean> {
        return (await queries.rows(`select position::text from ${this.events} where type in (select unnest($1::text[])) limit 1`, [types])).length > 0;
    }

    /** What is selected as text keeps its name: an order needs the column's. */
    private get select(): string {
        return `select position::text, data::text, attributes::text, (extract(epoch from logged_at) * 1000)::text as logged_at, aggregate, key, version::text from ${this.events}`;
    }
}

function describe(event: Envelope): Row<'id' | 'type' | 'time' | 'source' | 'correlation' | 'causation' | 'data' | 'attributes'> {
    const { data, ...attributes } = event;
    const time = Date.parse(event.time);
    return {
        id: event.id, type: event.type, source: event.source, correlation: event.correlationid ?? null, causation: event.causationid ?? null,
        time: Number.isNaN(time) ? null : new Date(time).toISOString(),
        data: JSON.stringify(data ?? null), attributes: JSON.stringify(attributes),
    };
}

type EventColumn = 'position' | 'data' | 'attributes' | 'logged_at' | 'aggregate' | 'key' | 'version';

function toEvent({ position, data, attributes, logged_at: loggedAt, aggregate, key, version }: Row<EventColumn>): LoggedEvent {
    return {
        position: Number(position),
        envelope: { ...JSON.parse(attributes!) as Envelope, data: JSON.parse(data!) as unknown },
        loggedAt: Math.round(Number(loggedAt)),
        ...(aggregate !== null && { aggregate: { name: aggregate, key: key!, version: Number(version) } }),
    };
}
