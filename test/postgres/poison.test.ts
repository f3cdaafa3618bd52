import { afterAll, expect, test } from 'vitest';
import { load, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { expectAccountedFor, failingMailer, poisonedShop, sendPoisoned, type PoisonedShop } from '../support/poison.js';
import { connect, newSchema } from './database.js';

const pool = connect({ max: 12 });

afterAll(() => pool.end());

/** `scripts/measure/poison.mjs` asks for more. */
const measured = Number(process.env.SLUICE_POISON_MESSAGES ?? 0);
const messages = measured || 1500;
/** Milliseconds for all of them, on a slow machine. */
const patience = Math.max(150_000, messages * 50);

test(`of ${messages} messages, a hundredth of them poison, each has its effect once in the database or ends with its reason among the dead letters`, async () => {
    const folder = writeProgram(await modelOf(poisonedShop), { files: { 'entry.ts': `export { createApp } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } });
    const program = await load<PoisonedShop>(folder, 'entry.ts');
    const random = program.createRandom('poison on PostgreSQL');
    const broker = program.createMemoryBroker();
    const schema = newSchema();
    const { mailed, handlers } = failingMailer(random);
    const unpublishable: unknown[] = [];
    const app = program.createApp({
        broker, handlers, store: program.createPostgresStore({ pool, schema }), pollInterval: 100,
        observe: (activity: { readonly kind: string }) => {
            if (activity.kind === 'unpublishable') unpublishable.push(activity);
        },
    });
    await app.start();
    const began = performance.now();
    const { events, poisonous, expected } = sendPoisoned(messages, broker, random, program.makeUuid);
    const placed = async () => (await app.read.orders.orderCounts()).reduce((sum, row) => sum + row.placed, 0);
    await expect.poll(async () => {
        await broker.drained();
        return await app.application.store.outbox!.depth() === 0 && placed();
    }, { timeout: patience, interval: 200 }).toBe(events);
    await broker.drained();
    const seconds = (performance.now() - began) / 1000;

    expect(poisonous).toBeGreaterThan(0.005 * messages);
    expectAccountedFor({ letters: broker.deadLetters(), mailed, events, expected });
    // What was handled is in the inbox once for each part; each command has made one event.
    const counted = async (text: string) => (await pool.query<{ count: number }>(text)).rows[0]!.count;
    const inbox = (part: string) => counted(`select count(*)::int as count from "${schema}".inbox where part = '${part}'`);
    expect(await inbox('Mail.Mailer')).toBe(mailed.size);
    expect(await inbox('Orders.OrderCounts')).toBe(events);
    expect(await counted(`select count(*)::int as count from "${schema}".events where aggregate = 'Orders.Order'`)).toBe(await inbox('Orders.Order'));
    expect(await counted(`select count(*)::int as count from "${schema}".events`)).toBe(events);
    expect(unpublishable).toEqual([]);
    expect(broker.inspect().subscriptions.filter(({ name }) => !name.endsWith('dead-letter')).map(({ lag }) => lag)).toEqual([0, 0, 0]);
    await app.stop();
    if (measured > 0) {
        console.log(`${messages} messages in ${seconds.toFixed(0)} s, ${(messages / seconds).toFixed(0)} a second: ${events} events, ${poisonous} poisonous messages, ${broker.deadLetters().length} dead letters, ${mailed.size} letters sent.`);
    }
}, patience + 90_000);
