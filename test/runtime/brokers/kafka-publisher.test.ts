import { afterEach, expect, it, vi } from 'vitest';
import type { KafkaLink } from '../../../src/runtime/brokers/kafka/link.js';
import { KafkaPublisher } from '../../../src/runtime/brokers/kafka/publisher.js';

const record = { topic: 'orders', partition: 0, key: undefined, value: Buffer.from('{}'), headers: new Map<Buffer, Buffer>(), timestamp: 0n };

/** A server whose connection breaks so many times before it confirms. */
function breakingLink(breaks: number): { readonly link: KafkaLink; readonly asked: () => number } {
    let asked = 0;
    const ask = async (): Promise<unknown> => {
        if (asked++ < breaks) throw new Error('Connection closed');
        return { responses: [{ name: 'orders', partitionResponses: [{ index: 0, errorCode: 0 }] }] };
    };
    const link = {
        ask: async () => ({ errorCode: 0, producerId: 1n, producerEpoch: 0 }),
        leaderOf: () => 1,
        wire: () => ({ ask }),
        refresh: async () => new Map(),
        reasonOf: (error: unknown) => (error as Error).message,
    };
    return { link: link as unknown as KafkaLink, asked: () => asked };
}

afterEach(() => void vi.restoreAllMocks());

it('tries again what came back from a break, whatever the clock says when the time is over', async () => {
    // A timer counts whole milliseconds and may come before the clock is there; one that was set back is later by far.
    const now = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(now);
    const { link, asked } = breakingLink(2);
    const publisher = new KafkaPublisher(link, { publishTimeout: 60_000 });
    await publisher.publish(record as never, 'orders');
    expect(asked()).toBe(3);
    publisher.close();
});

it('asks who leads a partition now when the server that led it does not answer', async () => {
    let leader = 1;
    const link = {
        ask: async () => ({ errorCode: 0, producerId: 1n, producerEpoch: 0 }),
        leaderOf: () => leader,
        wire: (node: number) => ({
            ask: async () => {
                if (node === 1) throw new Error('Connection refused');
                return { responses: [{ name: 'orders', partitionResponses: [{ index: 0, errorCode: 0 }] }] };
            },
        }),
        refresh: async () => {
            leader = 2;
            return new Map();
        },
        reasonOf: (error: unknown) => (error as Error).message,
    };
    const publisher = new KafkaPublisher(link as unknown as KafkaLink, { publishTimeout: 3000 });
    await publisher.publish(record as never, 'orders');
    publisher.close();
});
