import type { KafkaRecord, MessageRecord, RecordsBatch } from '@platformatic/kafka';
import type { OutgoingMessage } from '../shared/driver.js';

/** A record as it was read. Offsets are numbers: no topic has more than 2⁵³ messages. */
export interface ReadRecord {
    readonly offset: number;
    readonly key: string | undefined;
    readonly bytes: Uint8Array;
    /** In milliseconds since 1970. */
    readonly timestamp: number;
    readonly header: (name: string) => string | undefined;
}

/** A record that is to go into a certain partition. */
export type PlacedRecord = MessageRecord & { readonly partition: number };

/** What travels beside a message. */
export const headers = {
    /** The message's own delay in milliseconds, where it is another than its channel's. */
    delay: 'sluice-delay',
    /** By which a channel that takes a message once knows it. */
    id: 'sluice-id',
    /** In a topic of retries: the attempts so far, when the next is due, and when and where the message was published. */
    attempts: 'sluice-attempts',
    due: 'sluice-due',
    published: 'sluice-published',
    place: 'sluice-place',
    /** Of a question: which it is, where its reply goes, and until when anyone waits for it. */
    question: 'sluice-question',
    reply: 'sluice-reply',
    deadline: 'sluice-deadline',
} as const;

// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md#33-structured-content-mode
const contentType = [Buffer.from('content-type'), Buffer.from('application/cloudevents+json; charset=UTF-8')] as const;
const logAppendTime = 0b1000;
const control = 0b100000;

/** A message as a record. */
export function recordOf(topic: string, partition: number, { text, key, delay, deduplicationId }: OutgoingMessage): PlacedRecord {
    return makeRecord(topic, partition, Buffer.from(text), key, {
        ...(delay !== undefined && { [headers.delay]: String(delay) }),
        ...(deduplicationId !== undefined && { [headers.id]: deduplicationId }),
    });
}

/** A message that failed, as a record that waits for its next attempt. */
export function retryRecord(topic: string, partition: number, { bytes, key, header }: ReadRecord, { attempts, due, publishedAt, place }: { readonly attempts: number; readonly due: number; readonly publishedAt: number; readonly place: string }): PlacedRecord {
    const delay = header(headers.delay);
    return makeRecord(topic, partition, Buffer.from(bytes), key, {
        ...(delay !== undefined && { [headers.delay]: delay }), [headers.attempts]: String(attempts), [headers.due]: String(Math.ceil(due)), [headers.published]: String(publishedAt), [headers.place]: place,
    });
}

/** Bytes as a record with these headers. */
export function makeRecord(topic: string, partition: number, value: Buffer, key: string | undefined, more: Readonly<Record<string, string>> = {}): PlacedRecord {
    const all = new Map<Buffer, Buffer>([contentType]);
    for (const name in more) all.set(Buffer.from(name), Buffer.from(more[name]!));
    return { topic, partition, value, headers: all, timestamp: BigInt(Date.now()), ...(key !== undefined && { key: Buffer.from(key) }) };
}

/** The records from an offset on, and the offset after the last of them: what is none of ours in between is passed over. */
export function readBatches(batches: readonly RecordsBatch[], from: number): { readonly records: readonly ReadRecord[]; readonly next: number } {
    const records: ReadRecord[] = [];
    let next = from;
    for (const { firstOffset, lastOffsetDelta, firstTimestamp, maxTimestamp, attributes, records: raw } of batches) {
        const first = Number(firstOffset);
        next = Math.max(next, first + lastOffsetDelta + 1);
        if ((attributes & control) !== 0) continue;
        for (const record of raw) {
            const offset = first + record.offsetDelta;
            if (offset < from) continue;
            records.push(readRecord(record, offset, (attributes & logAppendTime) === 0 ? Number(firstTimestamp) + Number(record.timestampDelta) : Number(maxTimestamp)));
        }
    }
    return { records, next };
}

function readRecord({ key, value, headers: pairs }: KafkaRecord, offset: number, timestamp: number): ReadRecord {
    return {
        offset,
        key: key === null ? undefined : key.toString(),
        bytes: value ?? new Uint8Array(),
        timestamp,
        header: name => pairs.find(([own]) => own !== null && own.length === name.length && own.toString() === name)?.[1]?.toString(),
    };
}
