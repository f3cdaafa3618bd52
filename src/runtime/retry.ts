import type { RetryPolicy } from './broker.js';

/** Milliseconds to wait after the given attempt (1 is the first): `from`, doubled each time, at most `to`. */
export function backoff({ from, to }: RetryPolicy, attempt: number): number {
    return Math.min(to, from * 2 ** Math.min(attempt - 1, 52));
}
