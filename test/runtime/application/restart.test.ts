import { describe, expect, test } from 'vitest';
import { output, step, timer, type ProjectionDefinition } from '../../../src/runtime/application/index.js';
import { createMemoryStore } from '../../../src/runtime/stores/memory.js';
import type { Change, Store } from '../../../src/runtime/stores/store.js';
import { command, event, processOf, settings, start } from './harness.js';
import { evolves } from './single-handlers.js';

interface Order { id: string }

const placed = event<Order>('OrderPlaced');
const remind = command<Order>('RemindCustomer');
const hour = 3_600_000;

const reminder = processOf({
    initial: (id: string): Order => ({ id }),
    starts: [step<Order, Order>(placed, { keyOf: ({ id }) => id, take: (_event, data) => ({ data, actions: [{ kind: 'go', state: 'waiting' }] }) })],
    states: { waiting: { steps: [], timers: [timer<Order>(hour, data => ({ data, actions: [{ kind: 'send', output: output(remind, data) }, { kind: 'end' }] }))] } },
});

const orders = (revision: string, count: number): ProjectionDefinition => ({
    kind: 'projection', name: 'Test.Orders', key: 'id', settings, revision, queries: [], initial: id => ({ id, orders: 0 }),
    evolutions: [evolves<Order, { id: string; orders: number }>(placed, ({ id }) => id, row => ({ ...row, orders: row.orders + count }))],
});

describe('an application that is started again', () => {
    test('knows what it knew, and handles nothing twice', async () => {
        const running = await start({ parts: [orders('first', 1), reminder], others: [remind] });
        const envelope = await running.send(placed, { id: 'a' });
        await running.restart();
        await running.broker.publish(placed.channel, envelope, { deduplicationId: 'again' });
        await running.clock.advance(0);
        expect(await running.application.rows('Test.Orders')).toEqual([{ id: 'a', orders: 1 }]);
        expect(running.activities.filter(({ kind }) => kind === 'entered')).toHaveLength(1);
    });

    test('fires the timers that were set before, at their time', async () => {
        const running = await start({ parts: [reminder], others: [remind] });
        await running.send(placed, { id: 'a' });
        await running.restart({ after: hour / 2 });
        await running.advance(hour / 2 - 1);
        expect(running.outputs()).toEqual([]);
        await running.advance(1);
        expect(running.outputs()).toEqual([{ name: 'RemindCustomer', data: { id: 'a' } }]);
        await running.advance(10 * hour);
        await running.restart();
        await running.advance(10 * hour);
        expect(running.outputs()).toHaveLength(1);
        expect(await running.application.instances('Test.Process')).toEqual([{ key: 'a', state: 'end' }]);
    });

    test('fires at once what fell due while it was away, and only once', async () => {
        const running = await start({ parts: [reminder], others: [remind] });
        await running.send(placed, { id: 'a' });
        await running.restart({ after: 5 * hour });
        expect(running.outputs()).toEqual([{ name: 'RemindCustomer', data: { id: 'a' } }]);
        await running.restart();
        await running.advance(hour);
        expect(running.outputs()).toHaveLength(1);
    });

    test('makes the rows of a projection anew that has changed meanwhile', async () => {
        const running = await start({ parts: [orders('first', 1)] });
        for (const id of ['a', 'b', 'a']) await running.send(placed, { id });
        await running.restart({ parts: [orders('second', 10)] });
        expect(await running.application.rows('Test.Orders')).toEqual([{ id: 'a', orders: 20 }, { id: 'b', orders: 10 }]);
        await running.send(placed, { id: 'b' });
        expect(await running.application.rows('Test.Orders')).toEqual([{ id: 'a', orders: 20 }, { id: 'b', orders: 20 }]);
    });
});

test('a store that fails in the middle leaves nothing half done, and the message comes again', async () => {
    const memory = createMemoryStore();
    let failures = 2;
    const store: Store = new Proxy(memory, {
        get: (target, name) => (name === 'commit' ? (change: Change) => {
            if (change.handled && failures-- > 0) throw new Error('The store is away.');
            return target.commit(change);
        } : (target[name as keyof Store] as (() => unknown) | undefined)?.bind(target)),
    });
    const { application, broker, send, advance, outputs } = await start({ parts: [orders('first', 1), reminder], others: [remind], options: { store } });
    await send(placed, { id: 'a' });
    await advance(1000);
    expect(await application.rows('Test.Orders')).toEqual([{ id: 'a', orders: 1 }]);
    expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'waiting' }]);
    await advance(hour);
    expect(outputs().map(({ name }) => name)).toEqual(['RemindCustomer']);
    expect(broker.deadLetters()).toEqual([]);
});
