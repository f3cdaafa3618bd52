/** When a cron expression is due, in UTC. A field that is left out is `*`: any value will do. Values are sorted and single. */
export interface CronTimes {
    minutes?: number[];
    hours?: number[];
    /** Of the month, from 1. */
    days?: number[];
    /** From 1. */
    months?: number[];
    /** From 0, which is Sunday. */
    weekdays?: number[];
}

/** What is wrong with a cron expression and what to do; the part of it from `start` to `end`, which is exclusive. */
export interface CronProblem {
    message: string;
    start: number;
    end: number;
}

interface CronField {
    times: keyof CronTimes;
    name: string;
    lowest: number;
    highest: number;
    /** Where values have names, the first stands for the lowest value. */
    names?: readonly string[];
    values: string;
}

const fields: readonly CronField[] = [
    { times: 'minutes', name: 'minute', lowest: 0, highest: 59, values: 'minutes go from 0 to 59' },
    { times: 'hours', name: 'hour', lowest: 0, highest: 23, values: 'hours go from 0 to 23' },
    { times: 'days', name: 'day of the month', lowest: 1, highest: 31, values: 'days go from 1 to 31' },
    {
        times: 'months', name: 'month', lowest: 1, highest: 12, values: 'months go from 1 to 12, or from JAN to DEC',
        names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
    },
    {
        times: 'weekdays', name: 'day of the week', lowest: 0, highest: 6, values: 'days of the week go from 0, which is Sunday, to 7, which is Sunday again, or from SUN to SAT',
        names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    },
];
const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Short forms that some programs know, and what they stand for. */
const macros: Readonly<Record<string, string>> = {
    '@hourly': '0 * * * *', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@weekly': '0 0 * * 0', '@monthly': '0 0 1 * *', '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *',
};
const fieldList = 'minute, hour, day of the month, month and day of the week';

/**
 * Reads a cron expression of five fields as POSIX crontab has it: `*`, values, ranges `a-b` and lists; with the steps `/n`,
 * the names of months and days of the week, and the 7 for Sunday that crons have come to share. What is never due is a problem, too.
 */
export function readCron(expression: string): CronTimes | CronProblem {
    const texts = [...expression.matchAll(/\S+/g)];
    const whole = { start: 0, end: expression.length };
    const standard = macros[expression.trim().toLowerCase()];
    if (standard !== undefined) return { message: `'${expression.trim()}' is a short form that not every cron knows. Write '${standard}'.`, ...whole };
    if (texts.length !== fields.length) {
        const found = texts.length === 0 ? 'is empty' : `has ${texts.length}`;
        const hint = texts.length === 6 ? ' Seconds cannot be given: leave the first field out.' : '';
        return { message: `A cron expression has five fields, ${fieldList}, but this one ${found}.${hint || " Write for example '0 9 * * MON-FRI'."}`, ...whole };
    }
    const times: CronTimes = {};
    for (const [index, field] of fields.entries()) {
        const text = texts[index]!;
        const found = readField(text[0], field);
        if ('message' in found) return { message: found.message, start: text.index + found.start, end: text.index + found.end };
        if (found.values) times[field.times] = found.values;
    }
    const longestMonth = Math.max(...(times.months?.map(month => daysOfMonths[month - 1]!) ?? daysOfMonths));
    // With days of the week as well, either is enough.
    if (times.days && !times.weekdays && times.days[0]! > longestMonth) {
        const [, , days, months] = texts;
        return { message: `No month of '${months![0]}' has a day of '${days![0]}', so this is never due. Choose days that come.`, start: days!.index, end: months!.index + months![0].length };
    }
    return times;
}

/** Without `values` any will do. */
function readField(text: string, field: CronField): { values?: number[] } | CronProblem {
    const values = new Set<number>();
    let start = 0;
    for (const item of text.split(',')) {
        const found = readItem(item, field);
        if ('message' in found) return { message: found.message, start, end: start + Math.max(item.length, 1) };
        for (let value = found.from; value <= found.to; value += found.every) values.add(field.times === 'weekdays' ? value % 7 : value);
        start += item.length + 1;
    }
    return text === '*' || text === '*/1' ? {} : { values: [...values].sort((left, right) => left - right) };
}

function readItem(item: string, field: CronField): { from: number; to: number; every: number } | { message: string } {
    const { name, lowest, highest, values } = field;
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\w+))?$/.exec(item);
    if (!match) {
        if (item === '') return { message: `A value is missing beside a comma. Write a ${name}, or leave the comma out.` };
        if (item === '?') return { message: `'?' is not understood here. Write '*' for any ${name}.` };
        return { message: `'${item}' is no ${name}. Write '*', a value, a range such as '${lowest}-${highest}', steps such as '*/2', or a list of these with ','.` };
    }
    const [, any, first, last, step] = match;
    const count = highest - lowest + 1;
    if (step !== undefined && !(Number(step) >= 1 && Number(step) <= count)) {
        return { message: `The step '${step}' does not fit: ${values}, so a step is a whole number from 1 to ${count}.` };
    }
    const every = Number(step ?? 1);
    if (any !== undefined) return { from: lowest, to: highest, every };
    const from = readValue(first!, field);
    if (typeof from !== 'number') return from;
    if (last === undefined) return { from, to: step === undefined ? from : Math.max(from, highest), every };
    const read = readValue(last, field);
    if (typeof read !== 'number') return read;
    // A week may end with its Sunday.
    const to = last.toUpperCase() === 'SUN' ? 7 : read;
    if (from > to) {
        const [top, bottom] = field.names && !/^\d/.test(first!) ? [field.names.at(-1)!, field.names[0]!] : [highest, lowest];
        const rest = bottom === last ? last : `${bottom}-${last}`;
        return { message: `The range '${first}-${last}' runs backwards. Write the lower value first, or '${first}-${top},${rest}' for one that goes over the end.` };
    }
    return { from, to, every };
}

function readValue(text: string, { name, names, lowest, highest, times, values }: CronField): number | { message: string } {
    const named = names?.indexOf(text.toUpperCase()) ?? -1;
    if (named >= 0) return lowest + named;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= lowest && value <= (times === 'weekdays' ? 7 : highest)) return value;
    const meant = names?.find(known => text.length > 3 && text.toUpperCase().startsWith(known));
    return { message: `'${text}' is no ${name}: ${values}.${meant === undefined ? '' : ` Write '${meant}'.`}` };
}
