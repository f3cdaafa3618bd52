import { RejectedMessage } from '../../broker.js';
import type { ColumnType } from '../store.js';
import type { TableColumn } from './tables.js';
import type { Text } from './session.js';

/** A value as a column has it, as text; null where the column cannot have it. */
function toColumn(type: ColumnType, value: unknown): Text {
    switch (type) {
        case 'text': return typeof value === 'string' ? value : null;
        case 'integer': case 'bigint': return Number.isSafeInteger(value) ? String(value) : null;
        case 'double': return typeof value === 'number' ? String(value) : null;
        case 'numeric': return typeof value === 'string' && value.length < 1000 && /^-?\d+(?:\.\d+)?$/.test(value) ? value : null;
        case 'boolean': return typeof value === 'boolean' ? String(value) : null;
        case 'uuid': return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toLowerCase() : null;
        case 'date': return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && moment(value)?.slice(0, 10) === value ? value : null;
        case 'timestamp': return typeof value === 'string' ? moment(value) ?? null : null;
        case 'json': return JSON.stringify(value) ?? null;
    }
}

/** What a column's text is as a value. */
function fromColumn(type: ColumnType, text: string): unknown {
    switch (type) {
        case 'text': case 'numeric': case 'uuid': case 'date': case 'timestamp': return text;
        case 'integer': case 'bigint': case 'double': return Number(text);
        case 'boolean': return text === 'true';
        case 'json': return JSON.parse(text);
    }
}

/** RFC 3339 with milliseconds; undefined of what is no time, or none that PostgreSQL knows. */
function moment(value: string): string | undefined {
    const time = Date.parse(value);
    const text = Number.isNaN(time) ? undefined : new Date(time).toISOString();
    return text !== undefined && /^\d{4}-/.test(text) && !text.startsWith('0000') ? text : undefined;
}

/** How a column is selected, so that its text is what was given wherever that is possible. */
export function selectText({ name, type }: TableColumn): string {
    switch (type) {
        case 'timestamp': return `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${name}`;
        case 'date': return `to_char(${name}, 'YYYY-MM-DD') as ${name}`;
        default: return `${name}::text as ${name}`;
    }
}

/**
 * The values of a row by column, in their order, and at the end what the columns do not say exactly: by field a list with the
 * value, or an empty one where the field is missing. That is for a time of another precision or offset, a decimal such as
 * `-0`, a value that is not of its field's type.
 */
export function encodeRow(row: Readonly<Record<string, unknown>>, columns: readonly TableColumn[], keys: readonly Text[]): readonly Text[] {
    const exact: Record<string, readonly unknown[]> = {};
    const known = new Set<string>();
    const values = columns.map(({ field, type }, index) => {
        known.add(field);
        const value = row[field];
        const text = keys[index] !== undefined ? keys[index]! : value === undefined ? null : toColumn(type, value);
        const given = text === null ? undefined : decoded(type, text);
        if (!isSame(type, given, value)) exact[field] = value === undefined ? [] : [value];
        return text;
    });
    for (const [field, value] of Object.entries(row)) if (!known.has(field) && value !== undefined) exact[field] = [value];
    for (const text of values) if (text !== null) assertKeepable(text);
    return [...values, Object.keys(exact).length > 0 ? JSON.stringify(exact) : null];
}

/** A row from its columns' texts. */
export function decodeRow(texts: Readonly<Record<string, Text>>, columns: readonly TableColumn[]): object {
    const row: Record<string, unknown> = {};
    for (const { field, name, type } of columns) {
        const text = texts[name.slice(1, -1)];
        if (text !== null && text !== undefined) row[field] = fromColumn(type, text);
    }
    const exact = texts['_exact'];
    if (exact) {
        for (const [field, given] of Object.entries(JSON.parse(exact) as Record<string, readonly unknown[]>)) {
            if (given.length > 0) row[field] = given[0];
            else delete row[field];
        }
    }
    return row;
}

/** The text by which rows are found that have a value in a column; undefined where that cannot be asked. */
export function equalityText({ type }: TableColumn, value: unknown): string | undefined {
    if (type === 'json' || type === 'double' || value === undefined || value === null) return undefined;
    const text = toColumn(type, value);
    return text === null || hasUnkeepable(text) ? undefined : text;
}

/** What PostgreSQL gives back for a text that it was given: numbers without what they need not have. */
function decoded(type: ColumnType, text: string): unknown {
    if (type === 'numeric') return text.replace(/^(-?)0+(?=\d)/, '$1').replace(/^-(0(?:\.0+)?)$/, '$1');
    return fromColumn(type, text);
}

function isSame(type: ColumnType, given: unknown, value: unknown): boolean {
    return type === 'json' ? (given === undefined) === (value === undefined) : Object.is(given, value) || (given === 0 && value === 0);
}

function hasUnkeepable(text: string): boolean {
    return text.includes('\0') || /\p{Surrogate}/u.test(text);
}

function assertKeepable(text: string): void {
    if (hasUnkeepable(text)) throw new RejectedMessage('PostgreSQL cannot keep a text with the character U+0000 or half a surrogate pair.');
}
