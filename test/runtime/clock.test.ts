import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/runtime/clock.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('A wait longer than the host\'s timers can count holds, and can be cancelled', () => {
    let fired = 0;
    const month = 31 * 24 * 60 * 60 * 1000;
    systemClock.schedule(month, () => fired++);
    const cancel = systemClock.schedule(month, () => (fired += 10));
    vi.advanceTimersByTime(month - 1);
    expect(fired).toBe(0);
    cancel();
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
});
