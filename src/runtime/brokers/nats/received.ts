import type { Msg } from '@nats-io/transport-node';
import { decodeToken } from '../shared/tokens.js';

/** What JetStream says of a message that it gives out, in the subject under which it wants to hear of it. */
export interface DeliveryFacts {
    readonly consumer: string;
    readonly deliveries: number;
    readonly sequence: number;
    readonly publishedAt: number;
}

/** Reads `$JS.ACK.STREAM.CONSUMER.DELIVERIES.SEQUENCE.CONSUMER SEQUENCE.TIME.PENDING`, which servers of today begin with a domain and an account. */
export function readFacts(reply: string): DeliveryFacts {
    const words = reply.split('.').slice(2);
    const [, consumer = '', deliveries, sequence, , time] = words.length >= 9 ? words.slice(2) : words;
    return { consumer, deliveries: Number(deliveries), sequence: Number(sequence), publishedAt: Number(time) / 1_000_000 };
}

export const keyHeader = 'Sluice-Key';
export const delayHeader = 'Sluice-Delay';
export const idHeader = 'Nats-Msg-Id';

/** The key with which a message was published, where it is another than its envelope's subject, and its own delay. */
export function readHeaders({ headers }: Msg): { readonly key: string | undefined; readonly delay: number | undefined } {
    const key = headers?.get(keyHeader) ?? '';
    const delay = headers?.get(delayHeader) ?? '';
    return { key: key === '' ? undefined : decodeToken(key), delay: delay === '' || Number.isNaN(Number(delay)) ? undefined : Number(delay) };
}
