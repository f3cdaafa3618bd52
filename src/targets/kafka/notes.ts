import type { Channel } from '../../model/flow-model.js';
import { isOrdered } from '../../model/brokers/broker-scope.js';
import { writeDuration } from '../../model/time-spans.js';

/** For each promise of a channel that Kafka does not keep by itself: who keeps it instead, or that nobody does. */
export function kafkaNotes(channel: Channel): string[] {
    const notes: string[] = [];
    const { delay, timeToLive, priority, limit, rate, deduplicate, deliver, retry, retain, kind } = channel;
    if (deliver.value === 'exactly-once') notes.push('deliver exactly-once: inside Kafka, with a transactional producer and read_committed consumers; effects elsewhere need an idempotent handler');
    if (deliver.value === 'at-most-once') notes.push('deliver at-most-once: the consumer commits before it handles, and tries nothing again');
    else if (retry.value.times > 0) {
        notes.push(isOrdered(channel)
            ? 'retry: the consumer pauses the partition and tries the message again in place, which keeps the order'
            : 'retry: through one topic for each wait; what is tried again comes after what was published meanwhile');
    }
    if (kind === 'queue' && retain.isDefault) notes.push('queue: nothing is deleted by age; settled records may be deleted up to the committed offset');
    if (kind === 'topic' && retain.value.kind !== 'forever' && !channel.compact.value) notes.push('retain: a subscription that is further behind than the retention loses messages');
    if (delay) notes.push(`delay ${writeDuration(delay.value)}: the consumer pauses a partition until its first message is due`);
    if (timeToLive) notes.push(`ttl ${writeDuration(timeToLive.value)}: the consumer moves what is older to the dead letter queue`);
    if (priority) notes.push('priority: one topic for each level; consumers empty the higher ones first');
    if (limit) notes.push('limit: not kept, Kafka takes what it is given');
    if (rate) notes.push(`rate ${rate.value.count} per ${writeDuration(rate.value.per)}: the consumer slows down`);
    if (deduplicate) notes.push(`deduplicate ${writeDuration(deduplicate.value)}: the idempotent producer within its session; beyond it the consumer, by message id`);
    return notes;
}
