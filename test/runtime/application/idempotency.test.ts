import { expect, test } from 'vitest';
import { handles, output } from '../../../src/runtime/application/index.js';
import { command, event, settings, start, type StartOptions } from './harness.js';

const capture = command<{ id: string; order?: string }>('Capture');
const captured = event<{ id: string; order?: string }>('Captured');

/** A service that takes a while for each message, and how often it was called. */
async function startSlow({ idempotentBy, milliseconds, options }: { idempotentBy: string; milliseconds: number; options?: StartOptions['options'] }) {
    const calls: string[] = [];
    let sleep = async (_milliseconds: number): Promise<void> => undefined;
    const running = await start({
        parts: [{
            kind: 'service', name: 'Billing.Gateway', settings: { ...settings, idempotentBy, concurrency: 8 }, schedules: [], answers: [],
            handlers: [handles(capture, async data => {
                calls.push(data.id);
                await sleep(milliseconds);
                return { outputs: [output(captured, data)] };
            })],
        }],
        others: [captured], ordered: 'none', ...(options && { options }),
    });
    sleep = given => running.clock.sleep(given);
    return { ...running, calls };
}

test('a message that is given out again while it is in hand is handled once', async () => {
    const { send, advance, outputs, calls } = await startSlow({ idempotentBy: 'id', milliseconds: 60_000 });
    await send(capture, { id: 'a' });
    await advance(600_000);
    expect(calls).toEqual(['a']);
    expect(outputs().filter(({ name }) => name === 'Captured')).toHaveLength(1);
});

test('two messages that are the same by their field are handled once, even at the same time', async () => {
    const { application, advance, calls } = await startSlow({ idempotentBy: 'order', milliseconds: 100 });
    await application.emit(capture, { id: 'a', order: 'x' });
    await application.emit(capture, { id: 'b', order: 'x' });
    await advance(600_000);
    expect(calls).toHaveLength(1);
});

test('a message that comes again is handled once within the window, and anew behind it', async () => {
    const { send, broker, advance, calls } = await startSlow({ idempotentBy: 'id', milliseconds: 0, options: { idempotency: { window: 60_000 } } });
    const envelope = await send(capture, { id: 'a' });
    await advance(59_999);
    await broker.publish(capture.channel, envelope, { deduplicationId: 'again' });
    await advance(0);
    expect(calls).toEqual(['a']);
    await advance(1);
    await broker.publish(capture.channel, envelope, { deduplicationId: 'and again' });
    await advance(0);
    expect(calls).toEqual(['a', 'a']);
});

test('a message that comes again is handled anew when as many others as are remembered have come in between', async () => {
    const { send, calls } = await startSlow({ idempotentBy: 'order', milliseconds: 0, options: { idempotency: { capacity: 2 } } });
    for (const order of ['x', 'y', 'x', 'z', 'x']) await send(capture, { id: order, order });
    expect(calls).toEqual(['x', 'y', 'z', 'x']);
});
