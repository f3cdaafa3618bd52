import type { Envelope } from './envelope.js';

/** The most that a message may be before anything is made of it. */
export interface MessageLimits {
    /** Of the message as it travels; a mebibyte unless given, as much as Kafka and NATS take unless told otherwise. */
    readonly bytes?: number;
    /** How deep objects and lists may lie in each other; 100 unless given. */
    readonly depth?: number;
}

/** What is kept where nothing is said. */
export const messageLimits = { bytes: 1 << 20, depth: 100 } as const satisfies MessageLimits;

/** Thrown for bytes that are no message; the message says why, and repeats nothing of them. */
export class UndecodableMessage extends Error {
    override readonly name = 'UndecodableMessage';
}

const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * The envelope that bytes stand for: strict UTF-8, JSON, CloudEvents 1.0, within the limits, and without keys that would
 * reach the prototypes of whoever copies them. A message without a correlation, from elsewhere, begins a flow of its own.
 * Throws `UndecodableMessage`.
 */
export function decodeEnvelope(bytes: Uint8Array, limits: MessageLimits = messageLimits): Envelope {
    const { bytes: most = messageLimits.bytes, depth = messageLimits.depth } = limits;
    if (bytes.byteLength > most) throw new UndecodableMessage(`It has ${bytes.byteLength} bytes, and may have ${most} at most.`);
    const value = parse(decodeText(bytes));
    const harm = findHarm(value, depth);
    if (harm !== undefined) throw new UndecodableMessage(harm);
    return assertEnvelope(value);
}

function decodeText(bytes: Uint8Array): string {
    try {
        return strict.decode(bytes);
    } catch {
        throw new UndecodableMessage('It is no valid UTF-8.');
    }
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        // What the parser says quotes the text.
        throw new UndecodableMessage('It is no valid JSON.');
    }
}

/**
 * What makes a value dangerous for who walks it or copies its keys: more depth than is allowed, or keys that reach prototypes;
 * undefined where it is harmless. Ends at the depth that is allowed, so that no depth is too much for it.
 */
export function findHarm(value: unknown, depth: number): string | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth === 0) return 'Its objects and lists lie too deep in each other.';
    if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index++) {
            const harm = findHarm(value[index], depth - 1);
            if (harm !== undefined) return harm;
        }
        return undefined;
    }
    for (const key in value) {
        if (key === '__proto__') return `It has a key '__proto__', which would reach the prototype of what is made from it.`;
        const item = (value as Record<string, unknown>)[key];
        if (typeof item !== 'object' || item === null) continue;
        if (key === 'constructor' && Object.hasOwn(item, 'prototype')) return `It has a key 'constructor' with a 'prototype', which would reach what all objects share.`;
        const harm = findHarm(item, depth - 1);
        if (harm !== undefined) return harm;
    }
    return undefined;
}

function assertEnvelope(value: unknown): Envelope {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UndecodableMessage('It is no JSON object.');
    const envelope = value as Partial<Envelope>;
    if (envelope.specversion !== '1.0') throw new UndecodableMessage(`It is no CloudEvent of version 1.0: it has no 'specversion' that says so.`);
    assertText(envelope.id, 'id');
    assertText(envelope.source, 'source');
    assertText(envelope.type, 'type');
    if (envelope.subject !== undefined) assertText(envelope.subject, 'subject');
    if (envelope.time !== undefined) assertText(envelope.time, 'time');
    if (envelope.correlationid === undefined) return { ...envelope, correlationid: envelope.id } as Envelope;
    assertText(envelope.correlationid, 'correlationid');
    return envelope as Envelope;
}

function assertText(value: unknown, name: string): void {
    if (typeof value !== 'string' || value === '') throw new UndecodableMessage(`Its '${name}' is no text, or an empty one.`);
}

/** The type of the envelope that stands for bytes which are no message, in a dead letter queue. */
export const undecodableType = 'Sluice.Undecodable.v1';

/**
 * An envelope for bytes that are no message, so that they can be kept in a dead letter queue: as base64, as much of them as a message
 * may have, and their number. The id should be the same each time the bytes are met, as their place in the channel is.
 */
export function undecodableEnvelope(bytes: Uint8Array, { id, channel, time }: { readonly id: string; readonly channel: string; readonly time: string }, limits: MessageLimits = messageLimits): Envelope {
    const kept = bytes.subarray(0, limits.bytes ?? messageLimits.bytes);
    return {
        specversion: '1.0', id, source: `/${encodeURIComponent(channel)}`, type: undecodableType, time, datacontenttype: 'application/json', correlationid: id,
        data: { base64: toBase64(kept), bytes: bytes.byteLength },
    };
}

function toBase64(bytes: Uint8Array): string {
    let binary = '';
    // In pieces, as the number of a call's arguments is limited.
    for (let start = 0; start < bytes.length; start += 0x8000) binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
    return btoa(binary);
}
