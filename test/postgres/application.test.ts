import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';
import { generateTypeScript } from '../../src/targets/typescript/typescript.js';
import { modelOf } from '../support/model-of.js';
import { bankSpecification, Banks, deposit, eventually, loadBank, numbers, type BankApp, type BankProgram, type StartOptions } from './bank.js';
import { connect } from './database.js';

/** Another version of the read model: it counts, and knows no total. */
const changed = bankSpecification.replace('total: int = 0', 'deposits: int = 0').replace('total += event.amount', 'deposits += 1');
const pool = connect({ max: 20 });
const banks = new Banks(pool);
const start = (options?: StartOptions) => banks.start(options);
const stop = (app: BankApp) => banks.stop(app);
let bank: BankProgram;
let changedBank: BankProgram;

beforeAll(async () => {
    [bank, changedBank] = await Promise.all([loadBank(), loadBank(changed)]);
});

afterEach(() => banks.stopAll());

afterAll(() => pool.end());

const rowsOf = async (schema: string, table: string) => (await pool.query<Record<string, unknown>>(`select * from "${schema}".${table}`)).rows;

describe('a generated application on PostgreSQL', () => {
    test('keeps rows in typed columns, answers from them, and tells of the past', async () => {
        const { app, schema } = await start({ options: { snapshotEvery: 3 } });
        await deposit(app, 'a', 1, 7);
        await deposit(app, 'b', 1, 1);
        await eventually(() => app.read.bank.statement!()).toEqual([{ accountId: 'a', numbers: numbers(7), total: 28 }, { accountId: 'b', numbers: [1], total: 1 }]);
        expect(await app.ask.bank.statementOf({ accountId: 'a' })).toMatchObject({ total: 28 });
        expect(await app.ask.bank.statementOf({ accountId: 'c' })).toBeNull();
        expect(await app.state.bank.account!('a')).toEqual({ accountId: 'a', balance: 28, deposits: 7 });
        expect(await app.state.bank.account!('a', { version: 3 })).toEqual({ accountId: 'a', balance: 6, deposits: 3 });
        expect((await rowsOf(schema, 'snapshots')).map(({ key, version }) => [key, version])).toEqual([['a', '6']]);
        const history = await app.history.bank.account!('a');
        expect(history.map(({ version, source }) => [version, source])).toEqual(numbers(7).map(version => [version, '/bank/account']));
        expect(await app.read.bank.statement!({ position: history[1]!.position })).toMatchObject([{ accountId: 'a', numbers: [1, 2], total: 3 }]);
        const { rows: columns } = await pool.query<{ column_name: string; data_type: string }>(`select column_name, data_type from information_schema.columns where table_schema = $1 and table_name = 'bank_statement' order by ordinal_position`, [schema]);
        expect(columns.map(column => Object.values(column))).toEqual([['account_id', 'text'], ['numbers', 'jsonb'], ['total', 'bigint']]);
    });

    test('reads no more events of an aggregate than came after its snapshot, and no more rows than a query asks for', async () => {
        const read: number[] = [];
        const { app } = await start({ options: { snapshotEvery: 10 }, storePool: countingPool(pool, (text, rows) => {
            if (/from "[^"]+"\.(?:events where aggregate|"bank_statement)/.test(text)) read.push(rows);
        }) });
        for (const account of ['a', 'b', 'c', 'd']) await deposit(app, account, 1, 25);
        await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { total: number }).total)).toEqual([325, 325, 325, 325]);
        read.length = 0;
        await app.state.bank.account!('a');
        expect(read).toEqual([5]);
        read.length = 0;
        expect(await app.ask.bank.statementOf({ accountId: 'c' })).toMatchObject({ accountId: 'c', total: 325 });
        expect(read).toEqual([1]);
    });

    test('makes rows anew beside the old ones while it goes on, and loses or repeats no event', async () => {
        const { app } = await start();
        const sending = Promise.all(['a', 'b', 'c'].map(account => deposit(app, account, 1, 40)));
        let rebuilds = 0;
        for (let done = false; !done;) {
            expect(await app.rebuild.bank.statement!({ from: 0 })).toMatchObject({ skipped: 0 });
            rebuilds++;
            done = (await app.read.bank.statement!()).filter(row => (row as { total: number }).total === 820).length === 3;
        }
        await sending;
        expect(rebuilds).toBeGreaterThan(1);
        // Whatever was still on its way is here when the last deposit's receipt is.
        await eventually(async () => (await app.read.bank.receipts!()).filter(row => (row as { interest: number }).interest === 1).length).toBe(120);
        expect(await app.read.bank.statement!()).toEqual(expect.arrayContaining(['a', 'b', 'c'].map(accountId => ({ accountId, numbers: numbers(40), total: 820 }))));
    });

    test('serves the old rows of a projection that has changed until the new ones have caught up', async () => {
        const broker = bank.createMemoryBroker();
        const { app: first, schema } = await start({ broker });
        await deposit(first, 'a', 1, 3);
        await eventually(() => first.read.bank.statement!()).toMatchObject([{ total: 6 }]);
        const [before] = await rowsOf(schema, 'projections where name = \'Bank.Statement\'');
        // Another process makes the new rows, and takes its time.
        const other = await pool.connect();
        const lock = `sluice rebuild of Bank.Statement in ${schema}`;
        await other.query('select pg_advisory_lock(hashtextextended($1, 0))', [lock]);
        await stop(first);
        const { app: second } = await start({ schema, program: changedBank, broker });
        expect(await second.read.bank.statement!()).toEqual([{ accountId: 'a', numbers: numbers(3), deposits: 0 }]);
        await deposit(second, 'a', 4, 4);
        await eventually(async () => (await rowsOf(schema, 'events where aggregate = \'Bank.Account\'')).length).toBe(4);
        await other.query('select pg_advisory_unlock(hashtextextended($1, 0))', [lock]);
        other.release();
        await eventually(() => second.read.bank.statement!()).toEqual([{ accountId: 'a', numbers: numbers(4), deposits: 4 }]);
        const { rows: tables } = await pool.query<{ tablename: string }>('select tablename from pg_tables where schemaname = $1', [schema]);
        expect(tables.map(({ tablename }) => tablename)).not.toContain(before!.active_table);
        expect(Object.keys((await rowsOf(schema, 'bank_statement'))[0]!)).toEqual(['account_id', 'numbers', 'deposits']);
    });

    test('applies what a process of an earlier version has received to the rows of the new one', async () => {
        const broker = bank.createMemoryBroker();
        const { app: old, schema } = await start({ broker });
        await deposit(old, 'a', 1, 1);
        await eventually(() => old.read.bank.statement!()).toHaveLength(1);
        // The new one has no messages to take: those of its broker are its own.
        const { app: next } = await start({ schema, program: changedBank });
        await eventually(() => next.read.bank.statement!()).toEqual([{ accountId: 'a', numbers: [1], deposits: 1 }]);
        await deposit(old, 'a', 2, 3);
        await eventually(() => next.read.bank.statement!()).toEqual([{ accountId: 'a', numbers: numbers(3), deposits: 3 }]);
    });

    test('publishes what it keeps in the order of each key, also after the broker refused it', async () => {
        const published: { type: string; key: string | undefined; number: unknown }[] = [];
        const inner = bank.createMemoryBroker();
        let isAway = false;
        const broker: runtime.Broker = Object.assign(Object.create(inner) as runtime.Broker, {
            publish: async (channel: string, envelope: runtime.Envelope, options?: runtime.PublishOptions) => {
                if (isAway && envelope.type === 'Bank.MoneyDeposited.v1') throw new Error('The broker is away.');
                await inner.publish(channel, envelope, options);
                published.push({ type: envelope.type, key: envelope.subject, number: (envelope.data as { number?: number }).number });
            },
        });
        const { app, failures } = await start({ broker });
        isAway = true;
        for (const account of ['a', 'b']) await deposit(app, account, 1, 10);
        await eventually(() => app.application.store.outbox!.depth()).toBe(20);
        expect(await app.read.bank.statement!()).toEqual([]);
        isAway = false;
        await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { total: number }).total)).toEqual([55, 55]);
        for (const account of ['a', 'b']) expect(published.filter(({ type, key }) => type === 'Bank.MoneyDeposited.v1' && key === account).map(({ number }) => number)).toEqual(numbers(10));
        expect(failures[0]).toMatch(/could not be published and will be tried again: The broker is away\./);
        await eventually(() => app.application.store.outbox!.depth()).toBe(0);
    });

    test('fires each timer once with several processes, and at once what fell due while there was none', async () => {
        const broker = bank.createMemoryBroker();
        const { app: first, schema } = await start({ broker });
        await deposit(first, 'a', 1, 5);
        await eventually(() => first.application.instances('Bank.Correspondence')).toHaveLength(5);
        await stop(first);
        const due = (await rowsOf(schema, 'process_timers')).map(row => Number(row['due']));
        expect(due.length).toBeGreaterThan(0);
        await eventually(async () => Date.now() > Math.max(...due)).toBe(true);
        // Of two processes one answers.
        const silent: runtime.Broker = Object.assign(Object.create(broker) as runtime.Broker, { answer: async () => ({ stop: async () => undefined }) });
        const [second, third] = await Promise.all([start({ broker, schema }), start({ broker: silent, schema })]);
        await deposit(second.app, 'b', 1, 30);
        await eventually(async () => (await second.app.read.bank.receipts!()).filter(row => (row as { interest: number }).interest > 0).length).toBe(35);
        expect(await rowsOf(schema, 'process_timers')).toEqual([]);
        expect((await rowsOf(schema, 'states')).map(({ state }) => (state as { times: number }).times)).toEqual(Array.from({ length: 35 }, () => 1));
        expect([...second.failures, ...third.failures]).toEqual([]);
    });

    test('does nothing by halves when connections break, and goes on', async () => {
        // Whoever is in the middle of something loses its connection.
        const own = connect({ max: 6, application_name: 'broken' });
        const { app } = await start({ storePool: own });
        const sending = Promise.all(['a', 'b', 'c'].map(account => deposit(app, account, 1, 20)));
        for (let round = 0; round < 8; round++) {
            await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'broken' and state <> 'idle' and query not like '%pg_advisory_lock%'`);
            await pool.query(`select pg_terminate_backend(pid) from (select pid from pg_stat_activity where application_name = 'broken' order by backend_start limit 1) as oldest`);
            await new Promise(resolve => setTimeout(resolve, 40));
        }
        await sending;
        await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers.length)).toEqual([20, 20, 20]);
        await eventually(async () => (await app.read.bank.receipts!()).filter(row => (row as { interest: number }).interest === 1).length).toBe(60);
        expect((await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers)).toEqual([numbers(20), numbers(20), numbers(20)]);
        await stop(app);
        await own.end();
    });

    test('needs its tables where they are made by hand, from the generated files', async () => {
        const schema = 'sluice';
        await expect(start({ schema, migrations: 'by hand' })).rejects.toThrow(`The schema 'sluice' has no table 'events', 'snapshots'`);
        const files = generateTypeScript(await modelOf(bankSpecification), { version: 'test', handlers: '../handlers', runtimeFiles: new Map() }).filter(({ path }) => path.endsWith('.sql'));
        expect(files.map(({ path }) => path)).toEqual(['postgres/projections/bank_receipts.sql', 'postgres/projections/bank_statement.sql', 'postgres/tables.sql']);
        // Tables first; and again, since they may be applied with every deployment.
        for (const { text } of [...files.toReversed(), ...files]) await pool.query(text);
        const { app } = await start({ schema, migrations: 'by hand' });
        await deposit(app, 'a', 1, 2);
        await eventually(() => app.read.bank.statement!()).toMatchObject([{ total: 3 }]);
        await stop(app);
        await pool.query('drop schema sluice cascade');
    });

    test('says what it needs of a pool that is too small', async () => {
        const small = connect({ max: 2 });
        await expect(start({ storePool: small })).rejects.toThrow(`give it 'max: 3' or more`);
        await small.end();
    });
});

/** A pool that tells how many rows each statement gives. */
function countingPool(inner: pg.Pool, tell: (text: string, rows: number) => void): runtime.PostgresPool {
    return {
        connect(told) {
            inner.connect((failure, client) => told(failure, client && {
                async query(text, values) {
                    const result = await client.query<Record<string, unknown>>(text, values);
                    // Several statements at once give several results, which nobody reads.
                    if (!Array.isArray(result)) tell(text, result.rows.length);
                    return result;
                },
                release: error => client.release(error),
                on: (event, listener) => client.on(event, listener),
                removeListener: (event, listener) => client.removeListener(event, listener),
            }));
        },
    };
}
