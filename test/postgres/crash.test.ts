import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryBroker } from '../../src/runtime/brokers/memory.js';
import type { Envelope } from '../../src/runtime/envelope.js';
import { createRandom } from '../../src/runtime/random.js';
import { bankSpecification } from './bank.js';
import { Children } from './children.js';
import { connect, newSchema } from './database.js';

const pool = connect();
let children: Children;

beforeAll(async () => {
    children = await Children.of(bankSpecification);
});

afterAll(async () => {
    children.killAll();
    await pool.end();
});

const sleep = (milliseconds: number): Promise<void> => new Promise(resolve => {
    setTimeout(resolve, milliseconds);
});

async function numberOf(text: string): Promise<number> {
    return Number(Object.values((await pool.query<Record<string, unknown>>(text)).rows[0]!)[0]);
}

test('processes that are killed at random lose nothing and do nothing twice', async () => {
    const rounds = 24;
    const accounts = 20;
    const depositsOfEach = 15;
    const deposits = accounts * depositsOfEach;
    const schema = newSchema();
    const random = createRandom(globalThis.process.env.SLUICE_SEED ?? 'crash');
    const published: Envelope[] = [];
    let lostInHand = 0;
    const broker = createMemoryBroker({
        observe: activity => {
            if (activity.kind === 'published') published.push(activity.envelope);
        },
    });
    broker.watch(failure => {
        if (failure.kind === 'retried' && failure.reason === 'The process was killed.') lostInHand++;
    });

    // Two processes share the work, so that one goes on where the other was interrupted, at the same time.
    const running = [children.start(broker, schema), children.start(broker, schema)];
    await Promise.all(running.map(({ started }) => started));
    let sent = 0;
    const send = async (count: number): Promise<void> => {
        for (let done = 0; done < count && sent < deposits; done++, sent++) {
            const accountId = `account-${sent % accounts}`;
            const number = Math.floor(sent / accounts) + 1;
            await broker.publish('bank.deposits', {
                specversion: '1.0', id: `deposit-${sent}`, source: '/test', type: 'Bank.DepositMoney.v1', time: new Date().toISOString(), subject: accountId, datacontenttype: 'application/json',
                correlationid: `deposit-${sent}`, data: { accountId, number, depositId: `${accountId}/${number}`, amount: number },
            }, { key: accountId });
        }
    };
    for (let round = 0; round < rounds; round++) {
        const sending = send(Math.ceil(deposits / rounds));
        await sleep(random.integer(5, 150));
        const index = random.integer(0, 1);
        const { process } = running[index]!;
        const exited = once(process, 'exit');
        process.kill('SIGKILL');
        await exited;
        running[index] = children.start(broker, schema);
        await sending;
        // Sometimes both are gone for a while, and sometimes one is killed while it starts.
        if (random.next() < 0.6) await running[index]!.started;
    }
    await send(deposits);
    await Promise.all(running.map(({ started }) => started));
    await expect.poll(() => numberOf(`select coalesce(sum(least(receipts, 1) + least(interest, 1)), 0) from "${schema}".bank_receipts`), { timeout: 200_000, interval: 100 }).toBe(2 * deposits);
    await expect.poll(() => numberOf(`select count(*) from "${schema}".bank_statement where total = ${depositsOfEach * (depositsOfEach + 1) / 2}`), { timeout: 200_000, interval: 100 }).toBe(accounts);
    for (const { process, stopped } of running) {
        process.send({ kind: 'end' });
        await stopped;
    }

    expect(lostInHand).toBeGreaterThan(rounds);
    expect(broker.deadLetters()).toEqual([]);
    expect(await numberOf(`select count(*) from "${schema}".outbox`)).toBe(0);
    expect(await numberOf(`select count(*) from "${schema}".process_timers`)).toBe(0);
    // Each once: what aggregates decided, what projections counted, what processes and services did.
    const statements = (await pool.query<{ account_id: string; numbers: number[]; total: string }>(`select account_id, numbers, total from "${schema}".bank_statement`)).rows;
    const inOrder = Array.from({ length: depositsOfEach }, (_, index) => index + 1);
    expect(statements.map(({ numbers }) => numbers)).toEqual(statements.map(() => inOrder));
    expect(await numberOf(`select count(*) from "${schema}".bank_receipts where receipts = 1 and interest = 1`)).toBe(deposits);
    expect(await numberOf(`select count(*) from "${schema}".bank_receipts where receipts <> 1 or interest <> 1`)).toBe(0);
    expect(await numberOf(`select count(*) from (select key, array_agg((data->>'number')::int order by version) as numbers, max(version) as last from "${schema}".events where aggregate = 'Bank.Account' group by key) as account
        where numbers = array(select generate_series(1, ${depositsOfEach})) and last = ${depositsOfEach}`)).toBe(accounts);
    expect(await numberOf(`select count(*) from "${schema}".states where aggregate = 'Bank.Interest' and (state->>'times')::int = 1`)).toBe(deposits);
    expect(await numberOf(`select count(*) from "${schema}".process_instances where state = 'end'`)).toBe(deposits);
    // At least once on the broker, the same by its id each time, and in the order of each key.
    for (const type of ['MoneyDeposited', 'ReceiptSent', 'InterestPaid', 'SendReceipt', 'PayInterest']) {
        const ids = new Set(published.filter(envelope => envelope.type === `Bank.${type}.v1`).map(({ id }) => id));
        expect(`${type}: ${ids.size}`).toBe(`${type}: ${deposits}`);
    }
    const seen = new Set<string>();
    const first = published.filter(({ id, type }) => type === 'Bank.MoneyDeposited.v1' && !seen.has(id) && seen.add(id)).map(({ data }) => data as { accountId: string; number: number });
    for (let account = 0; account < accounts; account++) expect(first.filter(({ accountId }) => accountId === `account-${account}`).map(({ number }) => number)).toEqual(inOrder);
}, 500_000);
