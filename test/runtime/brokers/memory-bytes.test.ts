import { expect, test } from 'vitest';
import type { Delivery } from '../../../src/runtime/broker.js';
import { createMemoryBroker, type MemoryBrokerOptions } from '../../../src/runtime/brokers/memory.js';
import { createVirtualClock } from '../../../src/runtime/virtual-clock.js';
import { message, queue, reads, takes, topic } from './messages.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function setUp(options: MemoryBrokerOptions = {}) {
    const clock = createVirtualClock({ seed: 'bytes' });
    const broker = createMemoryBroker({ clock, ...options });
    const orders = topic('orders', { types: ['Test.Happened.v1'] });
    const work = queue('work');
    await broker.prepare({ channels: [orders, work], subscriptions: [reads('billing', orders, { types: ['Test.Happened.v1'] }), reads('shipping', orders), takes(work)] });
    const seen: Delivery[] = [];
    for (const subscription of ['billing', 'shipping', 'work']) await broker.consume(subscription, async delivery => void seen.push(delivery));
    return { clock, broker, seen };
}

test('bytes that are a message arrive as one', async () => {
    const { clock, broker, seen } = await setUp();
    await broker.publishBytes('work', bytes(JSON.stringify(message('a', { key: 'k' }))));
    await clock.runUntilIdle();
    expect(seen).toEqual([{ channel: 'work', subscription: 'work', envelope: message('a', { key: 'k' }), key: 'k', attempt: 1 }]);
});

test('bytes that are none go to the dead letter queue of each subscription, with why, and nobody else notices', async () => {
    const { clock, broker, seen } = await setUp();
    await broker.publish('orders', message('before', { key: 'k' }));
    await broker.publishBytes('orders', bytes('{"id":'), { key: 'k' });
    await broker.publishBytes('work', new Uint8Array([0xff, 0xfe]));
    await broker.publish('orders', message('after', { key: 'k' }));
    await clock.runUntilIdle();
    expect(seen.map(({ subscription, envelope }) => `${envelope.id} ${subscription}`).sort()).toEqual(['after billing', 'after shipping', 'before billing', 'before shipping']);
    expect(broker.deadLetters().map(({ kind, reason, attempts, subscription, envelope }) => ({ kind, reason, attempts, subscription, id: envelope.id, data: envelope.data }))).toEqual([
        { kind: 'undecodable', reason: 'It is no valid JSON.', attempts: 0, subscription: 'billing', id: 'orders/1', data: { base64: 'eyJpZCI6', bytes: 6 } },
        { kind: 'undecodable', reason: 'It is no valid JSON.', attempts: 0, subscription: 'shipping', id: 'orders/1', data: { base64: 'eyJpZCI6', bytes: 6 } },
        { kind: 'undecodable', reason: 'It is no valid UTF-8.', attempts: 0, subscription: 'work', id: 'work/0', data: { base64: '//4=', bytes: 2 } },
    ]);
});

test('what is no message and has no dead letter queue stays, and no handler gets it', async () => {
    const { clock, broker } = await setUp();
    await broker.publishBytes('work.dead-letter', bytes('?'));
    await clock.runUntilIdle();
    const seen: Delivery[] = [];
    await broker.consume('work.dead-letter', async delivery => void seen.push(delivery));
    await clock.runUntilIdle();
    expect(seen).toEqual([]);
    expect(broker.unsettled('work.dead-letter')).toMatchObject([{ state: 'parked' }]);
});

test('limits are the broker\'s own, for bytes and for messages', async () => {
    const { clock, broker, seen } = await setUp({ limits: { bytes: 400, depth: 3 } });
    await broker.publishBytes('work', bytes(JSON.stringify(message('long', { data: 'x'.repeat(400) }))));
    await broker.publishBytes('work', bytes(JSON.stringify(message('deep', { data: [[[]]] }))));
    await broker.publishBytes('work', bytes(JSON.stringify(message('fits', { data: [[1]] }))));
    await expect(broker.publish('work', message('long', { data: 'x'.repeat(400) }))).rejects.toMatchObject({ code: 'invalid-message' });
    await clock.runUntilIdle();
    expect(seen.map(({ envelope }) => envelope.id)).toEqual(['fits']);
    expect(broker.deadLetters().map(({ reason }) => reason).sort()).toEqual([expect.stringMatching(/^It has \d+ bytes, and may have 400 at most\.$/), 'Its objects and lists lie too deep in each other.']);
});
