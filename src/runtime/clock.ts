/** Time as the runtime sees it, so that a run can be repeated with time of its own. */
export interface Clock {
    /** Milliseconds since 1970-01-01T00:00Z. */
    now(): number;
    /** Calls back once after `milliseconds`; the returned function cancels it. */
    schedule(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
    now: () => Date.now(),
    schedule(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
    },
};
