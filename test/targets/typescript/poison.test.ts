import { expect, test } from 'vitest';
import { load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { expectAccountedFor, failingMailer, poisonedShop, sendPoisoned, type PoisonedShop } from '../../support/poison.js';
import { samples } from '../../support/properties.js';

const messages = samples(100_000).numRuns;

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

    expect(poisonous).toBeGreaterThan(0.008 * messages);
    expectAccountedFor({ letters: broker.deadLetters(), mailed, events, expected });
    expect((await app.read.orders.orderCounts()).reduce((sum, { placed }) => sum + placed, 0)).toBe(events);
    expect(broker.inspect().subscriptions.filter(({ name }) => !name.endsWith('dead-letter')).map(({ lag }) => lag)).toEqual([0, 0, 0]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
