import {
    writeDeadLetter,
    type ChannelDefinition, type DeadLetter, type DeadLetterKind, type Delivery, type DeliveryFailure, type DeliveryHandler, type SubscriptionDefinition,
} from '../../broker.js';
import { decodeEnvelope, UndecodableMessage, undecodableEnvelope } from '../../decode.js';
import type { Envelope } from '../../envelope.js';
import { failureReason } from '../../failure-reason.js';
import { backoff } from '../../retry.js';
import type { ReceivedMessage } from './driver.js';
import { outgoingLetter } from './outgoing.js';
import type { RateLimit } from './rate-limit.js';
import { isPostponement, isRejection } from './rejection.js';
import type { Timeouts } from './timeouts.js';

/** Whose messages are handled, and by what. */
export interface Handling {
    readonly subscription: SubscriptionDefinition;
    readonly channel: ChannelDefinition;
    /** Undefined where the subscription has none. */
    readonly deadLetterQueue: ChannelDefinition | undefined;
    readonly handler: DeliveryHandler;
    readonly rate: RateLimit | undefined;
    /** How long a handler may take; undefined where it may take for ever. */
    readonly timeouts: Timeouts | undefined;
    /** When the server is told again that a message is still in hand. */
    readonly reminders: Timeouts;
    readonly tell: (failure: DeliveryFailure) => void;
    /** Takes a message that has nowhere else to go; it stays in hand until the consumer stops. */
    park(message: ReceivedMessage): void;
}

type Outcome = { readonly kind: 'done' } | { readonly kind: 'postponed'; readonly wait: number; readonly reason: string } | { readonly kind: 'failed' | 'rejected' | 'timed-out'; readonly reason: string };

/** A program may end for reasons of its own, with messages in hand for which no retries are allowed: once or twice is no proof against them. */
const leastDeliveries = 3;
const done: Outcome = { kind: 'done' };
const nothing = (): void => {};

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

    const before = message.attempt - 1;
    if (before >= mostDeliveries(subscription) + (message.spareDeliveries ?? 0)) return bury(message, envelope, 'failed', `The message was given out ${before} times, and nobody said what became of it: whoever had it in hand ended, or lost the server.`, before, handling);

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

/** After how many deliveries of which none was settled a message is taken to be what ends the programs that handle it. */
function mostDeliveries({ retry: { times } }: SubscriptionDefinition): number {
    return Math.max(times + 1, leastDeliveries);
}

async function deliver(message: ReceivedMessage, envelope: Envelope, handling: Handling): Promise<Outcome> {
    const letGo = keepInHand(message, handling.reminders);
    try {
        if (handling.rate !== undefined) await handling.rate.begin();
        return await handleInTime(describe(message, envelope, handling), handling);
    } finally {
        letGo();
    }
}

function handleInTime(delivery: Delivery, { handler, timeouts, subscription: { acknowledgeTimeout } }: Handling): Promise<Outcome> {
    return new Promise(resolve => {
        const cancel = timeouts?.add(() => resolve({ kind: 'timed-out', reason: `The handler did not finish within ${acknowledgeTimeout} ms.` }));
        const end = (outcome: Outcome): void => {
            cancel?.();
            resolve(outcome);
        };
        const fail = (error: unknown): void => end(isPostponement(error)
            ? { kind: 'postponed', wait: error.wait, reason: failureReason(error) }
            : { kind: isRejection(error) ? 'rejected' : 'failed', reason: failureReason(error) });
        try {
            handler(delivery).then(() => end(done), fail);
        } catch (error) {
            // A handler may also throw at once.
            fail(error);
        }
    });
}

/** Keeps the server from giving a message out again while it is in hand here; the function that is given back ends that. */
export function keepInHand(message: ReceivedMessage, reminders: Timeouts): () => void {
    if (message.keep === undefined) return nothing;
    let cancel: () => void;
    const remind = (): void => {
        message.keep?.();
        cancel = reminders.add(remind);
    };
    cancel = reminders.add(remind);
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
