/** Moments in UTC, as a cron expression of the specification names them; a field that is left out is not restricted. */
export interface CronTimes {
    readonly minutes?: readonly number[];
    readonly hours?: readonly number[];
    /** Of the month, from 1. */
    readonly days?: readonly number[];
    /** From 1. */
    readonly months?: readonly number[];
    /** From 0, which is Sunday. */
    readonly weekdays?: readonly number[];
}

const minute = 60_000;
/** From one 29 February to the next may be eight years, over the turn of a century. */
const longestGap = 8 * 366 * 24 * 60 * minute;

/**
 * The next of these moments after `after`, in milliseconds since 1970. As in POSIX crontab, when both days and weekdays are
 * restricted either is enough. Throws `RangeError` where none ever comes.
 */
export function nextCronTime({ minutes, hours, days, months, weekdays }: CronTimes, after: number): number {
    const fits = (values: readonly number[] | undefined, value: number) => values?.includes(value) ?? true;
    for (let time = Math.floor(after / minute) * minute + minute; time <= after + longestGap;) {
        const date = new Date(time);
        const dayFits = fits(days, date.getUTCDate());
        const weekdayFits = fits(weekdays, date.getUTCDay());
        const dateFits = fits(months, date.getUTCMonth() + 1) && (days && weekdays ? dayFits || weekdayFits : dayFits && weekdayFits);
        if (!dateFits) time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
        else if (!fits(hours, date.getUTCHours())) time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours() + 1);
        else if (!fits(minutes, date.getUTCMinutes())) time += minute;
        else return time;
    }
    throw new RangeError('None of these moments ever comes.');
}
