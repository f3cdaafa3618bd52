import { expect, it } from 'vitest';
import { backoff } from '../../src/runtime/retry.js';

it('The wait doubles with each attempt, up to its limit, however many there were', () => {
    const policy = { times: 5, from: 1000, to: 60_000 };
    expect([1, 2, 3, 4, 5, 6, 7, 8, 5000].map((attempt) => backoff(policy, attempt))).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(backoff({ times: 1, from: 0, to: 100 }, 3)).toBe(0);
});
