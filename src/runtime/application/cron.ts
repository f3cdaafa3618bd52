const fieldRanges = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 6]] as const;

/**
 * The next moment after `after` (milliseconds since 1970) at which a cron expression of five fields (minute, hour, day of
 * month, month, day of week; UTC) is due. Fields: `*`, numbers, ranges `a-b`, steps `/n`, lists. As in POSIX crontab, when
 * both day fields are restricted either is enough. Throws `RangeError` for what is no such expression or never comes.
 */
export function nextCronTime(expression: string, after: number): number {
    const fields = expression.trim().split(/\s+/);
    if (fields.length !== 5) throw new RangeError(`'${expression}' is not a cron expression of five fields.`);
    const [minutes, hours, days, months, weekdays] = fields.map((field, index) => parseField(field, fieldRanges[index]!, expression)) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
    const anyDay = fields[2] === '*';
    const anyWeekday = fields[4] === '*';
    const minute = 60_000;
    const end = after + 5 * 366 * 24 * 60 * minute;
    for (let time = Math.floor(after / minute) * minute + minute; time < end;) {
        const date = new Date(time);
        const dayFits = days.has(date.getUTCDate());
        const weekdayFits = weekdays.has(date.getUTCDay());
        const dateFits = months.has(date.getUTCMonth() + 1) && (anyDay || anyWeekday ? dayFits && weekdayFits : dayFits || weekdayFits);
        if (!dateFits) time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
        else if (!hours.has(date.getUTCHours())) time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours() + 1);
        else if (!minutes.has(date.getUTCMinutes())) time += minute;
        else return time;
    }
    throw new RangeError(`'${expression}' never comes.`);
}

function parseField(field: string, [lowest, highest]: readonly [number, number], expression: string): Set<number> {
    const values = new Set<number>();
    for (const item of field.split(',')) {
        const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(item);
        const from = match?.[1] ? lowest : Number(match?.[2]);
        const to = match?.[1] || (match?.[4] && !match[3]) ? highest : Number(match?.[3] ?? match?.[2]);
        const every = Number(match?.[4] ?? 1);
        // Sunday is 0, and by custom 7 as well.
        const top = highest === 6 ? 7 : highest;
        if (!match || from < lowest || to > top || from > to || every < 1) throw new RangeError(`'${item}' does not fit in the cron expression '${expression}'.`);
        for (let value = from; value <= to; value += every) values.add(highest === 6 ? value % 7 : value);
    }
    return values;
}
