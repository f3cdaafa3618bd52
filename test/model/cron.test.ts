import { describe, expect, test } from 'vitest';
import { readCron } from '../../src/model/cron.js';

const all = (from: number, to: number, every = 1) => Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);

describe('reads', () => {
    test.each([
        ['anything as no restriction', '* * * * *', {}],
        ['steps of one as no restriction', '*/1 * * * *', {}],
        ['numbers, with zeros before them', '05 6 7 8 3', { minutes: [5], hours: [6], days: [7], months: [8], weekdays: [3] }],
        ['any white space between fields', '  0\t9 *  * 1 ', { minutes: [0], hours: [9], weekdays: [1] }],
        ['lists, sorted and without doubles', '30,0,30 * * * *', { minutes: [0, 30] }],
        ['ranges', '0 9-17 * * *', { minutes: [0], hours: all(9, 17) }],
        ['steps', '*/15 * * * *', { minutes: [0, 15, 30, 45] }],
        ['steps of a range', '0-20/10 * * * *', { minutes: [0, 10, 20] }],
        ['steps from a value to the last', '5/20 * * * *', { minutes: [5, 25, 45] }],
        ['steps as long as there are values', '*/60 */24 */31 */12 */7', { minutes: [0], hours: [0], days: [1], months: [1], weekdays: [0] }],
        ['lists of all of these', '0,10-12,*/30 * * * *', { minutes: [0, 10, 11, 12, 30] }],
        ['names of days', '0 9 * * MON', { minutes: [0], hours: [9], weekdays: [1] }],
        ['names of months', '0 9 1 DEC *', { minutes: [0], hours: [9], days: [1], months: [12] }],
        ['names in any case', '0 9 1 jan-Mar mon,Fri', { minutes: [0], hours: [9], days: [1], months: [1, 2, 3], weekdays: [1, 5] }],
        ['ranges of names', '0 9 * APR-SEP MON-FRI', { minutes: [0], hours: [9], months: all(4, 9), weekdays: all(1, 5) }],
        ['steps of names', '0 9 * FEB/4 MON-FRI/2', { minutes: [0], hours: [9], months: [2, 6, 10], weekdays: [1, 3, 5] }],
        ['names beside numbers', '0 9 * * SUN,3', { minutes: [0], hours: [9], weekdays: [0, 3] }],
        ['Sunday as 7', '0 9 * * 7', { minutes: [0], hours: [9], weekdays: [0] }],
        ['a range up to Sunday as 7', '0 9 * * 5-7', { minutes: [0], hours: [9], weekdays: [0, 5, 6] }],
        ['a range up to Sunday by name', '0 9 * * FRI-SUN', { minutes: [0], hours: [9], weekdays: [0, 5, 6] }],
        ['the whole week by name', '0 9 * * SUN-SAT', { minutes: [0], hours: [9], weekdays: all(0, 6) }],
        ['the day that only leap years have', '0 0 29 2 *', { minutes: [0], hours: [0], days: [29], months: [2] }],
        ['a day of which one month has not enough', '0 0 31 2,3 *', { minutes: [0], hours: [0], days: [31], months: [2, 3] }],
        ['a day that never comes beside a day of the week that does', '0 0 30 2 1', { minutes: [0], hours: [0], days: [30], months: [2], weekdays: [1] }],
    ])('%s', (_what, expression, times) => {
        expect(readCron(expression)).toEqual(times);
    });
});

/** Under the expression stands what the problem is about. */
describe('refuses', () => {
    test.each([
        ['nothing', '', '', 'this one is empty. Write for example'],
        ['too few fields', '* * * *', '* * * *', 'but this one has 4'],
        ['too many fields', '* * * * * * *', '* * * * * * *', 'but this one has 7'],
        ['seconds', '0 0 9 * * MON', '0 0 9 * * MON', 'Seconds cannot be given: leave the first field out.'],
        ['short forms, with what they stand for', ' @Daily ', ' @Daily ', "Write '0 0 * * *'."],
        ['a minute too high', '99 * * * *', '99', "'99' is no minute: minutes go from 0 to 59."],
        ['a minute too high in a list', '0,60 * * * *', '60', "'60' is no minute"],
        ['an hour too high', '0 24 * * *', '24', 'hours go from 0 to 23'],
        ['a day before the first', '0 0 0 * *', '0', "'0' is no day of the month: days go from 1 to 31."],
        ['a month too high', '0 0 1 13 *', '13', 'months go from 1 to 12, or from JAN to DEC'],
        ['a day of the week too high', '0 0 * * 8', '8', "'8' is no day of the week"],
        ['the end of a range too high', '0 9-25 * * *', '9-25', "'25' is no hour"],
        ['a name of the wrong field', '0 9 * MON *', 'MON', "'MON' is no month"],
        ['a name where there are none', 'JAN * * * *', 'JAN', "'JAN' is no minute"],
        ['a name in full, with the short one', '0 9 * * Monday', 'Monday', "Write 'MON'."],
        ['a name that is none', '0 9 * * FOO', 'FOO', "'FOO' is no day of the week"],
        ['a range that runs backwards', '0 22-4 * * *', '22-4', "'22-23,0-4' for one that goes over the end."],
        ['a range of names that runs backwards', '0 9 * * FRI-MON', 'FRI-MON', "'FRI-SAT,SUN-MON' for one"],
        ['months that run backwards', '0 9 1 NOV-JAN *', 'NOV-JAN', "'NOV-DEC,JAN' for one"],
        ['a step of nothing', '*/0 * * * *', '*/0', "The step '0' does not fit: minutes go from 0 to 59, so a step is a whole number from 1 to 60."],
        ['a step too long', '*/90 * * * *', '*/90', "The step '90' does not fit"],
        ['a step that is a name', '0 9 * * */MON', '*/MON', "The step 'MON' does not fit"],
        ['a step of a step', '*/2/3 * * * *', '*/2/3', "'*/2/3' is no minute"],
        ['a negative number', '-1 * * * *', '-1', "'-1' is no minute"],
        ['a fraction', '1.5 * * * *', '1.5', "'1.5' is no minute"],
        ['an open range', '1- * * * *', '1-', "'1-' is no minute"],
        ['an empty place in a list', '1,,2 * * * *', ',', 'A value is missing beside a comma'],
        ['a list that goes on with nothing', '0 1, * * *', ' ', 'A value is missing beside a comma'],
        ['a question mark', '0 9 ? * MON', '?', "Write '*' for any day of the month."],
        ['the last day of a month', '0 9 L * *', 'L', "'L' is no day of the month"],
        ['the nth day of the week', '0 9 * * MON#2', 'MON#2', "'MON#2' is no day of the week"],
        ['a day that February never has', '0 0 30 2 *', '30 2', "No month of '2' has a day of '30', so this is never due."],
        ['a day that none of the months has', '0 0 31 APR,JUN *', '31 APR,JUN', "No month of 'APR,JUN' has a day of '31'"],
    ])('%s', (_what, expression, place, message) => {
        const found = readCron(expression);
        if (!('message' in found)) throw new Error(`'${expression}' was read: ${JSON.stringify(found)}`);
        expect(found.message).toContain(message);
        expect(expression.slice(found.start, found.end)).toBe(place);
    });
});
