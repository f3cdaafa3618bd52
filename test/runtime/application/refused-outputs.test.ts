import { expect, test } from 'vitest';
import { handles, output } from '../../../src/runtime/application/index.js';
import { command, event, settings, start } from './harness.js';

interface Note { id: string; text?: string }

const place = command<Note>('Place');
const placed = event<Note>('Placed');

test('what leads to a message that the broker refuses for good ends at once with its cause, and what follows goes on', async () => {
    let calls = 0;
    const { broker, send, outputs } = await start({
        parts: [{ kind: 'service', name: 'Shop.Desk', settings, schedules: [], answers: [], handlers: [handles(place, data => {
            calls++;
            return { outputs: [output(placed, data.id === 'bad' ? { ...data, text: 'x'.repeat(2 ** 20) } : data)] };
        })] }],
        others: [placed], retries: 5,
    });
    await send(place, { id: 'bad' });
    expect(calls).toBe(1);
    await send(place, { id: 'good' });
    expect(outputs()).toEqual([{ name: 'Placed', data: { id: 'good' } }]);
    expect(broker.deadLetters()).toMatchObject([{
        kind: 'rejected', attempts: 1, envelope: { type: 'Place.v1', data: { id: 'bad' } },
        reason: expect.stringMatching(/^'Placed\.v1', which follows from it, cannot be published: .* 1048576 /) as string,
    }]);
});
