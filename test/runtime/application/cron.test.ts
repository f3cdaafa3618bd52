import { describe, expect, test } from 'vitest';
import { readCron } from '../../../src/model/cron.js';
import { nextCronTime, type CronTimes } from '../../../src/runtime/application/cron.js';

const next = (times: CronTimes, after: string) => new Date(nextCronTime(times, Date.parse(after))).toISOString().slice(0, 16);

describe('the next time', () => {
    test.each([
        // 2025-01-01 is a Wednesday.
        ['every minute', '* * * * *', '2025-01-01T00:00:00Z', '2025-01-01T00:01'],
        ['within a minute', '* * * * *', '2025-01-01T00:00:59Z', '2025-01-01T00:01'],
        ['never the same moment', '0 6 * * *', '2025-01-01T06:00:00Z', '2025-01-02T06:00'],
        ['later the same day', '30 6 * * *', '2025-01-01T06:29:59Z', '2025-01-01T06:30'],
        ['over the year', '0 0 * * *', '2025-12-31T23:59:59Z', '2026-01-01T00:00'],
        ['in steps', '*/15 * * * *', '2025-01-01T00:16:00Z', '2025-01-01T00:30'],
        ['in steps of a range', '0-20/10 * * * *', '2025-01-01T00:21:00Z', '2025-01-01T01:00'],
        ['of a list', '0 6,18 * * *', '2025-01-01T07:00:00Z', '2025-01-01T18:00'],
        ['on working days', '0 6 * * MON-FRI', '2025-01-03T07:00:00Z', '2025-01-06T06:00'],
        ['on Sundays as 7', '0 6 * * 7', '2025-01-01T00:00:00Z', '2025-01-05T06:00'],
        ['over a weekend', '0 6 * * SAT-SUN', '2025-01-05T07:00:00Z', '2025-01-11T06:00'],
        ['on a day of the month', '0 0 31 * *', '2025-02-01T00:00:00Z', '2025-03-31T00:00'],
        ['in a month', '0 0 1 JUL *', '2025-07-01T00:00:00Z', '2026-07-01T00:00'],
        ['in a leap year', '0 0 29 2 *', '2025-01-01T00:00:00Z', '2028-02-29T00:00'],
        ['in a leap year over a century that is none', '0 0 29 2 *', '2096-02-29T00:00:00Z', '2104-02-29T00:00'],
        ['on either day where both are restricted', '0 0 15 * 1', '2025-01-07T00:00:00Z', '2025-01-13T00:00'],
        ['on the other day where both are restricted', '0 0 15 * 1', '2025-01-13T00:00:00Z', '2025-01-15T00:00'],
    ])('%s', (_what, expression, after, expected) => {
        expect(next(readCron(expression) as CronTimes, after)).toBe(expected);
    });

    test('is refused where there is none', () => {
        expect(() => nextCronTime({ days: [30], months: [2] }, 0)).toThrow('None of these moments ever comes.');
    });
});
