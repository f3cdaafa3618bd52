import { afterAll, afterEach, expect, test } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';
import { BrokerError } from '../../src/runtime/broker.js';
import { record } from '../runtime/observability/record.js';
import { Banks, deposit, eventually, loadBank, numbers } from './bank.js';
import { connect } from './database.js';

const pool = connect({ max: 20 });
const banks = new Banks(pool);

afterEach(() => banks.stopAll());

afterAll(() => pool.end());

test('what waits in the database is reported to OpenTelemetry, and no more when it is done', async () => {
    const { telemetry, metric } = record();
    const points = async (name: string) => (await metric(name)).points;
    const inner = (await loadBank()).createMemoryBroker();
    let isAway = true;
    const broker: runtime.Broker = Object.assign(Object.create(inner) as runtime.Broker, {
        publish: async (channel: string, envelope: runtime.Envelope, options?: runtime.PublishOptions) => {
            if (envelope.type === 'Bank.ReceiptSent.v1') throw new BrokerError('invalid-message', 'Nobody wants receipts.');
            if (isAway && envelope.type === 'Bank.MoneyDeposited.v1') throw new Error('The broker is away.');
            await inner.publish(channel, envelope, options);
        },
    });
    const { app, schema } = await banks.start({ broker, options: { telemetry } });
    const began = Date.now();
    await deposit(app, 'a', 1, 4);
    await eventually(() => points('sluice.outbox.depth')).toEqual([{ value: 4 }]);
    await eventually(async () => (await points('sluice.outbox.age'))[0]!.value).toBeGreaterThan(0.3);
    expect((await points('sluice.outbox.age'))[0]!.value).toBeLessThanOrEqual((Date.now() - began) / 1000);
    expect(await points('sluice.projection.lag')).toEqual([{ 'sluice.projection': 'Bank.Statement', value: 4 }, { 'sluice.projection': 'Bank.Receipts', value: 0 }]);
    expect((await points('sluice.failures')).filter(point => 'sluice.part' in point && point['sluice.part'] === 'outbox')[0]!.value).toBeGreaterThan(0);
    // Nobody changes timers meanwhile, so that those that are due stay so.
    const other = await pool.connect();
    await other.query('begin');
    isAway = false;
    await eventually(async () => (await app.application.instances('Bank.Correspondence')).length).toBe(4);
    await other.query(`lock table "${schema}".process_timers in share mode`);
    const left = (await other.query<{ left: number }>(`select count(*)::int as left from "${schema}".process_timers`)).rows[0]!.left;
    await eventually(() => points('sluice.timers.due')).toEqual([{ 'sluice.process': 'Bank.Correspondence', value: left }]);
    await other.query('commit');
    other.release();
    await eventually(() => points('sluice.timers.due')).toEqual([{ 'sluice.process': 'Bank.Correspondence', value: 0 }]);
    await eventually(() => points('sluice.outbox.dead_letters')).toEqual([{ value: 4 }]);
    expect(await points('sluice.outbox.dead_lettered')).toEqual([{ 'messaging.destination.name': 'bank.receipt-sent', 'error.type': 'invalid-message', value: 4 }]);
    await eventually(() => points('sluice.outbox.depth')).toEqual([{ value: 0 }]);
    expect(await points('sluice.outbox.age')).toEqual([{ value: 0 }]);
    await eventually(async () => (await app.read.bank.statement!()).map(row => (row as { numbers: number[] }).numbers)).toEqual([numbers(4)]);
    expect(await points('sluice.projection.lag')).toEqual([{ 'sluice.projection': 'Bank.Statement', value: 0 }, { 'sluice.projection': 'Bank.Receipts', value: 0 }]);
    expect(await metric('sluice.outbox.age')).toMatchObject({ unit: 's' });
});
