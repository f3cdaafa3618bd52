import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeliveryFailure, MemoryBroker } from '../../src/runtime/index.js';
import { bankSpecification, Banks, deposit, eventually, loadBank, numbers } from './bank.js';
import { connect } from './database.js';
import { startOwnServer, type OwnServer } from './own-server.js';

let server: OwnServer;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
    server = await startOwnServer();
});

afterAll(async () => {
    for (const close of closing.reverse()) await close();
    await server.stop();
});

test('without its database an application is alive and not ready, and goes on by itself when the database is there again', async () => {
    const pool = connect({ connectionString: server.address });
    closing.push(() => pool.end());
    const banks = new Banks(pool);
    closing.push(() => banks.stopAll());
    const { app, broker, failures } = await banks.start();
    await deposit(app, 'a', 1, 3);
    await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers)).toEqual([numbers(3)]);
    expect(await app.health.ready()).toEqual({ ready: true });
    // Messages are in hand and timers wait when it goes.
    await deposit(app, 'a', 4, 20);
    await server.stop();
    await eventually(() => app.health.ready()).toEqual({ ready: false, reason: 'The store cannot be reached.' });
    expect(app.health.live()).toBe(true);
    await deposit(app, 'b', 1, 5);
    await eventually(async () => failures.length).toBeGreaterThan(0);
    await server.restart();
    await eventually(() => app.health.ready()).toEqual({ ready: true });
    await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers)).toEqual([numbers(20), numbers(5)]);
    await eventually(async () => (await app.read.bank.receipts!()).filter(row => (row as { interest: number }).interest === 1).length).toBe(25);
    await eventually(() => app.application.store.outbox!.depth()).toBe(0);
    expect((broker as MemoryBroker).deadLetters()).toEqual([]);
});

test('a message that nobody may try twice outlives an outage, because no attempt is counted while the database is away', async () => {
    const pool = connect({ connectionString: server.address });
    closing.push(() => pool.end());
    const banks = new Banks(pool);
    closing.push(() => banks.stopAll());
    const { app, broker } = await banks.start({ program: await loadBank(`system Bank {\n  retry 0 times\n}\n${bankSpecification}`) });
    const failures: DeliveryFailure[] = [];
    broker.watch!(failure => failures.push(failure));
    await deposit(app, 'a', 1, 3);
    await server.stop();
    await deposit(app, 'a', 4, 40);
    await deposit(app, 'b', 1, 40);
    await eventually(() => app.health.ready()).toEqual({ ready: false, reason: 'The store cannot be reached.' });
    await server.restart();
    await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers)).toEqual([numbers(40), numbers(40)]);
    await eventually(async () => (await app.read.bank.receipts!()).filter(row => (row as { interest: number }).interest === 1).length).toBe(80);
    expect(failures).toEqual([]);
});
