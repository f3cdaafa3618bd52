import { expect, test } from 'vitest';
import { load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { failingMailer, poisonedShop, sendPoisoned, type PoisonedShop } from '../../support/poison.js';

const messages = 100_000;

test(`of ${messages} messages, a hundredth of them poison, each is handled once or ends with its reason among the dead letters`, async () => {
    const folder = writeProgram(await modelOf(poisonedShop), { files: { 'entry.ts': `export { createApp } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } });
    const program = await load<PoisonedShop>(folder, 'entry.ts');
    const clock = program.createVirtualClock({ seed: 'poison' });
    const random = program.createRandom('poison');
    const broker = program.createMemoryBroker({ clock });
    const { mailed, handlers } = failingMailer(random);
    const app = program.createApp({ broker, clock, random: clock.random, handlers });
    await app.start();

    const { events, poisonous, expected } = sendPoisoned(messages, broker, random, program.makeUuid);
    await clock.runUntilIdle();

    expect(poisonous).toBeGreaterThan(800);
    const letters = broker.deadLetters();
    const failed = letters.filter(({ kind }) => kind === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ reason }) => reason.startsWith('no server') && reason.length <= 1000)).toBe(true);
    const reasons = letters.filter(({ kind }) => kind !== 'failed').map(({ reason }) => reason);
    expect(Object.fromEntries([...expected.keys()].map(reason => [reason, reasons.filter(text => text.includes(reason)).length]))).toEqual(Object.fromEntries(expected));
    expect(reasons).toHaveLength([...expected.values()].reduce((sum, count) => sum + count, 0));

    expect(mailed.size + failed.length).toBe(events);
    expect([...mailed.values()].every(times => times === 1)).toBe(true);
    expect((await app.read.orders.orderCounts()).reduce((sum, { placed }) => sum + placed, 0)).toBe(events);
    expect(broker.inspect().subscriptions.filter(({ name }) => !name.endsWith('dead-letter')).map(({ lag }) => lag)).toEqual([0, 0, 0]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
