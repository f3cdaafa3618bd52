import type { Channel } from '../../model/flow-model.js';
import { isOrdered } from '../../model/brokers/broker-scope.js';
import { retryWaits, writeDuration } from '../../model/time-spans.js';

/** How long RabbitMQ lets a consumer hold a message when nothing else is configured (`consumer_timeout`), in milliseconds. */
const consumerTimeout = 1_800_000;

/** For each promise of a channel that RabbitMQ does not keep by itself: who keeps it instead, or that nobody does. */
export function rabbitmqNotes(channel: Channel, acknowledgeTimeout: number): string[] {
    const notes: string[] = [];
    const { delay, priority, limit, rate, deduplicate, deliver, retry, kind, compact } = channel;
    const ordered = isOrdered(channel);
    if (deliver.value === 'exactly-once') notes.push('deliver exactly-once: at least once, with an idempotent handler');
    if (deliver.value === 'at-most-once') notes.push('deliver at-most-once: consumed without acknowledgement, nothing is tried again');
    else if (retry.value.times > 0) {
        const held = Math.max(...retryWaits(channel)) + acknowledgeTimeout;
        notes.push(ordered ? 'retry: the consumer keeps the message in hand while it waits, which keeps the order' : 'retry: through one queue for each wait; what is tried again comes after what was published meanwhile');
        if (ordered && held > consumerTimeout) notes.push(`retry: set consumer_timeout to more than ${held} in rabbitmq.conf, or RabbitMQ takes the message back before its wait is over`);
    }
    if (ordered) notes.push('order: by the header sluice-key, over one queue a partition with a single active consumer');
    if (kind === 'topic') notes.push(`retain: in the stream ${channel.physicalName.value}.log${compact.value ? '; compact: not kept, every message stays' : ''}`);
    if (delay) notes.push(`delay ${writeDuration(delay.value)}: in ${channel.physicalName.value}.delay; delays that a publisher chooses hold each other up there`);
    if (priority) {
        const { lowest, highest } = priority.value;
        notes.push(`priority: ${lowest} to ${highest} are 0 to ${highest - lowest} on the wire; classic queues, which are not replicated`);
    }
    if (limit) notes.push(`limit: approximate${ordered ? ', and divided among the partitions' : ''}; publishers are refused`);
    if (rate) notes.push(`rate ${rate.value.count} per ${writeDuration(rate.value.per)}: the consumer slows down`);
    if (deduplicate) notes.push(`deduplicate ${writeDuration(deduplicate.value)}: by the consumer, by message id`);
    return notes;
}
