import { BrokerError } from './broker.js';
import { findHarm, messageLimits, type MessageLimits } from './decode.js';
import type { Envelope } from './envelope.js';
import { failureReason } from './failure-reason.js';

/**
 * An envelope as the JSON text in which it travels; what has been written can be read by `decodeEnvelope` within the same limits.
 * Throws a `BrokerError` (`invalid-message`).
 */
export function encodeEnvelope(envelope: Envelope, { bytes = messageLimits.bytes, depth = messageLimits.depth }: MessageLimits = messageLimits): string {
    let text: string | undefined;
    try {
        text = JSON.stringify(envelope);
    } catch (error) {
        throw new BrokerError('invalid-message', `The message cannot be written as JSON: ${failureReason(error)}`);
    }
    if (text === undefined || typeof envelope.id !== 'string' || typeof envelope.type !== 'string') {
        throw new BrokerError('invalid-message', 'A message needs an envelope with an id and a type.');
    }
    // No character has more than three bytes for each of its UTF-16 units.
    if (text.length * 3 > bytes && measure(text) > bytes) {
        throw new BrokerError('invalid-message', `The message has ${measure(text)} bytes, and may have ${bytes} at most.`);
    }
    const harm = findHarm(envelope, depth);
    if (harm !== undefined) throw new BrokerError('invalid-message', `The message cannot be sent. ${harm}`);
    return text;
}

/** The number of bytes of a text in UTF-8. */
export function measure(text: string): number {
    return new TextEncoder().encode(text).length;
}
