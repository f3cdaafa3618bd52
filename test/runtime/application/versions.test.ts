import { expect, test } from 'vitest';
import { aggregate, defineMessage, output, step, type ApplicationActivity, type PartDefinition, type ProjectionDefinition } from '../../../src/runtime/application/index.js';
import { command, event, processOf, settings, start } from './harness.js';
import { decides, evolves } from './single-handlers.js';

interface Order { id: string }

const place = command<Order>('Place');
const first = event<Order>('Placed');
const byId = ({ id }: Order) => id;

/** The event in another version, on the same channel; `reads` the earlier one where there is an upcast. */
function version(number: number, { reads = false } = {}) {
    return defineMessage<Order>({
        name: 'Placed', kind: 'event', key: 'id', type: `Placed.v${number}`, channel: 'Placed', headers: [], validate: () => [],
        ...(reads && { older: [{ type: 'Placed.v1', validate: () => [], upcast: data => data as Order }] }),
    });
}

function parts(placed: typeof first, revision: string): PartDefinition[] {
    const orders: ProjectionDefinition = {
        kind: 'projection', name: 'Test.Orders', key: 'id', settings, revision, queries: [], initial: id => ({ id, times: 0 }),
        evolutions: [evolves<Order, Order & { times: number }>(placed, byId, row => ({ ...row, times: row.times + 1 }))],
    };
    const order = aggregate<Order & { times: number }>({
        name: 'Test.Order', key: 'id', store: 'events', settings, revision, initial: id => ({ id, times: 0 }),
        handlers: [decides<Order, Order>(place, byId, data => ({ outputs: [output(placed, data)] }))],
        evolutions: [evolves<Order, Order & { times: number }>(placed, byId, state => ({ ...state, times: state.times + 1 }))],
    });
    const shipping = processOf<Order>({
        name: 'Test.Shipping', initial: id => ({ id }), states: { waiting: { steps: [], timers: [] } },
        starts: [step<Order, Order>(placed, { keyOf: byId, take: (_event, data) => ({ data, actions: [{ kind: 'go', state: 'waiting' }] }) })],
    });
    return [orders, order, shipping];
}

const reasons = (activities: readonly ApplicationActivity[]) => activities.flatMap(activity => (activity.kind === 'failed' ? [`${activity.part}: ${activity.reason}`] : []));

/** Two orders placed twice each with the first version, then a program of another one. */
async function upgrade(placed: typeof first) {
    const running = await start({ parts: parts(first, 'first') });
    for (const id of ['a', 'b', 'a', 'b']) await running.send(place, { id });
    await running.restart({ parts: parts(placed, 'second') });
    return running;
}

const unreadable = "'Placed.v1' is of an older version, and no upcast makes it the latest: see the rule 'schema/missing-upcast'.";

test('events of an older version that nothing makes the latest are counted and told by a rebuild, and by rows of the past', async () => {
    const { application, activities, send } = await upgrade(version(2));
    const told = [
        expect.stringMatching(`^Test\\.Orders: Event '.*' \\(Placed\\.v1, position 1 of the log\\) is passed over: ${unreadable.replaceAll('.', '\\.')}$`),
        "Test.Orders: 4 events of type 'Placed.v1' were passed over, the first one included.",
    ];
    // The start itself has rebuilt the rows, as they are of another revision.
    expect(reasons(activities)).toEqual(told);
    await send(place, { id: 'c' });
    expect(await application.rows('Test.Orders')).toEqual([{ id: 'c', times: 1 }]);
    activities.length = 0;
    expect(await application.rebuild('Test.Orders', { from: 0 })).toEqual({ applied: 1, skipped: 4, position: 5 });
    expect(reasons(activities)).toEqual(told);
    activities.length = 0;
    expect(await application.rows('Test.Orders', { position: 5 })).toEqual([{ id: 'c', times: 1 }]);
    expect(reasons(activities)).toEqual(told);
});

test('an aggregate whose events cannot be read is not taken for one without them', async () => {
    const { application, broker, send, outputs } = await upgrade(version(2));
    const before = outputs().length;
    await expect(application.state('Test.Order', 'a')).rejects.toThrow(unreadable);
    await send(place, { id: 'a' });
    expect(outputs()).toHaveLength(before);
    expect(broker.deadLetters()).toMatchObject([{ kind: 'rejected', reason: unreadable, envelope: { type: 'Place.v1', data: { id: 'a' } } }]);
});

test('a replay ends at the first event that it cannot read, and says where that is', async () => {
    const { application, send } = await upgrade(version(2));
    await send(place, { id: 'c' });
    await expect(application.replay('Test.Shipping', { from: 1 })).rejects.toThrow(`Position 1 of the log: ${unreadable}`);
    expect(await application.replay('Test.Shipping', { from: 5 })).toEqual({ handled: 0, repeated: 1 });
});

test('events of a later version than a program reads are told as well', async () => {
    const running = await start({ parts: parts(version(3), 'first') });
    await running.send(place, { id: 'a' });
    await running.restart({ parts: parts(version(2), 'second') });
    await expect(running.application.replay('Test.Shipping', { from: 1 })).rejects.toThrow("Position 1 of the log: 'Placed.v3' is of a later version than this program reads.");
    expect(await running.application.rebuild('Test.Orders', { from: 0 })).toMatchObject({ applied: 0, skipped: 1 });
});

test('where there is an upcast, nothing is passed over', async () => {
    const { application, activities } = await upgrade(version(2, { reads: true }));
    expect(await application.rows('Test.Orders')).toEqual([{ id: 'a', times: 2 }, { id: 'b', times: 2 }]);
    expect(await application.state('Test.Order', 'a')).toEqual({ id: 'a', times: 2 });
    expect(await application.replay('Test.Shipping', { from: 1 })).toEqual({ handled: 0, repeated: 4 });
    expect(reasons(activities)).toEqual([]);
});
