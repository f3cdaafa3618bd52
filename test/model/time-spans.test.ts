import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { attemptsWithin, describeDuration, longestHandling, longestRetryWait, longestWait, retentionSpan, retrySpan, retryTiers, retryWaits, writeDuration } from '../../src/model/time-spans.js';
import { backoff } from '../../src/runtime/retry.js';
import { modelOf } from '../support/model-of.js';

const seconds = 1000;
const minutes = 60 * seconds;
const days = 24 * 60 * minutes;

async function channelWith(clauses: string) {
    const { channels: [channel] } = await modelOf(`context Ordering {\n  event OrderPlaced { key orderId: uuid }\n  topic Orders { carries OrderPlaced  ${clauses} }\n}\n`);
    return channel!;
}

describe('retries', () => {
    it('wait twice as long each time, up to the longest', async () => {
        const channel = await channelWith('retry 8 times, backoff 1s to 1m');
        expect(retryWaits(channel)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map(wait => wait * seconds));
        expect(retryTiers(channel)).toEqual([1, 2, 4, 8, 16, 32, 60].map(wait => wait * seconds));
        expect(retrySpan(channel)).toBe(183 * seconds);
        expect(retryTiers(await channelWith('retry 1000000000 times, backoff 1s to 4s'))).toEqual([1, 2, 4].map(wait => wait * seconds));
    });

    test.each([
        ['', 31 * seconds],
        ['retry 0 times', 0],
        ['retry 3 times, backoff 0s to 0s', 0],
        ['retry 3 times, backoff 0s to 1m', 0],
        ['retry 3 times, backoff 10m to 6h', 70 * minutes],
        ['retry 4 times, backoff 5s to 5s', 20 * seconds],
        ['retry 1000000 times, backoff 1s to 1s', 1_000_000 * seconds],
        ['retry 5 times, backoff 1s to 1m  deliver at-most-once', 0],
    ])("'%s' spans %d milliseconds", async (clauses, span) => {
        expect(retrySpan(await channelWith(clauses))).toBe(span);
    });

    it('span what the runtime waits', () => {
        const retries = fc.record({ times: fc.integer({ min: 0, max: 60 }), from: fc.integer({ min: 0, max: 100_000 }), more: fc.integer({ min: 0, max: 10_000_000 }), time: fc.integer({ min: 1, max: 100_000_000 }) });
        fc.assert(fc.property(retries, ({ times, from, more, time }) => {
            const policy = { times, from, to: from + more };
            const channel = { retry: { value: policy, isDefault: false }, deliver: { value: 'at-least-once', isDefault: true } } as const;
            const waits = Array.from({ length: times }, (_, index) => backoff(policy, index + 1));
            expect(retryWaits(channel)).toEqual(waits);
            expect(retrySpan(channel)).toBe(waits.reduce((sum, wait) => sum + wait, 0));
            expect(longestRetryWait(channel)).toBe(Math.max(0, ...waits));
            expect(attemptsWithin(time, channel)).toBe(countAttempts(time, waits));
            expect(retryTiers(channel)).toEqual([...new Set(waits)].sort((left, right) => left - right));
        }));
    });

    it('and attempts together are the longest that a message may be on its way', async () => {
        expect(longestHandling(await channelWith('retry 2 times, backoff 1s to 1m'), 20 * seconds)).toBe(63 * seconds);
        expect(longestHandling(await channelWith('retry 2 times, backoff 1s to 1m  deliver at-most-once'), 20 * seconds)).toBe(20 * seconds);
    });
});

/** One by one, as slowly as it takes. */
function countAttempts(time: number, waits: readonly number[]): number {
    let waited = 0;
    return 1 + waits.filter(wait => (waited += wait) < time).length;
}

test('attempts are counted without counting up to them', async () => {
    expect(attemptsWithin(60 * seconds, await channelWith('retry 1000000000000 times, backoff 1s to 2s'))).toBe(31);
    expect(attemptsWithin(60 * seconds, await channelWith('retry 1000000000000 times, backoff 0s to 2s'))).toBe(1_000_000_000_001);
});

test('a process waits as long as the longest timer of its states', async () => {
    const { processes } = await modelOf(`context Ordering {
  event OrderPlaced { key orderId: uuid }
  process Patient by orderId {
    start on OrderPlaced -> go first
    state first { after 2 hours -> go second }
    state second { after 3 days -> end  after 10 minutes -> go first }
  }
  process Hasty by orderId { start on OrderPlaced -> end }
}
`);
    expect(processes.map(longestWait)).toEqual([3 * days, 0]);
});

test.each([['retain 30 days', 30 * days], ['', 7 * days], ['retain forever', undefined], ['retain 10 MB', undefined], ['compact  retain 1 day', undefined]])("'%s' keeps messages for %s milliseconds", async (clauses, span) => {
    expect(retentionSpan(await channelWith(clauses))).toBe(span);
});

test.each([
    [0, '0 milliseconds', '0ms'], [1, '1 millisecond', '1ms'], [20, '20 milliseconds', '20ms'], [1000, '1 second', '1s'], [1500, '1.5 seconds', '1500ms'],
    [90 * seconds, '1 minute 30 seconds', '90s'], [2 * 60 * minutes, '2 hours', '2h'], [3075 * seconds, '51 minutes 15 seconds', '3075s'], [days, '1 day', '1d'],
    [days + 60 * minutes, '1 day 1 hour', '25h'], [14 * days, '14 days', '14d'],
])('%d milliseconds are %s', (milliseconds, words, short) => {
    expect(describeDuration(milliseconds)).toBe(words);
    expect(writeDuration(milliseconds)).toBe(short);
});
