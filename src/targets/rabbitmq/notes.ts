import { isOrdered, type ScopedChannel } from '../../model/brokers/broker-scope.js';
import { brokerLimits } from '../../model/brokers/limits.js';
import { longestRetryWait } from '../../model/time-spans.js';
import { notesOf } from '../brokers/notes.js';

/** What there is to know of a channel on RabbitMQ: of its promises, and of RabbitMQ's own configuration, which they ask for. */
export function rabbitmqNotes({ channel, subscriptions }: ScopedChannel): string[] {
    const notes = notesOf(channel, 'rabbitmq');
    if (!isOrdered(channel) || channel.deliver.value === 'at-most-once') return notes;
    const held = longestRetryWait(channel) + Math.max(0, ...subscriptions.map(({ acknowledgeTimeout }) => acknowledgeTimeout));
    if (held > brokerLimits.rabbitmq.lease!.value) {
        notes.push(`retry: set consumer_timeout to more than ${held} in rabbitmq.conf, or RabbitMQ takes the message back before its wait is over`);
    }
    return notes;
}
