import type { Channel } from '../../model/flow-model.js';
import { isOrdered } from '../../model/brokers/broker-scope.js';
import { writeDuration } from '../../model/time-spans.js';

/** For each promise of a channel that Redis Streams do not keep by themselves: who keeps it instead, or that nobody does. */
export function redisNotes(channel: Channel): string[] {
    const notes: string[] = [];
    const { delay, timeToLive, priority, limit, rate, deduplicate, deliver, retry, retain, kind, compact } = channel;
    const name = channel.physicalName.value;
    const ordered = isOrdered(channel);
    if (deliver.value === 'exactly-once') notes.push('deliver exactly-once: effects in Redis in one MULTI with XACK; elsewhere an idempotent handler');
    if (deliver.value === 'at-most-once') notes.push('deliver at-most-once: read with NOACK, nothing is tried again');
    else if (retry.value.times > 0) {
        notes.push(ordered
            ? 'retry: the consumer keeps the message in hand while it waits, which keeps the order'
            : 'retry: left pending, and claimed when it has been idle for the wait');
    }
    if (ordered) notes.push('order: publishers hash the key into the stream, and each stream is read by one consumer at a time');
    if (kind === 'queue') notes.push('queue: the consumer deletes what it acknowledges');
    else if (compact.value) notes.push(`compact: publishers also write the hash ${name}:latest, which has the last message of each key`);
    else if (retain.value.kind === 'duration') notes.push(`retain ${writeDuration(retain.value.milliseconds)}: publishers trim with XADD MINID; a subscription further behind loses messages`);
    else if (retain.value.kind === 'size') notes.push(`retain ${retain.value.bytes} bytes: approximate, publishers trim by MEMORY USAGE; a subscription further behind loses messages`);
    if (delay) notes.push(`delay ${writeDuration(delay.value)}: in the sorted set ${name}:delayed until due`);
    if (timeToLive) notes.push(`ttl ${writeDuration(timeToLive.value)}: the consumer moves what is older to the dead letter queue`);
    if (priority) notes.push('priority: one stream for each level; consumers empty the higher ones first');
    if (limit) notes.push('limit: publishers check the length first');
    if (rate) notes.push(`rate ${rate.value.count} per ${writeDuration(rate.value.per)}: the consumer slows down`);
    if (deduplicate) notes.push(`deduplicate ${writeDuration(deduplicate.value)}: SET NX of ${name}:seen:ID and XADD in one script`);
    return notes;
}
