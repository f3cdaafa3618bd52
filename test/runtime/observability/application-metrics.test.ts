import { expect, test } from 'vitest';
import { aggregate, output, step, timer, type ProjectionDefinition } from '../../../src/runtime/application/index.js';
import { createMemoryStore } from '../../../src/runtime/stores/memory.js';
import type { Change, Store } from '../../../src/runtime/stores/store.js';
import { command, event, processOf, settings, start } from '../application/harness.js';
import { decides, evolves } from '../application/single-handlers.js';
import { record } from './record.js';

interface Order { id: string }

const place = command<Order>('Place');
const placed = event<Order>('Placed');
const remind = command<Order>('Remind');
const byId = ({ id }: Order) => id;

const order = aggregate<Order>({
    name: 'Test.Order', key: 'id', store: 'events', settings, initial: id => ({ id }), evolutions: [],
    handlers: [decides<Order, Order>(place, byId, data => ({ outputs: [output(placed, data)] }))],
});
const orders: ProjectionDefinition = {
    kind: 'projection', name: 'Test.Orders', key: 'id', settings, queries: [], initial: id => ({ id, times: 0 }),
    evolutions: [evolves<Order, Order & { times: number }>(placed, byId, row => ({ ...row, times: row.times + 1 }))],
};
const reminder = processOf({
    initial: (id: string): Order => ({ id }),
    starts: [step<Order, Order>(placed, { keyOf: byId, take: (_event, data) => ({ data, actions: [{ kind: 'go', state: 'waiting' }] }) })],
    states: { waiting: { steps: [], timers: [timer<Order>(1000, data => ({ data, actions: [{ kind: 'send', output: output(remind, data) }, { kind: 'end' }] }))] } },
});

test('timers that are due, events that a projection does not have yet and failures are reported to OpenTelemetry', async () => {
    const { telemetry, metric } = record();
    const memory = createMemoryStore();
    let isAway = false;
    const store: Store = new Proxy(memory, {
        get: (target, name) => (name === 'commit' ? (change: Change) => {
            if (isAway && (change.rows || change.expired || change.postponed)) throw new Error('The store is away.');
            return target.commit(change);
        } : (target[name as keyof Store] as (() => unknown) | undefined)?.bind(target)),
    });
    const { application, send, advance } = await start({ parts: [order, orders, reminder], others: [remind], retries: 1000, options: { store, telemetry } });
    const points = async (name: string) => (await metric(name)).points;
    await send(place, { id: 'a' });
    expect(await points('sluice.projection.lag')).toEqual([{ 'sluice.projection': 'Test.Orders', value: 0 }]);
    expect(await points('sluice.timers.due')).toEqual([{ 'sluice.process': 'Test.Process', value: 0 }]);
    expect(await points('sluice.failures')).toEqual([]);
    isAway = true;
    for (const id of ['b', 'c', 'd']) await send(place, { id });
    expect(await points('sluice.projection.lag')).toEqual([{ 'sluice.projection': 'Test.Orders', value: 3 }]);
    await advance(999);
    expect(await points('sluice.timers.due')).toEqual([{ 'sluice.process': 'Test.Process', value: 0 }]);
    await advance(1);
    expect(await points('sluice.timers.due')).toEqual([{ 'sluice.process': 'Test.Process', value: 4 }]);
    // Each has failed, and could not be put off.
    expect(await points('sluice.failures')).toEqual([{ 'sluice.part': 'Test.Process', value: 8 }]);
    expect(await metric('sluice.projection.lag')).toMatchObject({ unit: '{event}' });
    // Nothing of an outbox, which the store in memory does not have.
    expect(await points('sluice.outbox.depth')).toEqual([]);
    isAway = false;
    await advance(1000);
    expect(await points('sluice.projection.lag')).toEqual([{ 'sluice.projection': 'Test.Orders', value: 0 }]);
    await application.rebuild('Test.Orders', { from: 0 });
    expect(await points('sluice.projection.lag')).toEqual([{ 'sluice.projection': 'Test.Orders', value: 0 }]);
});

test('an application that does not run has nothing to report', async () => {
    const { telemetry, metric } = record();
    const { application, send } = await start({ parts: [order, orders], options: { telemetry } });
    await send(place, { id: 'a' });
    await application.stop();
    expect((await metric('sluice.projection.lag')).points).toEqual([]);
});
