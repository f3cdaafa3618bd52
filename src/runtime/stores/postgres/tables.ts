import type { ColumnType, ProjectionColumn, ProjectionLayout } from '../store.js';

/** The schema in which a store has its tables unless told otherwise. */
export const defaultSchema = 'sluice';

/** A name as SQL has it. */
export function quoteName(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
}

/** The tables that every application has. */
export const coreTableNames: readonly string[] = [
    'events', 'snapshots', 'states', 'inbox', 'outbox', 'outbox_dead_letters', 'process_instances', 'process_timers', 'projections', 'projection_backlog',
];

/** The statements that make the tables which every application has; they can be run again and again. */
export function coreTables(schema: string): string {
    const table = (name: string) => `${quoteName(schema)}.${name}`;
    return `create schema if not exists ${quoteName(schema)};

-- The log: what aggregates have appended and what projections have received from elsewhere, each event once.
create table if not exists ${table('events')} (
    position bigint generated always as identity primary key,
    id text not null unique,
    type text not null,
    aggregate text,
    key text,
    version bigint,
    time timestamptz,
    source text not null,
    correlation_id text,
    causation_id text,
    data jsonb not null,
    attributes jsonb not null,
    logged_at timestamptz not null,
    constraint events_stream unique (aggregate, key, version)
);
create index if not exists events_by_type on ${table('events')} (type, position);

-- The state of an aggregate after some of its events, so that not all have to be read.
create table if not exists ${table('snapshots')} (
    aggregate text not null,
    key text not null,
    version bigint not null,
    revision text not null,
    state jsonb not null,
    primary key (aggregate, key)
);

-- The state of aggregates that store nothing else.
create table if not exists ${table('states')} (
    aggregate text not null,
    key text not null,
    version bigint not null,
    state jsonb not null,
    created bigint generated always as identity,
    primary key (aggregate, key)
);

-- What each part has handled.
create table if not exists ${table('inbox')} (
    part text not null,
    identity text not null,
    handled_at timestamptz not null,
    primary key (part, identity)
);
create index if not exists inbox_by_time on ${table('inbox')} (handled_at);

-- What is to be published, in this order.
create table if not exists ${table('outbox')} (
    position bigint generated always as identity primary key,
    channel text not null,
    key text,
    envelope json not null,
    kept_at timestamptz not null
);

-- What the broker refused to take for good, at the positions that it had in the outbox.
create table if not exists ${table('outbox_dead_letters')} (
    position bigint primary key,
    channel text not null,
    key text,
    envelope json not null,
    kept_at timestamptz not null,
    code text not null,
    reason text not null,
    refused_at timestamptz not null
);

create table if not exists ${table('process_instances')} (
    process text not null,
    key text not null,
    state text not null,
    data jsonb not null,
    undos jsonb not null,
    entry bigint not null,
    version bigint not null,
    created bigint generated always as identity,
    primary key (process, key)
);

create table if not exists ${table('process_timers')} (
    process text not null,
    key text not null,
    entry bigint not null,
    index integer not null,
    state text not null,
    due timestamptz not null,
    attempt integer not null,
    cause json not null,
    primary key (process, key, entry, index)
);
create index if not exists process_timers_by_due on ${table('process_timers')} (process, due);

-- Which table serves the rows of each projection; the view of the projection's name shows it.
create table if not exists ${table('projections')} (
    name text primary key,
    active_table text not null,
    revision text not null,
    columns jsonb not null,
    rebuilt_to bigint not null,
    applied_to bigint not null
);

-- Events that a process of another version has received; the one whose rows serve applies them.
create table if not exists ${table('projection_backlog')} (
    projection text not null,
    position bigint not null,
    primary key (projection, position)
);
`;
}

const sqlTypes: Record<ColumnType, string> = {
    text: 'text', integer: 'bigint', bigint: 'bigint', double: 'double precision', numeric: 'numeric', boolean: 'boolean',
    uuid: 'uuid', date: 'date', timestamp: 'timestamptz', json: 'jsonb',
};

/** A column of a projection's table. */
export interface TableColumn extends ProjectionColumn {
    /** As SQL has it, with quotes. */
    readonly name: string;
    readonly sqlType: string;
}

/** The columns of a projection's table; those of its key come first. */
export function tableColumns({ key, isWindowed, columns }: Pick<ProjectionLayout, 'key' | 'isWindowed' | 'columns'>): { readonly keys: readonly TableColumn[]; readonly others: readonly TableColumn[] } {
    const used = new Set<string>();
    const columnOf = ({ field, type }: ProjectionColumn, sqlType: string): TableColumn => {
        const base = field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
        let name = base;
        for (let number = 2; used.has(name) || name.startsWith('_'); number++) name = `${base.replace(/^_+/, '')}_${number}`;
        used.add(name);
        return { field, type, name: quoteName(name), sqlType };
    };
    const keyColumn = columns.find(({ field }) => field === key);
    // As text a key is what it was given as; an upper-case UUID is another key than the same one in lower case.
    const keyType: ColumnType = keyColumn?.type === 'integer' || keyColumn?.type === 'bigint' ? 'bigint' : 'text';
    const keys = [columnOf({ field: key, type: keyType }, sqlTypes[keyType])];
    if (isWindowed) keys.push(columnOf({ field: 'windowStart', type: 'timestamp' }, sqlTypes.timestamp));
    const others = columns.filter(({ field }) => !keys.some(column => column.field === field)).map(column => columnOf(column, sqlTypes[column.type]));
    return { keys, others };
}

/** The table that a projection has unless its rows were made anew: `ordering_order_status_1a2b3c4d`. */
export function tableName({ name, revision }: Pick<ProjectionLayout, 'name' | 'revision'>): string {
    // PostgreSQL cuts names off after 63 bytes, and indexes are named after their table.
    return `${viewName({ name }).slice(0, 40)}_${revision.slice(0, 8)}`;
}

/** What always shows the rows that serve: `ordering_order_status`. */
export function viewName({ name }: Pick<ProjectionLayout, 'name'>): string {
    const view = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().replace(/[^a-z0-9]+/g, '_').slice(0, 58);
    return coreTableNames.includes(view) ? `${view}_rows` : view;
}

/** The statements that make a table for a projection's rows. */
export function projectionTable(schema: string, table: string, layout: Pick<ProjectionLayout, 'key' | 'isWindowed' | 'columns' | 'indexed'>): string {
    const { keys, others } = tableColumns(layout);
    const place = `${quoteName(schema)}.${quoteName(table)}`;
    const lines = [
        ...keys.map(({ name, sqlType }) => `${name} ${sqlType} not null`),
        ...others.map(({ name, sqlType }) => `${name} ${sqlType}`),
        '_exact jsonb',
        '_position bigint generated always as identity',
        `primary key (${keys.map(({ name }) => name).join(', ')})`,
    ];
    const index = (suffix: string, rest: string) => `create index if not exists ${quoteName(`${table}${suffix}`)} on ${place} ${rest};\n`;
    const indexed = others.filter(({ field, type }) => layout.indexed.includes(field) && type !== 'json');
    return `create table if not exists ${place} (\n    ${lines.join(',\n    ')}\n);\n`
        + index('_position', '(_position)')
        + index('_exact', '(_position) where _exact is not null')
        + indexed.map(({ name }, number) => index(`_${number + 1}`, `(${name})`)).join('');
}

/** The statements that let a projection's view show a table. */
export function projectionView(schema: string, layout: Pick<ProjectionLayout, 'name' | 'key' | 'isWindowed' | 'columns'>, table: string): string {
    const { keys, others } = tableColumns(layout);
    const view = `${quoteName(schema)}.${quoteName(viewName(layout))}`;
    return `drop view if exists ${view};\ncreate view ${view} as select ${[...keys, ...others].map(({ name }) => name).join(', ')} from ${quoteName(schema)}.${quoteName(table)};\n`;
}
