import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/runtime/virtual-clock.js';

/** Runs thirty steps that each set off another, and tells the order. */
async function order(seed: string): Promise<string> {
    const clock = createVirtualClock({ seed });
    const seen: string[] = [];
    for (let index = 0; index < 30; index++) {
        clock.enqueue(() => {
            seen.push(`${index}`);
            clock.enqueue(() => seen.push(`${index}'`));
        });
    }
    await clock.runUntilIdle();
    return seen.join(' ');
}

describe('A virtual clock', () => {
    it('stands where it is started, until it is told to move', async () => {
        const clock = createVirtualClock({ start: 1000 });
        expect(clock.now()).toBe(1000);
        await clock.advance(500);
        expect(clock.now()).toBe(1500);
        expect(createVirtualClock().now()).toBe(Date.UTC(2025, 0, 1));
    });

    it('fires timers at their own time and in their order, and those that they set as well', async () => {
        const clock = createVirtualClock({ start: 0 });
        const seen: string[] = [];
        const note = (name: string): number => seen.push(`${name}@${clock.now()}`);
        clock.schedule(30, () => note('c'));
        clock.schedule(10, () => {
            note('a');
            clock.schedule(10, () => note('b'));
        });
        clock.schedule(100, () => note('late'));
        await clock.advance(50);
        expect(seen).toEqual(['a@10', 'b@20', 'c@30']);
        expect(clock.now()).toBe(50);
    });

    it('lets promises that one step sets off run before the next step', async () => {
        for (const seed of ['a', 'b', 'c', 'd']) {
            const clock = createVirtualClock({ seed });
            let busy = false;
            let overlaps = 0;
            for (let index = 0; index < 10; index++) {
                clock.enqueue(() => {
                    overlaps += busy ? 1 : 0;
                    busy = true;
                    void (async () => {
                        for (let turn = 0; turn < 50; turn++) await Promise.resolve();
                        busy = false;
                    })();
                });
            }
            await clock.runUntilIdle();
            expect(overlaps).toBe(0);
        }
    });

    it('takes waiting steps in an order that its seed decides', async () => {
        expect(await order('a')).toBe(await order('a'));
        expect(await order('a')).not.toBe(await order('b'));
    });

    it('has random numbers that do not disturb the order of steps', async () => {
        const clock = createVirtualClock({ seed: 'a' });
        const first = clock.random.bits();
        await clock.runUntilIdle();
        expect(createVirtualClock({ seed: 'a' }).random.bits()).toBe(first);
    });

    it('does not fire a timer that was cancelled, even one that is already due', async () => {
        const clock = createVirtualClock();
        let fired = 0;
        const cancels: (() => void)[] = [];
        for (let index = 0; index < 5; index++) {
            cancels.push(clock.schedule(10, () => {
                fired++;
                for (const cancel of cancels) cancel();
            }));
        }
        clock.schedule(5, () => fired++)();
        await clock.runUntilIdle();
        expect(fired).toBe(1);
    });

    it('forgets timers that are cancelled by the thousand', async () => {
        const clock = createVirtualClock({ start: 0 });
        let fired = 0;
        for (let index = 0; index < 10_000; index++) {
            const cancel = clock.schedule(1000 + index, () => fired++);
            if (index % 100 !== 0) cancel();
        }
        await clock.runUntilIdle();
        expect(fired).toBe(100);
    });

    it('runs until only background timers are left', async () => {
        const clock = createVirtualClock({ start: 0 });
        let ticks = 0;
        const tick = (): void => {
            ticks++;
            clock.schedule(10, tick, { background: true });
        };
        clock.schedule(10, tick, { background: true });
        clock.schedule(35, () => {});
        expect(await clock.runUntilIdle()).toMatchObject({ idle: true });
        expect(ticks).toBe(3);
        expect(clock.now()).toBe(35);
    });

    it('is not moved by a wait for ever', async () => {
        const clock = createVirtualClock({ start: 0 });
        clock.schedule(Infinity, () => {});
        expect(await clock.runUntilIdle()).toMatchObject({ idle: true });
        expect(clock.now()).toBe(0);
    });

    it('stops at its limits of time and of steps', async () => {
        const clock = createVirtualClock({ start: 0 });
        clock.schedule(100, () => {});
        expect(await clock.runUntilIdle({ limit: 99 })).toMatchObject({ idle: false });
        expect(clock.now()).toBeLessThanOrEqual(99);
        const again = (): void => clock.enqueue(again);
        clock.enqueue(again);
        expect(await clock.runUntilIdle({ steps: 50 })).toMatchObject({ idle: false });
    });

    it('does not move while work is in hand, and moves while that work waits for it', async () => {
        const clock = createVirtualClock({ start: 0 });
        const seen: string[] = [];
        const done = clock.hold();
        clock.schedule(1000, () => seen.push('timer'));
        void (async () => {
            // Work elsewhere, of which the clock knows nothing.
            for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
            seen.push(`work@${clock.now()}`);
            await clock.sleep(50);
            seen.push(`slept@${clock.now()}`);
            done();
        })();
        await clock.runUntilIdle();
        expect(seen).toEqual(['work@0', 'slept@50', 'timer']);
    });

    it('goes on when held work never ends, once its patience is over', async () => {
        const clock = createVirtualClock({ start: 0 });
        clock.hold();
        clock.schedule(1000, () => {});
        expect(await clock.runUntilIdle({ patience: 1 })).toMatchObject({ idle: true });
        expect(clock.now()).toBe(1000);
    });

    it('tells the error of a step that throws', async () => {
        const clock = createVirtualClock();
        clock.schedule(10, () => {
            throw new Error('broken');
        });
        await expect(clock.runUntilIdle()).rejects.toThrow('broken');
        await clock.runUntilIdle();
    });

    it('is run by one at a time', async () => {
        const clock = createVirtualClock();
        const first = clock.advance(10);
        await expect(clock.advance(10)).rejects.toThrow(/already being run/);
        await first;
    });
});
