import {
    writeDeadLetter,
    type ChannelDefinition, type DeadLetter, type DeadLetterKind, type Delivery, type DeliveryFailure, type DeliveryHandler, type SubscriptionDefinition,
} from '../../broker.js';
import { systemClock } from '../../clock.js';
import { decodeEnvelope, UndecodableMessage, undecodableEnvelope } from '../../decode.js';
import type { Envelope } from '../../envelope.js';
import { failureReason } from '../../failure-reason.js';
import { backoff } from '../../retry.js';
import type { ReceivedMessage } from './driver.js';
import { outgoingLetter } from './outgoing.js';
import type { RateLimit } from './rate-limit.js';
import { isPostponement, isRejection } from './rejection.js';

/** Whose messages are handled, and by what. */
export interface Handling {
    readonly subscription: SubscriptionDefinition;
    readonly channel: ChannelDefinition;
    /** Undefined where the subscription has none. */
    readonly deadLetterQueue: ChannelDefinition | undefined;
    readonly handler: DeliveryHandler;
    readonly rate: RateLimit | undefined;
    readonly tell: (failure: DeliveryFailure) => void;
    /** Takes a message that has nowhere else to go; it stays in hand until the consumer stops. */
    park(message: ReceivedMessage): void;
}

type Outcome = { readonly kind: 'done' } | { readonly kind: 'postponed'; readonly wait: number; readonly reason: string } | { readonly kind: 'failed' | 'rejected' | 'timed-out'; readonly reason: string };

/** Does with one message all that is to be done: hands it out or not, and settles it. Rejects only where the server cannot be told. */
export async function handleMessage(message: ReceivedMessage, handling: Handling): Promise<void> {
    const { channel, subscription } = handling;
    const read = readEnvelope(message, channel.name);
    if (read.defect !== undefined) return bury(message, read.envelope, 'undecodable', read.defect, message.attempt - 1, handling);
    const { envelope } = read;
    const isMistake = channel.kind === 'queue' ? !takes(subscription, envelope.type) : !takes(channel, envelope.type);
    if (isMistake) {
        const reason = channel.kind === 'queue' ? `Nothing that consumes '${subscription.name}' takes messages of type '${envelope.type}'.` : `'${channel.name}' carries no messages of type '${envelope.type}'.`;
        return bury(message, envelope, 'unhandled', reason, message.attempt - 1, handling);
    }
    if (!takes(subscription, envelope.type)) return message.acknowledge();
    const now = Date.now();
    // A dead letter has its place in another queue for as long as it takes.
    const isLetter = envelope['failurekind'] !== undefined;
    const delay = message.delay ?? channel.delay ?? 0;
    const due = message.publishedAt + delay;
    // The server's clock may be ahead of this one: what has no delay is due.
    if (delay > 0 && due > now) return message.postpone(due - now);
    const expiresAt = isLetter ? Infinity : due + (channel.timeToLive ?? Infinity);
    const expire = (attempts: number): Promise<void> => bury(message, envelope, 'expired', `The message was not handled within its time to live of ${channel.timeToLive} ms.`, attempts, handling);
    if (expiresAt <= now) return expire(message.attempt - 1);

    const atMostOnce = channel.deliver === 'at-most-once';
    if (atMostOnce) await message.acknowledge();
    const outcome = await deliver(message, envelope, handling);
    if (outcome.kind === 'done') {
        if (!atMostOnce) await message.acknowledge();
        return;
    }
    // What is delivered at most once has been acknowledged, and the server cannot give it out again.
    if (outcome.kind === 'postponed') return atMostOnce ? bury(message, envelope, 'failed', outcome.reason, message.attempt, handling) : message.postpone(outcome.wait);
    if (outcome.kind === 'rejected' || atMostOnce || message.attempt > subscription.retry.times) return bury(message, envelope, outcome.kind, outcome.reason, message.attempt, handling);
    if (expiresAt <= Date.now()) return expire(message.attempt);
    // Who let the timeout pass has been waited for long enough.
    const wait = outcome.kind === 'timed-out' ? 0 : backoff(subscription.retry, message.attempt);
    await message.retry(wait);
    handling.tell({ kind: 'retried', delivery: describe(message, envelope, handling), reason: outcome.reason, wait, at: Date.now() });
}

async function deliver(message: ReceivedMessage, envelope: Envelope, handling: Handling): Promise<Outcome> {
    const { handler, rate, subscription: { acknowledgeTimeout } } = handling;
    const letGo = keepInHand(message, acknowledgeTimeout);
    try {
        await rate?.begin();
        // An asynchronous function because a handler may also throw at once.
        const handled = (async () => handler(describe(message, envelope, handling)))().then(
            (): Outcome => ({ kind: 'done' }),
            (error: unknown): Outcome => (isPostponement(error)
                ? { kind: 'postponed', wait: error.wait, reason: failureReason(error) }
                : { kind: isRejection(error) ? 'rejected' : 'failed', reason: failureReason(error) }),
        );
        if (acknowledgeTimeout === Infinity) return await handled;
        return await new Promise(resolve => {
            const cancel = systemClock.schedule(acknowledgeTimeout, () => resolve({ kind: 'timed-out', reason: `The handler did not finish within ${acknowledgeTimeout} ms.` }));
            void handled.then(outcome => {
                cancel();
                resolve(outcome);
            });
        });
    } finally {
        letGo();
    }
}

/** Keeps the server from giving a message out again while it is in hand here; the function that is given back ends that. */
export function keepInHand(message: ReceivedMessage, acknowledgeTimeout: number): () => void {
    const interval = Math.min(acknowledgeTimeout, 30_000) / 3;
    let cancel = (): void => {};
    const wait = (): void => {
        cancel = systemClock.schedule(interval, () => {
            message.keep();
            wait();
        });
    };
    wait();
    return () => cancel();
}

async function bury(message: ReceivedMessage, envelope: Envelope, kind: DeadLetterKind, reason: string, attempts: number, handling: Handling): Promise<void> {
    const { subscription, deadLetterQueue: queue, tell } = handling;
    const at = Date.now();
    const deadLetter: DeadLetter = { kind, reason, attempts, channel: subscription.channel, subscription: subscription.name, at, envelope };
    if (queue !== undefined) {
        await message.deadLetter(queue, outgoingLetter(queue, writeDeadLetter(deadLetter), message.key ?? envelope.subject, `${subscription.name}/${message.place}`));
        tell({ kind: 'dead-lettered', deadLetter, queue: queue.name, at });
    } else if (kind === 'expired') {
        await message.acknowledge();
        tell({ kind: 'dropped', deadLetter, at });
    } else {
        handling.park(message);
        tell({ kind: 'parked', deadLetter, at });
    }
}

function readEnvelope({ bytes, place, publishedAt }: ReceivedMessage, channel: string): { readonly envelope: Envelope; readonly defect?: string } {
    try {
        return { envelope: decodeEnvelope(bytes) };
    } catch (error) {
        if (!(error instanceof UndecodableMessage)) throw error;
        return { defect: error.message, envelope: undecodableEnvelope(bytes, { id: `${channel}/${place}`, channel, time: new Date(publishedAt).toISOString() }) };
    }
}

function takes({ types }: { readonly types?: readonly string[] }, type: string): boolean {
    return types?.includes(type) ?? true;
}

function describe({ key, attempt }: ReceivedMessage, envelope: Envelope, { subscription: { name, channel } }: Handling): Delivery {
    const own = key ?? envelope.subject;
    return { channel, subscription: name, envelope, ...(own !== undefined && { key: own }), attempt };
}
