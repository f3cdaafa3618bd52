import type { Channel, Milliseconds, Process } from './flow-model.js';

const units = [['day', 'd', 86_400_000], ['hour', 'h', 3_600_000], ['minute', 'm', 60_000], ['second', 's', 1000]] as const;

/** The waits between attempts, first to last: doubling from `from` up to `to`; never longer than `to`. */
export function retryWaits({ retry }: Pick<Channel, 'retry'>): Milliseconds[] {
    const { times, from, to } = retry.value;
    return Array.from({ length: times }, (_, index) => Math.min(to, from * 2 ** Math.min(index, 52)));
}

/** The different waits among `retryWaits`, shortest first: one retry queue or topic is needed for each. */
export function retryTiers({ retry }: Pick<Channel, 'retry'>): Milliseconds[] {
    const { times, from, to } = retry.value;
    // Doubling reaches the longest wait soon, however many retries there are.
    return [...new Set(retryWaits({ retry: { ...retry, value: { times: Math.min(times, 100), from, to } } }))].sort((left, right) => left - right);
}

/** What a message waits in all between its first attempt and its last; how long the attempts themselves take comes on top. */
export function retrySpan({ retry, deliver }: Pick<Channel, 'retry' | 'deliver'>): Milliseconds {
    if (deliver.value === 'at-most-once') return 0;
    const { times, from, to } = retry.value;
    let span = 0;
    let left = Math.max(0, Math.floor(times));
    for (let wait = from; left > 0 && wait > 0 && wait < to; wait *= 2, left--) span += wait;
    // From here on every wait is the longest, or there is none at all.
    return span + left * (from > 0 ? to : 0);
}

/** The longest of the waits between attempts; 0 where nothing is tried again. */
export function longestRetryWait({ retry, deliver }: Pick<Channel, 'retry' | 'deliver'>): Milliseconds {
    const { times, from, to } = retry.value;
    return deliver.value === 'at-most-once' || times < 1 ? 0 : Math.min(to, from * 2 ** Math.min(times - 1, 52));
}

/** How many attempts begin before `time` is over, if no attempt takes any time itself; the first always does. */
export function attemptsWithin(time: Milliseconds, { retry }: Pick<Channel, 'retry'>): number {
    const { times, from, to } = retry.value;
    let attempts = 1;
    let waited = 0;
    for (let wait = Math.min(from, to); attempts <= times; wait = Math.min(wait * 2, to)) {
        // From here on every wait is the same, and counting them would take as long as there are retries.
        if (wait === to || wait === 0) return wait === 0 ? times + 1 : Math.min(times + 1, attempts + Math.max(0, Math.ceil((time - waited) / wait) - 1));
        waited += wait;
        if (waited >= time) break;
        attempts++;
    }
    return attempts;
}

/** The longest that one message may be on its way in a subscription: every attempt up to its timeout, and every wait. */
export function longestHandling(channel: Pick<Channel, 'retry' | 'deliver'>, timeout: Milliseconds): Milliseconds {
    if (channel.deliver.value === 'at-most-once') return timeout;
    return (channel.retry.value.times + 1) * timeout + retrySpan(channel);
}

/** The longest that a process may wait in one of its states until a timer takes it on; 0 where it has no timers. */
export function longestWait({ states }: Pick<Process, 'states'>): Milliseconds {
    let longest = 0;
    for (const { timers } of states) for (const { after } of timers) longest = Math.max(longest, after);
    return longest;
}

/** For how long a channel keeps what is published; undefined where not time but size decides, or nothing is deleted. */
export function retentionSpan({ retain, compact }: Pick<Channel, 'retain' | 'compact'>): Milliseconds | undefined {
    return retain.value.kind === 'duration' && !compact.value ? retain.value.milliseconds : undefined;
}

/** A duration in the language's short form: `90000` → `90s`, `7200000` → `2h`. */
export function writeDuration(milliseconds: Milliseconds): string {
    for (const [, short, length] of units) if (milliseconds >= length && milliseconds % length === 0) return `${milliseconds / length}${short}`;
    return `${milliseconds}ms`;
}

/** A duration in words, exactly: `90000` → `1 minute 30 seconds`, `1500` → `1.5 seconds`, `20` → `20 milliseconds`. */
export function describeDuration(milliseconds: Milliseconds): string {
    if (milliseconds < 1000) return count(milliseconds, 'millisecond');
    const words: string[] = [];
    let left = milliseconds;
    for (const [word, , length] of units) {
        const amount = word === 'second' ? left / length : Math.floor(left / length);
        if (amount > 0) words.push(count(amount, word));
        left -= amount * length;
    }
    return words.join(' ');
}

function count(amount: number, word: string): string {
    return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}
