import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';
import { BrokerError } from '../../src/runtime/broker.js';
import { bankSpecification, Banks, deposit, eventually, loadBank, numbers, type BankProgram } from './bank.js';
import { connect } from './database.js';

const pool = connect({ max: 20 });
const banks = new Banks(pool);
let bank: BankProgram;

beforeAll(async () => {
    bank = await loadBank();
});

afterEach(() => banks.stopAll());

afterAll(() => pool.end());

/** A broker that asks first whether it is to fail, and with what. */
function failing(broker: runtime.Broker, fail: (channel: string, envelope: runtime.Envelope) => Error | undefined): runtime.Broker {
    return Object.assign(Object.create(broker) as runtime.Broker, {
        publish: async (channel: string, envelope: runtime.Envelope, options?: runtime.PublishOptions) => {
            const error = fail(channel, envelope);
            if (error) throw error;
            await broker.publish(channel, envelope, options);
        },
    });
}

const isDeposit = ({ type }: runtime.Envelope): boolean => type === 'Bank.MoneyDeposited.v1';
const numberOf = ({ data }: runtime.Envelope): number => (data as { number: number }).number;
const statement = async (app: { read: { bank: Record<string, () => Promise<readonly object[]>> } }) => (await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers);

describe('what the broker refuses for good', () => {
    test('is put aside with its cause, and what follows it goes on; it is published when it is tried again', async () => {
        const most = 2000;
        const broker = bank.createMemoryBroker({ limits: { bytes: most } });
        const { app, schema, activities } = await banks.start({ broker });
        const outbox = app.application.store.outbox!;
        const first = await app.send.bank.depositMoney!({ accountId: 'a', number: 1, depositId: '', amount: 1 });
        // The command fits; the event that follows from it says by what it was caused, too.
        const large = { accountId: 'a', number: 2, depositId: 'x'.repeat(most - JSON.stringify(first).length), amount: 2 };
        const command = await app.send.bank.depositMoney!(large);
        await deposit(app, 'a', 3, 4);
        await eventually(() => statement(app)).toEqual([[1, 3, 4]]);
        await eventually(() => outbox.depth()).toBe(0);
        const letters = await outbox.deadLetters();
        expect(letters).toMatchObject([{
            channel: 'bank.money-deposited', key: 'a', code: 'invalid-message', reason: expect.stringMatching(/ 2000 /) as string,
            envelope: { type: 'Bank.MoneyDeposited.v1', causationid: command.id, data: large },
        }]);
        expect(Math.abs(letters[0]!.at - Date.now())).toBeLessThan(60_000);
        expect(activities.filter(({ kind }) => kind === 'unpublishable')).toMatchObject([{ channel: 'bank.money-deposited', code: 'invalid-message', envelope: { causationid: command.id } }]);
        // The same broker says the same again.
        expect(await outbox.retry({ positions: [letters[0]!.position] })).toBe(1);
        await eventually(async () => activities.filter(({ kind }) => kind === 'unpublishable')).toHaveLength(2);
        expect((await outbox.deadLetters()).map(({ position }) => position)).toEqual([letters[0]!.position]);
        await banks.stop(app);
        const { app: next } = await banks.start({ schema });
        expect(await next.application.store.outbox!.retry('all')).toBe(1);
        await eventually(() => statement(next)).toEqual([[1, 3, 4, 2]]);
        expect(await next.application.store.outbox!.deadLetters()).toEqual([]);
    });

    test('is listed page by page, and forgotten where that is asked', async () => {
        const { app } = await banks.start({ broker: failing(bank.createMemoryBroker(), (_channel, envelope) => (isDeposit(envelope) ? new BrokerError('invalid-message', `No.\0${numberOf(envelope)}`) : undefined)) });
        const outbox = app.application.store.outbox!;
        await deposit(app, 'a', 1, 5);
        await eventually(async () => (await outbox.deadLetters()).length).toBe(5);
        const [first, second] = await outbox.deadLetters({ limit: 2 });
        expect([first, second].map(letter => numberOf(letter!.envelope))).toEqual([1, 2]);
        expect(first!.reason).toBe('No.\uFFFD1');
        expect((await outbox.deadLetters({ after: second!.position })).map(({ envelope }) => numberOf(envelope))).toEqual([3, 4, 5]);
        expect(await outbox.discard({ positions: [first!.position, 999_999] })).toBe(1);
        expect(await outbox.discard({ code: 'unknown-channel' })).toBe(0);
        expect(await outbox.discard('all')).toBe(4);
        expect(await outbox.retry('all')).toBe(0);
    });

    test('because it does not know the channel goes out, in its order, by a program that does', async () => {
        const inner = bank.createMemoryBroker();
        const { app: old, schema } = await banks.start({
            broker: failing(inner, (channel, envelope) => (isDeposit(envelope) ? new BrokerError('unknown-channel', `There is no channel '${channel}'.`) : undefined)),
        });
        await deposit(old, 'a', 1, 4);
        await eventually(async () => (await old.application.store.outbox!.deadLetters()).map(({ code, reason }) => `${code}: ${reason}`)).toEqual(
            Array.from({ length: 4 }, () => `unknown-channel: There is no channel 'bank.money-deposited'.`));
        await banks.stop(old);
        const { app: next } = await banks.start({ schema, broker: inner });
        await deposit(next, 'a', 5, 5);
        await eventually(() => statement(next)).toEqual([numbers(5)]);
        expect(await next.application.store.outbox!.deadLetters()).toEqual([]);
    });
});

test('a channel that is full lets nobody wait but what goes there, however much that is', async () => {
    const inner = bank.createMemoryBroker();
    let isFull = true;
    let refused = 0;
    const { app } = await banks.start({ broker: failing(inner, channel => {
        if (channel !== 'bank.work' || !isFull) return undefined;
        refused++;
        return new BrokerError('channel-full', `'${channel}' is full.`);
    }) });
    const { outbox } = app.application.store;
    await deposit(app, 'a', 1, 1);
    const sample = (await eventuallyOne(async () => inner.read('bank.money-deposited')[0])).envelope;
    const receipt = (depositId: string) => ({ ...sample, id: depositId, type: 'Bank.SendReceipt.v1', subject: depositId, data: { depositId } });
    await app.application.store.commit({ at: Date.now(), outputs: Array.from({ length: 500 }, (_, index) => ({ channel: 'bank.work', key: `r${index}`, envelope: receipt(`r${index}`) })) });
    await eventually(async () => refused).toBeGreaterThan(199);
    const before = Date.now();
    await deposit(app, 'a', 2, 6);
    await eventually(() => statement(app)).toEqual([numbers(6)]);
    // Those that wait are not asked about again and again meanwhile.
    expect(refused).toBeLessThan(200 * (5 + (Date.now() - before) / 50));
    expect(await outbox!.depth()).toBeGreaterThanOrEqual(501);
    expect(await outbox!.deadLetters()).toEqual([]);
    isFull = false;
    await eventually(() => outbox!.depth()).toBe(0);
});

async function eventuallyOne<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
    let found: Value | undefined;
    await eventually(async () => (found = await ask())).toBeDefined();
    return found!;
}

describe('an outbox whose messages go to several brokers', () => {
    test('publishes to one broker what is for it while another is away, however much waits for that one', async () => {
        const program = await loadBank(`broker main memory\nbroker ledger memory\n${bankSpecification.replace('  queue Deposits', '  topic Movements on ledger { carries MoneyDeposited }\n  queue Deposits')}`);
        const ledger = program.createMemoryBroker();
        let mend = (): void => undefined;
        const mended = new Promise<void>(resolve => (mend = resolve));
        const away: runtime.Broker = Object.assign(Object.create(ledger) as runtime.Broker, {
            // Neither confirmed nor refused, as while a server is started again.
            publish: async (channel: string, envelope: runtime.Envelope, options?: runtime.PublishOptions) => {
                await mended;
                await ledger.publish(channel, envelope, options);
            },
        });
        const { app, schema } = await banks.start({ program, options: { brokers: { main: program.createMemoryBroker(), ledger: away } } as object });
        await deposit(app, 'a', 1, 1);
        await eventually(() => app.application.store.outbox!.depth()).toBe(1);
        // More than is published at a time; whoever is given them again knows them.
        await pool.query(`insert into "${schema}".outbox (channel, key, envelope, kept_at) select channel, key, envelope, kept_at from "${schema}".outbox, generate_series(1, 250)`);
        await app.send.bank.payInterest!({ depositId: 'x' });
        await eventually(() => app.read.bank.receipts!()).toEqual([{ depositId: 'x', receipts: 0, interest: 1 }]);
        expect(await app.application.store.outbox!.depth()).toBe(251);
        mend();
        await eventually(() => statement(app)).toEqual([[1]]);
        await eventually(() => app.application.store.outbox!.depth()).toBe(0);
    });
});
