import type { ConsumeMessage, Options } from 'amqplib';
import { deadLetterAttributes, writeDeadLetter, type ChannelDefinition, type DeadLetterKind } from '../../broker.js';
import { decodeEnvelope, UndecodableMessage } from '../../decode.js';
import { encodeEnvelope } from '../../encode.js';
import type { OutgoingMessage } from '../shared/driver.js';
import { takesOnce } from '../shared/outgoing.js';
import { keyHeader } from './settings.js';

/** Set where a message has no key: what `sluice-key` says then only spreads messages over queues. Where neither is set, the key is the envelope's subject. */
const keylessHeader = 'sluice-keyless';
/** When the message could first be given out, in milliseconds since 1970 by the publisher's clock; on channels on which that is of interest. */
const dueHeader = 'sluice-due';
/** Which topic it was published to: a queue has its subscription's name. */
const channelHeader = 'sluice-channel';
const deduplicationHeader = 'sluice-deduplication-id';
/** Attempts before this copy of the message was put into its queue. */
const attemptsHeader = 'sluice-attempts';
/** By which giving again a copy was made: it is another than the one that was handled before. */
const replayHeader = 'sluice-replay';

/** A message as RabbitMQ gives it out, read as far as its properties go. */
export interface Reading {
    readonly bytes: Uint8Array;
    readonly key: string | undefined;
    /** The same for each copy of one publication, and no other's. */
    readonly place: string;
    /** The same for each delivery of one copy. */
    readonly copy: string;
    readonly dueAt: number;
    readonly deduplicationId: string | undefined;
    readonly attemptsBefore: number;
    /** How often this copy was given out before, as far as the server counts. */
    readonly deliveries: number;
    readonly isRedelivered: boolean;
}

/** The properties with which a message travels. Every header costs the client and the server more than a field of the envelope: only what is asked for is one. */
export function propertiesOf(channel: ChannelDefinition, { envelope, key, priority, delay = channel.delay ?? 0, deduplicationId }: OutgoingMessage): Options.Publish {
    const properties: Options.Publish = { persistent: true, contentType: 'application/cloudevents+json', messageId: crypto.randomUUID(), type: envelope.type };
    if (channel.priority !== undefined) properties.priority = (priority ?? channel.priority.lowest) - channel.priority.lowest;
    const headers = headersOf(channel, { envelope, key, delay, deduplicationId });
    if (headers !== undefined) properties.headers = headers;
    return properties;
}

function headersOf(channel: ChannelDefinition, { envelope, key, delay, deduplicationId }: Pick<OutgoingMessage, 'envelope' | 'key' | 'deduplicationId'> & { readonly delay: number }): Record<string, unknown> | undefined {
    const { kind, name, ordered, timeToLive } = channel;
    const isTopic = kind === 'topic';
    const isSpread = ordered !== 'none' || key !== envelope.subject;
    const isDated = isTopic || timeToLive !== undefined || takesOnce(channel) || deduplicationId !== undefined;
    if (!isSpread && !isDated) return undefined;
    return {
        ...(isSpread && { [keyHeader]: key ?? envelope.id }),
        ...(isSpread && key === undefined && { [keylessHeader]: true }),
        ...(isTopic && { [channelHeader]: name }),
        ...(isDated && { [dueHeader]: Date.now() + delay }),
        ...(deduplicationId !== undefined && { [deduplicationHeader]: deduplicationId }),
    };
}

/** The properties of another copy of a message: those that it had, without what servers have written there, and what is new of it. */
export function copiedProperties({ properties }: ConsumeMessage, { attempts, replay }: { readonly attempts?: number; readonly replay?: string }): Options.Publish {
    const { contentType, messageId, type, priority } = properties as Record<'contentType' | 'messageId' | 'type' | 'priority', unknown>;
    const own = Object.entries(properties.headers ?? {}).filter(([name]) => !name.startsWith('x-'));
    return {
        persistent: true,
        ...(typeof contentType === 'string' && { contentType }),
        messageId: typeof messageId === 'string' ? messageId : crypto.randomUUID(),
        ...(typeof type === 'string' && { type }),
        ...(typeof priority === 'number' && { priority }),
        headers: { ...Object.fromEntries(own), ...(attempts !== undefined && { [attemptsHeader]: attempts }), ...(replay !== undefined && { [replayHeader]: replay }) },
    };
}

/** When a message could first be given out; undefined where nobody of us has published it. */
export function dueTimeOf({ properties: { headers = {} } }: ConsumeMessage): number | undefined {
    return readNumber(headers[dueHeader]);
}

/** Reads what a message says of itself; headers of other programs are not trusted. */
export function readMessage(message: ConsumeMessage): Reading {
    const { properties, fields: { redelivered } } = message;
    const { headers = {} } = properties;
    const messageId: unknown = properties.messageId;
    const place = typeof messageId === 'string' && messageId !== '' ? messageId : crypto.randomUUID();
    const attemptsBefore = readNumber(headers[attemptsHeader]) ?? 0;
    const deduplicationId: unknown = headers[deduplicationHeader];
    const key: unknown = headers[keyHeader];
    const deliveries = readNumber(headers['x-delivery-count']) ?? (redelivered ? 1 : 0);
    return {
        bytes: letterOfServer(message) ?? message.content,
        key: typeof key === 'string' && headers[keylessHeader] !== true ? key : undefined,
        place,
        copy: `${place}/${attemptsBefore}/${String(headers[replayHeader] ?? '')}`,
        dueAt: dueTimeOf(message) ?? Date.now(),
        deduplicationId: typeof deduplicationId === 'string' ? deduplicationId : undefined,
        attemptsBefore,
        deliveries,
        isRedelivered: redelivered || deliveries > 0,
    };
}

const kindsOfLetters: Readonly<Record<string, readonly [DeadLetterKind, string]>> = {
    expired: ['expired', 'The message was not handled within its time to live.'],
    delivery_limit: ['failed', 'The message was given out again and again, and nobody said what became of it.'],
    rejected: ['rejected', 'A consumer has rejected the message.'],
};

/** What RabbitMQ itself has put into a dead letter queue, in the form that dead letters have; undefined for all other messages. */
function letterOfServer({ content, properties: { headers = {} } }: ConsumeMessage): Uint8Array | undefined {
    const [death] = Array.isArray(headers['x-death']) ? headers['x-death'] : [];
    const queue = String(death?.queue ?? '');
    const [kind, reason] = kindsOfLetters[String(death?.reason ?? '')] ?? [];
    // What waited for its time or for its next attempt has expired there, too.
    if (kind === undefined || reason === undefined || /\.delay$|\.delay\.\d+ms$|\.retry\.\d+ms$/.test(queue)) return undefined;
    const subscription = queue.replace(/\.partition-\d+$/, '');
    try {
        const envelope = decodeEnvelope(content);
        if (envelope[deadLetterAttributes.kind] !== undefined) return undefined;
        const seconds = death?.time.value;
        return new TextEncoder().encode(encodeEnvelope(writeDeadLetter({
            kind, reason, envelope, subscription,
            attempts: (readNumber(headers[attemptsHeader]) ?? 0) + (kind === 'expired' ? 0 : readNumber(headers['x-delivery-count']) ?? 0),
            channel: typeof headers[channelHeader] === 'string' ? headers[channelHeader] : subscription,
            at: typeof seconds === 'number' ? seconds * 1000 : Date.now(),
        }), { bytes: Infinity }));
    } catch (error) {
        if (error instanceof UndecodableMessage) return undefined;
        throw error;
    }
}

function readNumber(value: unknown): number | undefined {
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
