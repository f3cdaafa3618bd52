import { RejectedMessage } from '../../broker.js';
import type { ProjectionLayout, RowPlace, RowWrite } from '../store.js';
import type { Queries, Text } from './session.js';
import { quoteName, tableColumns, type TableColumn } from './tables.js';
import { decodeRow, encodeRow, equalityText, selectText } from './values.js';

/** The rows of a projection in one table. */
export class ProjectionRows {
    private readonly table: string;
    private readonly keys: readonly TableColumn[];
    private readonly columns: readonly TableColumn[];

    constructor(schema: string, table: string, layout: Pick<ProjectionLayout, 'key' | 'isWindowed' | 'columns'>) {
        const { keys, others } = tableColumns(layout);
        this.table = `${quoteName(schema)}.${quoteName(table)}`;
        this.keys = keys;
        this.columns = [...keys, ...others];
    }

    /** In the order of their first events; with `equal`, at least those that have these values. */
    async all(queries: Queries, equal: Readonly<Record<string, unknown>> = {}): Promise<readonly object[]> {
        const values: string[] = [];
        const conditions = Object.entries(equal).flatMap(([field, value]) => {
            const column = this.columns.find(candidate => candidate.field === field);
            const text = column && equalityText(column, value);
            if (text === undefined) return [];
            values.push(text);
            return [`${column!.name} = $${values.length}::${column!.sqlType}`];
        });
        // What the columns do not say exactly may be equal, too.
        const where = conditions.length === 0 ? '' : ` where (${conditions.join(' and ')}) or _exact is not null`;
        return (await queries.rows<string>(`${this.select}${where} order by _position`, values)).map(row => decodeRow(row, this.columns));
    }

    /** The rows at some places, by the place's id. */
    async at(queries: Queries, places: readonly RowPlace[]): Promise<Map<string, object>> {
        const found = new Map<string, object>();
        if (places.length === 0) return found;
        const rows = await queries.rows<string>(`${this.select} where (${this.keyNames}) in (select * from unnest(${this.keyParameters()}))`, this.keyValues(places));
        const byKey = new Map(rows.map(row => [this.keys.map(({ name }) => row[name.slice(1, -1)]).join('@'), decodeRow(row, this.columns)]));
        for (const place of places) {
            const row = byKey.get(this.keyTexts(place).join('@'));
            if (row) found.set(place.id, row);
        }
        return found;
    }

    async write(queries: Queries, writes: readonly RowWrite[]): Promise<void> {
        await this.delete(queries, writes.filter(({ row }) => !row).map(({ place }) => place));
        const kept = writes.filter(({ row }) => row);
        if (kept.length === 0) return;
        const names = [...this.columns.map(({ name }) => name), '_exact'];
        const types = [...this.columns.map(({ sqlType }) => sqlType), 'jsonb'];
        const encoded = kept.map(({ place, row }) => encodeRow(row as Record<string, unknown>, this.columns, this.keyTexts(place)));
        const updates = names.slice(this.keys.length).map(name => `${name} = excluded.${name}`);
        await queries.change(
            `insert into ${this.table} (${names.join(', ')})
             select ${names.join(', ')} from unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')}) with ordinality as given (${names.join(', ')}, _number) order by _number
             on conflict (${this.keyNames}) do update set ${updates.join(', ')}`,
            names.map((_, index) => encoded.map(texts => texts[index])),
        );
    }

    async delete(queries: Queries, places: readonly RowPlace[]): Promise<void> {
        if (places.length === 0) return;
        await queries.change(`delete from ${this.table} where (${this.keyNames}) in (select * from unnest(${this.keyParameters()}))`, this.keyValues(places));
    }

    private get select(): string {
        return `select ${[...this.columns.map(selectText), '_exact::text as _exact'].join(', ')} from ${this.table}`;
    }

    private get keyNames(): string {
        return this.keys.map(({ name }) => name).join(', ');
    }

    private keyParameters(): string {
        return this.keys.map(({ sqlType }, index) => `$${index + 1}::${sqlType}[]`).join(', ');
    }

    private keyValues(places: readonly RowPlace[]): unknown[] {
        const texts = places.map(place => this.keyTexts(place));
        return this.keys.map((_, index) => texts.map(each => each[index]));
    }

    private keyTexts({ key, windowStart }: RowPlace): readonly Text[] {
        if (this.keys[0]!.type === 'bigint' && !/^-?\d{1,16}$/.test(key)) throw new RejectedMessage(`'${key}' is no key of ${this.table}: it must be a whole number.`);
        return [key, windowStart ?? null].slice(0, this.keys.length);
    }
}
