import type { Channel } from '../../model/flow-model.js';
import { isOrdered } from '../../model/brokers/broker-scope.js';
import { writeDuration } from '../../model/time-spans.js';

/** For each promise of a channel that JetStream does not keep by itself: who keeps it instead, or that nobody does. */
export function natsNotes(channel: Channel): string[] {
    const notes: string[] = [];
    const { delay, timeToLive, priority, limit, rate, deliver, retry, kind, compact } = channel;
    const ordered = isOrdered(channel);
    if (deliver.value === 'exactly-once') notes.push('deliver exactly-once: message ids within the duplicate window, and an idempotent handler');
    if (deliver.value === 'at-most-once') notes.push('deliver at-most-once: nothing is tried again');
    else if (retry.value.times > 0) {
        notes.push(`retry ${retry.value.times} times, ${writeDuration(retry.value.from)} to ${writeDuration(retry.value.to)}: the consumer asks for redelivery after the wait, and dead-letters after the last attempt`);
    }
    if (ordered) notes.push('order: publishers hash the key into the subject, and each partition has one message in hand');
    if (compact.value) notes.push('compact: the subject ends with the key, of which the last message stays');
    if (delay) notes.push(`delay ${writeDuration(delay.value)}: the consumer asks for redelivery when a message is due`);
    if (timeToLive) notes.push(`ttl ${writeDuration(timeToLive.value)}: the consumer moves what is older to the dead letter queue`);
    if (priority) notes.push('priority: one subject for each level; consumers empty the higher ones first');
    if (limit && kind === 'topic') notes.push('limit: counts what is retained, read or not; publishers are refused beyond it');
    if (rate) notes.push(`rate ${rate.value.count} per ${writeDuration(rate.value.per)}: the consumer slows down`);
    return notes;
}
