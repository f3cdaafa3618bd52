import type { RetryPolicy, Topology } from './broker.js';
import { systemRandom, type Random } from './random.js';

/**
 * Milliseconds to wait after the given attempt (1 is the first): `from`, doubled each time, at most `to`, less what chance takes off
 * where there is jitter.
 */
export function backoff({ from, to, jitter = 0 }: RetryPolicy, attempt: number, random: Pick<Random, 'next'> = systemRandom): number {
    const wait = Math.min(to, from * 2 ** Math.min(attempt - 1, 52));
    return jitter === 0 ? wait : Math.round(wait * (1 - jitter * random.next()));
}

/** The topology with this jitter in all its retries. */
export function withJitter({ channels, subscriptions }: Topology, jitter: number): Topology {
    const jittered = <Definition extends { readonly retry: RetryPolicy }>(definition: Definition): Definition => ({ ...definition, retry: { ...definition.retry, jitter } });
    return { channels: channels.map(jittered), subscriptions: subscriptions.map(jittered) };
}
