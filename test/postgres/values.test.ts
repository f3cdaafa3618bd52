import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProjectionRows } from '../../src/runtime/stores/postgres/projection-rows.js';
import { Session } from '../../src/runtime/stores/postgres/session.js';
import { projectionTable } from '../../src/runtime/stores/postgres/tables.js';
import type { ColumnType } from '../../src/runtime/stores/store.js';
import { connect, newSchema } from './database.js';

const pool = connect();
const schema = newSchema();
const session = new Session(pool);
const types: readonly ColumnType[] = ['text', 'integer', 'bigint', 'double', 'numeric', 'boolean', 'uuid', 'date', 'timestamp', 'json'];
const layout = { name: 'Test.Values', key: 'id', isWindowed: false, indexed: ['text', 'uuid', 'numeric'], columns: [{ field: 'id', type: 'text' }, ...types.map(type => ({ field: type, type }))] as const };
const rows = new ProjectionRows(schema, 'values', layout);

beforeAll(async () => {
    await pool.query(`create schema "${schema}"`);
    // Twice, as with every deployment.
    for (let time = 0; time < 2; time++) await pool.query(projectionTable(schema, 'values', layout));
});

afterAll(() => pool.end());

const text = fc.string({ unit: 'binary' }).filter(value => !value.includes('\0'));
const uuid = fc.uuid().chain(value => fc.constantFrom(value, value.toUpperCase()));
const decimal = fc.tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.constantFrom('', '.0', '.50', '.000000000000000001')).map(parts => parts.join(''));
const timestamp = fc.oneof(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }).map(date => date.toISOString()),
    fc.constantFrom('2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5Z', '2026-01-31T12:00:00.123456789+02:00', '2026-06-30T23:59:60Z', '+010000-01-01T00:00:00.000Z'),
);
const date = fc.constantFrom('2026-01-31', '0001-01-01', '9999-12-31', '2026-02-30', '0000-01-01');
const json = fc.jsonValue({ maxDepth: 2 }).map(value => JSON.parse(JSON.stringify(value)) as unknown).filter(value => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)));
const numbers = { integer: fc.integer(), bigint: fc.maxSafeInteger(), double: fc.double().filter(value => Number.isFinite(value) && !Object.is(value, -0)) };
const values: Record<string, fc.Arbitrary<unknown>> = { text, ...numbers, numeric: decimal, boolean: fc.boolean(), uuid, date, timestamp, json };
/** What a field may hold though it is of another type: code may make rows, too. */
const strange = fc.oneof(text, fc.integer(), fc.boolean(), fc.constantFrom('-0', '007.5', '1e5', '', null), json);

const row = fc.record({
    ...Object.fromEntries(types.map(type => [type, fc.oneof({ weight: 6, arbitrary: values[type]! }, { weight: 1, arbitrary: strange })])),
    extra: fc.oneof(fc.constant(undefined), json),
}, { requiredKeys: [] }).map(given => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));

test('what is written into columns is read as it was given, whatever it is', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(text, row), { minLength: 1, maxLength: 12 }), async given => {
        await pool.query(`delete from "${schema}".values`);
        const byKey = new Map(given.map(([id, made]) => [id, { id, ...made } as object]));
        const places = [...byKey.keys()].map(key => ({ id: key, key }));
        await rows.write(session, places.map(place => ({ place, row: byKey.get(place.key) })));
        expect(await rows.all(session)).toEqual([...byKey.values()]);
        expect(await rows.at(session, places)).toEqual(byKey);
        // Of every value that there is, all rows that have it are found.
        for (const field of ['text', 'uuid', 'numeric', 'boolean', 'bigint']) {
            for (const value of new Set([...byKey.values()].map(made => (made as Record<string, unknown>)[field]))) {
                if (value === undefined || value === null) continue;
                const found = await rows.all(session, { [field]: value });
                for (const made of byKey.values()) if ((made as Record<string, unknown>)[field] === value) expect(found).toContainEqual(made);
            }
        }
    }), { numRuns: 60 });
});

test('a text that PostgreSQL cannot keep is refused, and the message is not tried again', async () => {
    for (const bad of ['a\0b', 'half a pair: \ud800']) {
        for (const field of ['text', 'json', 'extra']) {
            await expect(rows.write(session, [{ place: { id: 'x', key: 'x' }, row: { id: 'x', [field]: bad } }])).rejects.toMatchObject({ name: 'RejectedMessage', message: expect.stringContaining('PostgreSQL cannot keep') });
        }
    }
});
