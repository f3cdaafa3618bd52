import * as api from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';
import { handles, output } from '../../../src/runtime/application/index.js';
import { RejectedMessage, type Broker } from '../../../src/runtime/broker.js';
import { createMemoryBroker } from '../../../src/runtime/brokers/memory.js';
import { openTelemetry } from '../../../src/runtime/observability/open-telemetry.js';
import { createVirtualClock } from '../../../src/runtime/virtual-clock.js';
import { command, event, settings, start } from '../application/harness.js';
import { message, queue, reads, takes, topic } from '../brokers/messages.js';
import { record } from './record.js';

const place = command<{ id: string }>('Place');
const placed = event<{ id: string }>('Placed');
const shipped = event<{ id: string }>('Shipped');

/** A desk that takes a command and tells an event, and a warehouse that hears of it and tells another. */
async function startShop({ telemetry, place: whenPlacing = async () => undefined }: { telemetry: ReturnType<typeof openTelemetry>; place?: () => Promise<void> }) {
    return start({
        parts: [
            { kind: 'service', name: 'Shop.Desk', settings, schedules: [], answers: [], handlers: [handles(place, async data => {
                await whenPlacing();
                return { outputs: [output(placed, data)] };
            })] },
            { kind: 'service', name: 'Shop.Warehouse', settings, schedules: [], answers: [], handlers: [handles(placed, data => ({ outputs: [output(shipped, data)] }))] },
        ],
        others: [shipped], options: { telemetry },
    });
}

const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan => spans.find(span => span.name === name)!;

test.each([{ contextManager: true }, { contextManager: false }])('a flow is one trace, each span the child of the one that set it off (context manager: $contextManager)', async options => {
    const recorded = record(options);
    const { send } = await startShop(recorded);
    const envelope = await send(place, { id: 'a' });
    const spans = recorded.spans();
    expect(spans.map(({ name }) => name).sort()).toEqual(['process Place', 'process Placed', 'publish Placed', 'publish Shipped', 'send Place']);
    expect(new Set(spans.map(span => span.spanContext().traceId)).size).toBe(1);
    const parents = Object.fromEntries(spans.map(span => [span.name, spans.find(other => other.spanContext().spanId === span.parentSpanContext?.spanId)?.name]));
    expect(parents).toEqual({
        'send Place': undefined, 'process Place': 'send Place', 'publish Placed': 'process Place', 'process Placed': 'publish Placed', 'publish Shipped': 'process Placed',
    });
    expect(envelope.correlationid).toBe(named(spans, 'publish Shipped').attributes['messaging.message.conversation_id']);
});

test('spans have the kinds and attributes of the conventions', async () => {
    const recorded = record();
    const { send } = await startShop(recorded);
    const envelope = await send(place, { id: 'a' });
    const [sent, processed, published] = ['send Place', 'process Place', 'publish Placed'].map(name => named(recorded.spans(), name));
    expect(sent!.kind).toBe(api.SpanKind.PRODUCER);
    expect(sent!.attributes).toEqual({
        'messaging.system': 'memory', 'messaging.destination.name': 'Place', 'messaging.operation.name': 'send', 'messaging.operation.type': 'send', 'sluice.destination.kind': 'queue',
        'messaging.message.id': envelope.id, 'messaging.message.conversation_id': envelope.id, 'cloudevents.event_type': 'Place.v1',
    });
    expect(processed!.kind).toBe(api.SpanKind.CONSUMER);
    expect(processed!.attributes).toMatchObject({ 'messaging.operation.type': 'process', 'messaging.operation.name': 'process', 'messaging.message.id': envelope.id, 'sluice.delivery.attempt': 1 });
    expect(processed!.links.map(({ context }) => context.spanId)).toEqual([sent!.spanContext().spanId]);
    expect(published!.attributes).toMatchObject({ 'messaging.destination.name': 'Placed', 'messaging.operation.name': 'publish', 'sluice.destination.kind': 'topic' });
});

test('a failed attempt is told by its span, and the one after it is a child of the same message', async () => {
    const recorded = record();
    let attempts = 0;
    const { send, advance } = await startShop({ ...recorded, place: async () => {
        if (++attempts === 1) throw new TypeError('no desk');
    } });
    await send(place, { id: 'a' });
    await advance(1000);
    const [first, second] = recorded.spans().filter(({ name }) => name === 'process Place');
    expect(first).toMatchObject({ status: { code: api.SpanStatusCode.ERROR, message: 'no desk' }, attributes: { 'error.type': 'TypeError', 'sluice.delivery.attempt': 1 } });
    expect(second).toMatchObject({ status: { code: api.SpanStatusCode.UNSET }, attributes: { 'sluice.delivery.attempt': 2 } });
    expect(second!.attributes).not.toHaveProperty('error.type');
    expect(second!.parentSpanContext!.spanId).toBe(first!.parentSpanContext!.spanId);
});

test('what is published within a span of the program belongs to it', async () => {
    const recorded = record();
    const { send } = await startShop(recorded);
    await recorded.inSpan('POST /orders', () => send(place, { id: 'a' }));
    const request = named(recorded.spans(), 'POST /orders');
    expect(named(recorded.spans(), 'send Place').parentSpanContext!.spanId).toBe(request.spanContext().spanId);
});

/** A queue whose one consumer keeps what it gets. */
async function startQueue(broker: Broker) {
    const work = queue('work');
    await broker.prepare({ channels: [work], subscriptions: [takes(work)] });
    const seen: { traceparent?: string; tracestate?: string }[] = [];
    await broker.consume('work', async ({ envelope }) => void seen.push(envelope));
    return seen;
}

test('the context of a foreign producer is taken over with its state, and one that cannot be read is not', async () => {
    const { telemetry, spans } = record();
    const clock = createVirtualClock();
    const foreign = createMemoryBroker({ clock });
    const seen = await startQueue(telemetry.instrument(foreign));
    const carried = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=opaque' };
    await foreign.publish('work', message('a', { headers: carried }));
    for (const traceparent of ['00-00000000000000000000000000000000-b7ad6b7169203331-01', 'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x', 7]) {
        await foreign.publish('work', message(String(traceparent), { headers: { traceparent } }));
    }
    await clock.runUntilIdle();
    expect(seen).toHaveLength(5);
    const [taken, ...others] = spans();
    expect(taken!.parentSpanContext).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isRemote: true });
    expect(seen[0]).toMatchObject({ traceparent: `00-0af7651916cd43dd8448eb211c80319c-${taken!.spanContext().spanId}-01`, tracestate: 'vendor=opaque' });
    for (const span of others) expect(span.parentSpanContext).toBeUndefined();
});

test('a question and its answer are two spans of a trace', async () => {
    const { telemetry, spans } = record();
    const clock = createVirtualClock();
    const broker = telemetry.instrument(createMemoryBroker({ clock }));
    await broker.answer('Price', async () => 7);
    const asked = broker.request('Price', message('q'), { timeout: 1000 });
    const unanswered = broker.request('Weight', message('r'), { timeout: 1000 }).catch((error: Error) => error);
    await clock.runUntilIdle();
    expect(await asked).toBe(7);
    await unanswered;
    const [answer, ask, failed] = spans();
    expect([answer!.name, ask!.name, failed!.name]).toEqual(['answer Price', 'ask Price', 'ask Weight']);
    expect(answer!.parentSpanContext!.spanId).toBe(ask!.spanContext().spanId);
    expect([ask!.kind, answer!.kind]).toEqual([api.SpanKind.CLIENT, api.SpanKind.SERVER]);
    expect(failed!.attributes['error.type']).toBe('no-reply');
});

test('metrics count what is sent, handled, retried, given up and waiting, topics and queues apart', async () => {
    const { telemetry, metric } = record();
    const clock = createVirtualClock();
    const broker = telemetry.instrument(createMemoryBroker({ clock }));
    const [work, orders] = [queue('work', { limit: { messages: 3 } }), topic('orders')];
    await broker.prepare({ channels: [work, orders], subscriptions: [takes(work), reads('billing', orders)] });
    await broker.consume('work', async ({ envelope, attempt }) => {
        if (envelope.id === 'retried' && attempt === 1) throw new Error('again');
        if (envelope.id === 'bad') throw new RejectedMessage('bad');
    });
    let finish = (): void => undefined;
    await broker.consume('billing', () => new Promise(resolve => finish = resolve));
    for (const id of ['good', 'retried', 'bad']) void broker.publish('work', message(id));
    await broker.publish('work', message('too much')).catch(() => undefined);
    await broker.publish('orders', message('a'));
    await broker.publish('orders', message('b'));
    await clock.advance(2000);

    const atQueue = { 'messaging.system': 'memory', 'messaging.destination.name': 'work', 'sluice.destination.kind': 'queue' };
    const onTopic = { 'messaging.system': 'memory', 'messaging.destination.name': 'orders', 'sluice.destination.kind': 'topic' };
    const process = { 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' };
    const billing = { ...onTopic, ...process, 'messaging.destination.subscription.name': 'billing' };
    const points = async (name: string): Promise<Set<object>> => new Set((await metric(name)).points);
    expect(await points('messaging.client.sent.messages')).toEqual(new Set([
        { ...atQueue, 'messaging.operation.name': 'send', 'messaging.operation.type': 'send', 'error.type': 'channel-full', value: 1 },
        { ...atQueue, 'messaging.operation.name': 'send', 'messaging.operation.type': 'send', value: 3 },
        { ...onTopic, 'messaging.operation.name': 'publish', 'messaging.operation.type': 'send', value: 2 },
    ]));
    expect(await points('messaging.client.consumed.messages')).toEqual(new Set([
        { ...atQueue, ...process, value: 2 }, { ...atQueue, ...process, 'error.type': 'Error', value: 1 }, { ...atQueue, ...process, 'error.type': 'RejectedMessage', value: 1 },
    ]));
    expect(await metric('messaging.process.duration')).toMatchObject({ unit: 's' });
    expect(await points('messaging.process.duration')).toContainEqual({ ...atQueue, ...process, value: 2 });
    expect(await points('sluice.messages.retried')).toEqual(new Set([{ ...atQueue, ...process, value: 1 }]));
    expect(await points('sluice.messages.dead_lettered')).toEqual(new Set([{ ...atQueue, ...process, 'error.type': 'rejected', value: 1 }]));
    expect(await points('sluice.messages.in_hand')).toEqual(new Set([{ ...atQueue, ...process, value: 0 }, { ...billing, value: 1 }]));
    expect(await points('sluice.subscription.lag')).toEqual(new Set([{ ...atQueue, ...process, value: 0 }, { ...billing, value: 2 }]));
    finish();
    await clock.advance(0);
    expect(await points('sluice.subscription.lag')).toContainEqual({ ...billing, value: 1 });
});

test('without an SDK messages travel as they are', async () => {
    const clock = createVirtualClock();
    const broker = openTelemetry(api).instrument(createMemoryBroker({ clock }));
    const seen = await startQueue(broker);
    await broker.publish('work', message('a'));
    await clock.runUntilIdle();
    expect(seen).toEqual([message('a')]);
});
