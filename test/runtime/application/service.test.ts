import { describe, expect, test } from 'vitest';
import { defineMessage, handles, output, type MessageHandler, type ScheduleDefinition, type ServiceDefinition } from '../../../src/runtime/application/index.js';
import { command, event, settings, start } from './harness.js';

interface Payment { id: string; order?: string; amount?: number }

const capture = command<Payment>('CapturePayment');
const captured = event<Payment>('PaymentCaptured');
const invoiced = event<Payment>('InvoiceIssued');

const service = (handlers: readonly MessageHandler[], more: Partial<ServiceDefinition> = {}): ServiceDefinition => (
    { kind: 'service', name: 'Billing.Gateway', settings, handlers, schedules: [], answers: [], ...more });

const reported = (kind: string, activities: readonly { kind: string }[]) => activities.filter(activity => activity.kind === kind);

describe('a service', () => {
    test('makes known what its handler decides, caused by the message', async () => {
        const { broker, send } = await start({ parts: [service([handles(capture, data => ({ outputs: [output(captured, data), output(invoiced, data)] }))])], others: [captured, invoiced] });
        const cause = await send(capture, { id: 'a' });
        const [{ envelope: first }, { envelope: second }] = [broker.read('PaymentCaptured')[0]!, broker.read('InvoiceIssued')[0]!];
        for (const envelope of [first, second]) {
            expect(envelope).toMatchObject({ causationid: cause.id, correlationid: cause.id, subject: 'a', source: '/billing/gateway', data: { id: 'a' } });
        }
    });

    test('reacts to an event in several ways', async () => {
        const parts = [service([handles(captured, data => ({ outputs: [output(invoiced, data)] }), data => ({ outputs: data.amount ? [output(capture, data)] : [] }))])];
        const { send, outputs } = await start({ parts, others: [invoiced, capture] });
        await send(captured, { id: 'a', amount: 1 });
        await send(captured, { id: 'b' });
        expect(outputs().map(({ name }) => name)).toEqual(['InvoiceIssued', 'CapturePayment', 'InvoiceIssued']);
    });

    test('is asked again after a failure, and gives up to the dead letter queue', async () => {
        let calls = 0;
        const { broker, send, advance } = await start({ parts: [service([handles(capture, () => {
            calls++;
            throw new Error('no connection');
        })])], retries: 3 });
        await send(capture, { id: 'a' });
        await advance(1000);
        expect(calls).toBe(4);
        expect(broker.deadLetters()).toMatchObject([{ kind: 'failed', attempts: 4, reason: 'no connection' }]);
    });

    test('is asked once for two messages that its idempotency field makes the same', async () => {
        let calls = 0;
        const gateway = service([handles(capture, data => {
            calls++;
            return { outputs: [output(captured, data)] };
        })], { settings: { ...settings, idempotentBy: 'order' } });
        const { send, outputs } = await start({ parts: [gateway], others: [captured] });
        await send(capture, { id: 'a', order: 'x' });
        await send(capture, { id: 'b', order: 'x' });
        await send(capture, { id: 'c', order: 'y' });
        expect(calls).toBe(2);
        expect(outputs()).toHaveLength(2);
    });

    test('tells messages apart by an idempotency field that is an object', async () => {
        let calls = 0;
        const ship = command<{ id: string; parcel: { number: number } }>('ShipParcel');
        const { send } = await start({ parts: [service([handles(ship, () => {
            calls++;
            return { outputs: [] };
        })], { settings: { ...settings, idempotentBy: 'parcel' } })] });
        for (const number of [1, 2, 1]) await send(ship, { id: 'a', parcel: { number } });
        expect(calls).toBe(2);
    });

    test('is asked again for a message whose handling failed before', async () => {
        let calls = 0;
        const { send, advance, outputs } = await start({ parts: [service([handles(capture, data => {
            if (++calls === 1) throw new Error('not yet');
            return { outputs: [output(captured, data)] };
        })])], others: [captured] });
        await send(capture, { id: 'a' });
        await advance(1000);
        expect(outputs().map(({ name }) => name)).toEqual(['PaymentCaptured']);
    });

    test('reads older versions as the current one', async () => {
        const current = defineMessage<Payment>({
            ...capture, type: 'CapturePayment.v2', validate: data => ('amount' in (data as object) ? [] : ['it has no amount']),
            older: [{ type: 'CapturePayment.v1', validate: () => [], upcast: data => ({ ...(data as Payment), amount: 0 }) }],
        });
        const { broker, clock, send, outputs } = await start({ parts: [service([handles(current, data => ({ outputs: [output(captured, data)] }))])], others: [captured] });
        const envelope = await send(current, { id: 'a', amount: 5 });
        await broker.publish(current.channel, { ...envelope, id: 'old', type: 'CapturePayment.v1', data: { id: 'b' } });
        await clock.advance(0);
        expect(outputs().filter(({ name }) => name === 'PaymentCaptured').map(({ data }) => data)).toEqual([{ id: 'a', amount: 5 }, { id: 'b', amount: 0 }]);
    });

    test('never sees data that is not valid: it goes to the dead letter queue at once', async () => {
        let calls = 0;
        const { broker, clock, send } = await start({ parts: [service([handles(capture, () => {
            calls++;
            return { outputs: [] };
        })])] });
        const envelope = await send(capture, { id: 'a' });
        await broker.publish(capture.channel, { ...envelope, id: 'b', data: { id: 'b', invalid: true } });
        await clock.advance(0);
        expect(calls).toBe(1);
        expect(broker.deadLetters()).toMatchObject([{ kind: 'rejected', attempts: 1 }]);
    });

    test('answers questions', async () => {
        const { application, clock } = await start({ parts: [service([], { answers: [{ query: 'Billing.Total', answer: parameters => (parameters as { orders: number[] }).orders.length }] })] });
        const answer = application.ask('Billing.Total', { orders: [1, 2, 3] });
        await clock.advance(0);
        expect(await answer).toBe(3);
    });
});

describe('a schedule', () => {
    const scheduled = (every: ScheduleDefinition['every'], run: () => void = () => undefined) => service([], {
        schedules: [{ name: 'nightly', every, run: ({ now }) => {
            run();
            return { outputs: [output(captured, { id: now.slice(0, 16) })] };
        } }],
    });

    test('comes again after each interval', async () => {
        const { advance, outputs } = await start({ parts: [scheduled(60_000)], others: [captured] });
        await advance(59_999);
        expect(outputs()).toEqual([]);
        await advance(60_001);
        expect(outputs().map(({ data }) => data)).toEqual([{ id: '2025-01-01T00:01' }, { id: '2025-01-01T00:02' }]);
    });

    test('comes at its times', async () => {
        const { advance, outputs } = await start({ parts: [scheduled({ minutes: [30], hours: [2] })], others: [captured] });
        await advance(2 * 86_400_000);
        expect(outputs().map(({ data }) => data)).toEqual([{ id: '2025-01-01T02:30' }, { id: '2025-01-02T02:30' }]);
    });

    test('comes again after it has failed, and says so', async () => {
        let calls = 0;
        const { advance, outputs, activities } = await start({ parts: [scheduled(60_000, () => {
            if (++calls === 1) throw new Error('not today');
        })], others: [captured] });
        await advance(120_000);
        expect(outputs()).toHaveLength(1);
        expect(reported('failed', activities)).toMatchObject([{ part: 'Billing.Gateway', reason: 'not today' }]);
    });

    test('stops with the application', async () => {
        const { application, advance, outputs } = await start({ parts: [scheduled(60_000)], others: [captured] });
        await application.stop();
        await advance(600_000);
        expect(outputs()).toEqual([]);
    });
});
