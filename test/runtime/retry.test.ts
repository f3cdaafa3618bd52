import { expect, it } from 'vitest';
import { createMemoryBroker } from '../../src/runtime/brokers/memory.js';
import { createRandom } from '../../src/runtime/random.js';
import { createVirtualClock } from '../../src/runtime/virtual-clock.js';
import { message, queue } from './brokers/messages.js';
import { backoff, withJitter } from '../../src/runtime/retry.js';

it('The wait doubles with each attempt, up to its limit, however many there were', () => {
    const policy = { times: 5, from: 1000, to: 60_000 };
    expect([1, 2, 3, 4, 5, 6, 7, 8, 5000].map((attempt) => backoff(policy, attempt))).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(backoff({ times: 1, from: 0, to: 100 }, 3)).toBe(0);
});

it('Jitter takes off a part of the share that it may, and the same from the same seed', () => {
    const policy = { times: 5, from: 1000, to: 60_000, jitter: 0.5 };
    const draw = (seed: string) => {
        const random = createRandom(seed);
        return Array.from({ length: 200 }, () => backoff(policy, 2, random));
    };
    const waits = draw('a');
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
    expect(Math.min(...waits)).toBeLessThan(1100);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2000);
    expect(Math.max(...waits)).toBeGreaterThan(1900);
    expect(draw('a')).toEqual(waits);
    expect(draw('b')).not.toEqual(waits);
});

it('The embedded broker jitters by its random, and refuses a share that is none', async () => {
    const waits = async (seed: string): Promise<number[]> => {
        const clock = createVirtualClock();
        const broker = createMemoryBroker({ clock, random: createRandom(seed) });
        const topology = withJitter({ channels: [queue('work', { retry: { times: 4, from: 1000, to: 1000 } })], subscriptions: [] }, 0.5);
        await broker.prepare(topology);
        const found: number[] = [];
        broker.watch(failure => {
            if (failure.kind === 'retried') found.push(failure.wait);
        });
        await broker.consume('work', () => Promise.reject(new Error('no')));
        await broker.publish('work', message('a'));
        await clock.runUntilIdle();
        return found;
    };
    const first = await waits('a');
    expect(new Set(first).size).toBe(4);
    for (const wait of first) expect(wait >= 500 && wait <= 1000).toBe(true);
    expect(await waits('a')).toEqual(first);
    await expect(createMemoryBroker().prepare(withJitter({ channels: [queue('work')], subscriptions: [] }, 2))).rejects.toThrow("The jitter of 'work' must be from 0 to 1, not 2.");
});
