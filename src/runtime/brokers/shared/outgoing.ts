import { BrokerError, type ChannelDefinition, type PublishOptions } from '../../broker.js';
import { encodeEnvelope } from '../../encode.js';
import type { Envelope } from '../../envelope.js';
import type { OutgoingMessage } from './driver.js';

/** Throws a `BrokerError` (`invalid-message`) where a channel does not take messages with these options. */
export function assertPublishable({ name, priority: range, delay: own }: ChannelDefinition, { priority, delay = own ?? 0 }: PublishOptions): void {
    if (priority !== undefined && !(range !== undefined && priority >= range.lowest && priority <= range.highest)) {
        const allowed = range === undefined ? 'has no priorities' : `has priorities from ${range.lowest} to ${range.highest}`;
        throw new BrokerError('invalid-message', `'${name}' ${allowed}: a message cannot be published with ${priority}.`);
    }
    if (!(delay >= 0)) {
        throw new BrokerError('invalid-message', `A message to '${name}' cannot be delayed by ${delay} ms.`);
    }
}

/** What is published, as it travels; throws a `BrokerError` (`invalid-message`) where the channel does not take it. */
export function outgoingMessage(channel: ChannelDefinition, envelope: Envelope, options: PublishOptions): OutgoingMessage {
    assertPublishable(channel, options);
    const { key = envelope.subject, priority = channel.priority?.lowest, delay, deduplicationId = envelope.id } = options;
    return {
        envelope,
        text: encodeEnvelope(envelope),
        key,
        priority,
        delay: delay === channel.delay ? undefined : delay,
        deduplicationId: takesOnce(channel) ? deduplicationId : undefined,
    };
}

/** A dead letter, which must not be lost on its way: no delay and no deduplication of its queue holds for it. */
export function outgoingLetter(queue: ChannelDefinition, envelope: Envelope, key: string | undefined, place: string): OutgoingMessage {
    return { envelope, text: encodeEnvelope(envelope, { bytes: Infinity }), key, priority: queue.priority?.lowest, delay: queue.delay === undefined ? undefined : 0, deduplicationId: place };
}

/** Whether a channel takes a message of the same id once. */
export function takesOnce({ deduplicate, deliver }: ChannelDefinition): boolean {
    return deduplicate !== undefined || deliver === 'exactly-once';
}
