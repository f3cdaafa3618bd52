import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../src/runtime/stores/memory.js';
import { describeStore, layoutOf, moved, TestClock } from './store-contract.js';

describeStore('the store in memory', { create: async () => createMemoryStore(), reopen: async store => store });

test('forgets the oldest events of the log beyond what it may keep, and says so where they would be needed', async () => {
    const store = createMemoryStore({ events: 3 });
    const clock = new TestClock();
    const layout = layoutOf(clock);
    await store.open(layout);
    const [projection] = layout.projections;
    for (let amount = 1; amount <= 7; amount++) await store.commit({ at: clock.now(), rows: projection!.read(moved(amount)) });
    expect(await store.rows('Bank.Turnover')).toMatchObject([{ total: 28 }]);
    await expect(async () => store.events({ after: 0, limit: 10 })).rejects.toThrow('createMemoryStore({ events })');
    await expect(store.rebuild('Bank.Turnover', { from: 0, onSkipped: () => undefined })).rejects.toThrow('The oldest events are forgotten');
});
