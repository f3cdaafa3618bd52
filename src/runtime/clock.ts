/** Time as the runtime sees it, so that a run can be repeated with time of its own. */
export interface Clock {
    /** Milliseconds since 1970-01-01T00:00Z. */
    now(): number;
    /** Calls back once after `milliseconds`, never within this call; the returned function cancels it. */
    schedule(milliseconds: number, callback: () => void, options?: ScheduleOptions): () => void;
}

export interface ScheduleOptions {
    /** A timer that comes again for ever, or that matters only while there is other work: nobody waits for it. Default false. */
    readonly background?: boolean;
}

/** Timers of the host fire at once when asked to wait longer than a 32-bit number says (24.8 days). */
const longestTimer = 2 ** 31 - 1;

/** The host's time. Waits of any length hold. */
export const systemClock: Clock = {
    now: () => Date.now(),
    schedule(milliseconds, callback) {
        let timer: ReturnType<typeof setTimeout>;
        const wait = (left: number): void => {
            timer = left > longestTimer ? setTimeout(() => wait(left - longestTimer), longestTimer) : setTimeout(callback, left);
        };
        wait(Math.max(0, milliseconds));
        return () => clearTimeout(timer);
    },
};
