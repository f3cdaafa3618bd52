import { describe, expect, test } from 'vitest';
import { output, required, step, timer, undoes, type Application, type ProcessAction } from '../../../src/runtime/application/index.js';
import { command, event, processOf, settings, start } from './harness.js';

interface Order { id: string }
interface Revision { id: string; revision: number }
interface Memory { id: string; revision?: number }

const placed = event<Order>('OrderPlaced');
const reserved = event<Order>('StockReserved');
const paid = event<Order>('PaymentCaptured');
const cancelled = event<Order>('OrderCancelled');
const reserve = command<Order>('ReserveStock');
const release = command<Order>('ReleaseStock');
const capture = command<Order>('CapturePayment');
const refund = command<Order>('RefundPayment');
const commands = [reserve, release, capture, refund];

const on = (message: typeof placed, ...actions: ProcessAction[]) => step<Order, Memory>(message, {
    keyOf: ({ id }) => id,
    take: (_event, data) => ({ data, actions: actions.map(action => (action.kind === 'send' ? { ...action, output: output(action.output.message, { id: data.id }) } : action)) }),
});
const send = (message: typeof reserve, undo?: typeof reserve): ProcessAction => ({ kind: 'send', output: output(message, { id: '' }), ...(undo && { undo: undo.name }) });
const go = (state: string): ProcessAction => ({ kind: 'go', state });
const end: ProcessAction = { kind: 'end' };
const compensate: ProcessAction = { kind: 'compensate' };
const undos = Object.fromEntries([release, refund].map(message => [message.name, undoes<Memory>(({ id }) => output(message, { id }))]));
const initial = (id: string): Memory => ({ id });

const fulfilment = processOf({
    initial, undos,
    starts: [on(placed, send(reserve, release), go('reserving'))],
    anywhere: [on(cancelled, compensate, end)],
    states: {
        reserving: {
            steps: [on(reserved, send(capture, refund), go('paying'))],
            timers: [timer<Memory>(600_000, data => ({ data, actions: [compensate, end] }))],
        },
        paying: { steps: [on(paid, end)], timers: [] },
    },
});

describe('steps', () => {
    test('a start begins an instance, and each state takes its own events', async () => {
        const { application, send: tell, outputs } = await start({ parts: [fulfilment], others: commands });
        await tell(placed, { id: 'a' });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'reserving' }]);
        await tell(paid, { id: 'a' });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'reserving' }]);
        await tell(reserved, { id: 'a' });
        await tell(paid, { id: 'a' });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'end' }]);
        expect(outputs()).toEqual([{ name: 'ReserveStock', data: { id: 'a' } }, { name: 'CapturePayment', data: { id: 'a' } }]);
    });

    test('an event that is no start begins nothing', async () => {
        const { application, send: tell, outputs } = await start({ parts: [fulfilment], others: commands });
        await tell(reserved, { id: 'a' });
        expect(await application.instances('Test.Process')).toEqual([]);
        expect(outputs()).toEqual([]);
    });

    test('the same message delivered twice is one step', async () => {
        const { application, broker, send: tell, clock, outputs } = await start({ parts: [fulfilment], others: commands });
        const envelope = await tell(placed, { id: 'a' });
        await broker.publish(placed.channel, envelope, { deduplicationId: 'again' });
        await clock.advance(0);
        expect(await application.instances('Test.Process')).toHaveLength(1);
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock']);
    });

    test('after its end an instance takes nothing but a start, which begins anew', async () => {
        const { application, send: tell, outputs } = await start({ parts: [fulfilment], others: commands });
        await tell(placed, { id: 'a' });
        await tell(cancelled, { id: 'a' });
        await tell(reserved, { id: 'a' });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'end' }]);
        await tell(placed, { id: 'a' });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'reserving' }]);
        await tell(cancelled, { id: 'a' });
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock', 'ReleaseStock', 'ReserveStock', 'ReleaseStock']);
    });

    test('what an earlier life remembered is forgotten by the next', async () => {
        const changed = event<Revision>('ConfigurationChanged');
        const forgetful = processOf({
            initial,
            starts: [step<Revision, Memory>(changed, {
                keyOf: ({ id }) => id,
                take: (_event, data) => ({ data: { ...data, revision: (data.revision ?? 0) + 1 }, actions: [send(reserve), end].map(action => (action.kind === 'send' ? { ...action, output: output(reserve, { id: `${data.revision ?? 'new'}` }) } : action)) }),
            })],
        });
        const { send: tell, outputs } = await start({ parts: [forgetful], others: [reserve] });
        await tell(changed, { id: 'a', revision: 1 });
        await tell(changed, { id: 'a', revision: 2 });
        expect(outputs().map(({ data }) => data)).toEqual([{ id: 'new' }, { id: 'new' }]);
    });

    test('a condition compares the event with what was remembered before it', async () => {
        const changed = event<Revision>('ConfigurationChanged');
        const applied = event<Revision>('ConfigurationApplied');
        const remember = (data: Memory, { revision }: Revision) => ({ ...data, revision });
        const delivery = processOf({
            initial,
            starts: [step<Revision, Memory>(changed, { keyOf: ({ id }) => id, remember, take: (_event, data) => ({ data, actions: [go('delivering')] }) })],
            states: {
                delivering: {
                    steps: [step<Revision, Memory>(applied, {
                        keyOf: ({ id }) => id, remember, applies: ({ revision }, data) => revision === data.revision, take: (_event, data) => ({ data, actions: [end] }),
                    })],
                    timers: [],
                },
            },
        });
        const { application, send: tell } = await start({ parts: [delivery] });
        await tell(changed, { id: 'a', revision: 2 });
        await tell(applied, { id: 'a', revision: 1 });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'delivering' }]);
        await tell(applied, { id: 'a', revision: 2 });
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'end' }]);
    });
});

describe('an event that steps correlate by different keys', () => {
    interface Transfer { id: string; from?: string; to?: string }
    const transferred = event<Transfer>('MoneyTransferred');
    const opened = event<Order>('AccountOpened');
    const by = (name: 'from' | 'to', ...actions: ProcessAction[]) => step<Transfer, Memory>(transferred, {
        keyOf: transfer => required(transfer[name], name),
        take: (_event, data) => ({ data, actions: actions.map(action => (action.kind === 'send' ? { ...action, output: output(action.output.message, { id: data.id }) } : action)) }),
    });
    const account = processOf({
        initial,
        starts: [on(opened, go('open'))],
        states: { open: { steps: [by('from', send(reserve), go('paying')), by('to', send(release), go('paid'))], timers: [] }, paying: { steps: [by('to', end)], timers: [] }, paid: { steps: [], timers: [] } },
    });
    const states = async (application: Application) => Object.fromEntries((await application.instances('Test.Process')).map(({ key, state }) => [key, state]));

    test('moves each of the instances that it belongs to', async () => {
        const { application, send: tell, outputs } = await start({ parts: [account], others: commands });
        for (const id of ['a', 'b', 'c']) await tell(opened, { id });
        await tell(transferred, { id: '1', from: 'a', to: 'b' });
        expect(await states(application)).toEqual({ a: 'paying', b: 'paid', c: 'open' });
        expect(outputs()).toEqual([{ name: 'ReserveStock', data: { id: 'a' } }, { name: 'ReleaseStock', data: { id: 'b' } }]);
        await tell(transferred, { id: '2', from: 'c', to: 'a' });
        expect(await states(application)).toEqual({ a: 'end', b: 'paid', c: 'paying' });
    });

    test('moves an instance to which all keys lead once, by the first step', async () => {
        const { application, send: tell, outputs } = await start({ parts: [account], others: commands });
        await tell(opened, { id: 'a' });
        await tell(transferred, { id: '1', from: 'a', to: 'a' });
        expect(await states(application)).toEqual({ a: 'paying' });
        expect(outputs()).toHaveLength(1);
    });

    test('begins one instance and moves another', async () => {
        const chain = processOf({ initial, starts: [by('to', go('open'))], states: { open: { steps: [by('from', end)], timers: [] } } });
        const { application, send: tell } = await start({ parts: [chain] });
        await tell(transferred, { id: '1', from: 'x', to: 'a' });
        await tell(transferred, { id: '2', from: 'a', to: 'b' });
        expect(await states(application)).toEqual({ a: 'end', b: 'open' });
    });

    test('passes over the steps whose key it does not have', async () => {
        const { application, send: tell } = await start({ parts: [account], others: commands });
        await tell(opened, { id: 'b' });
        await tell(transferred, { id: '1', to: 'b' });
        expect(await states(application)).toEqual({ b: 'paid' });
    });

    test('is a dead letter at once where it has none of the keys', async () => {
        const { broker, send: tell } = await start({ parts: [account], others: commands });
        await tell(transferred, { id: '1' });
        expect(broker.deadLetters()).toMatchObject([{ kind: 'rejected', attempts: 1, reason: expect.stringContaining("'MoneyTransferred' does not say which 'Test.Process' it belongs to") }]);
    });

    test('keeps nothing of one instance when another fails', async () => {
        const failing = processOf({ ...account, initial, states: { ...account.states, open: { steps: [by('from', go('paying')), step<Transfer, Memory>(transferred, { keyOf: ({ to }) => to!, take: () => { throw new Error('not now'); } })], timers: [] } } });
        const { application, broker, send: tell, advance } = await start({ parts: [failing], others: commands });
        for (const id of ['a', 'b']) await tell(opened, { id });
        await tell(transferred, { id: '1', from: 'a', to: 'b' });
        await advance(1000);
        expect(await states(application)).toEqual({ a: 'open', b: 'open' });
        expect(broker.deadLetters()).toMatchObject([{ kind: 'failed', reason: 'not now' }]);
    });

    test('waits for each instance that is busy with another event', async () => {
        const slow = { wait: async () => {} };
        const log: string[] = [];
        const traced = (name: 'from' | 'to') => step<Transfer, Memory>(transferred, {
            keyOf: transfer => transfer[name]!,
            take: async ({ id }, data) => {
                log.push(`${id} begins`);
                await slow.wait();
                log.push(`${id} is done`);
                return { data, actions: [] };
            },
        });
        const watched = processOf({ initial, starts: [on(opened, go('open'))], states: { open: { steps: [traced('from'), traced('to')], timers: [] } } });
        const { application, clock, send: tell, advance } = await start({ parts: [{ ...watched, settings: { ...settings, concurrency: 8 } }], ordered: 'none' });
        for (const id of ['a', 'b']) await tell(opened, { id });
        slow.wait = () => clock.sleep(100);
        await application.emit(transferred, { id: '1', from: 'a', to: 'b' });
        await application.emit(transferred, { id: '2', from: 'b', to: 'a' });
        await advance(1000);
        expect(log).toEqual(['1', '1', '2', '2'].flatMap(id => [`${id} begins`, `${id} is done`]));
    });
});

describe('compensation', () => {
    test('runs the undos of what was sent, last first', async () => {
        const { send: tell, outputs } = await start({ parts: [fulfilment], others: commands });
        await tell(placed, { id: 'a' });
        await tell(reserved, { id: 'a' });
        await tell(cancelled, { id: 'a' });
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock', 'CapturePayment', 'RefundPayment', 'ReleaseStock']);
    });

    test('takes nothing back twice', async () => {
        const twice = processOf({
            initial, undos,
            starts: [on(placed, send(reserve, release), go('open'))],
            anywhere: [on(cancelled, compensate)],
            states: { open: { steps: [], timers: [] } },
        });
        const { send: tell, outputs } = await start({ parts: [twice], others: commands });
        await tell(placed, { id: 'a' });
        await tell(cancelled, { id: 'a' });
        await tell(cancelled, { id: 'a' });
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock', 'ReleaseStock']);
    });

    test('takes back what the same step sent before it, and not what it sends after', async () => {
        const reordered = processOf({
            initial, undos,
            starts: [on(placed, send(reserve, release), compensate, send(capture, refund), end)],
        });
        const { send: tell, outputs } = await start({ parts: [reordered], others: commands });
        await tell(placed, { id: 'a' });
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock', 'ReleaseStock', 'CapturePayment']);
    });
});

describe('timers', () => {
    test('fire after the time in their state, and not before', async () => {
        const { application, send: tell, advance, outputs, activities } = await start({ parts: [fulfilment], others: commands });
        await tell(placed, { id: 'a' });
        await advance(599_999);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'reserving' }]);
        await advance(1);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'end' }]);
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock', 'ReleaseStock']);
        expect(activities.map(({ kind }) => kind)).toEqual(['entered', 'handled', 'timed-out', 'ended']);
    });

    test('do not fire once the state is left', async () => {
        const { application, send: tell, advance, outputs } = await start({ parts: [fulfilment], others: commands });
        await tell(placed, { id: 'a' });
        await tell(reserved, { id: 'a' });
        await advance(3_600_000);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'paying' }]);
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock', 'CapturePayment']);
    });

    const heartbeat = processOf({
        initial,
        starts: [on(placed, go('alive'))],
        states: {
            alive: { steps: [on(placed, go('alive'))], timers: [timer<Memory>(1000, data => ({ data, actions: [go('silent')] }))] },
            silent: { steps: [], timers: [] },
        },
    });

    test('begin anew when their state is entered once more', async () => {
        const { application, send: tell, advance } = await start({ parts: [heartbeat] });
        await tell(placed, { id: 'a' });
        await advance(900);
        await tell(placed, { id: 'a' });
        await advance(900);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'alive' }]);
        await advance(100);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'silent' }]);
    });

    test('that run out while an event of the same instance is in hand do nothing, if it enters the state anew', async () => {
        const slow = slowHeartbeat();
        const { application, clock, send: tell, advance } = await start({ parts: [slow.process] });
        slow.wait = () => clock.sleep(500);
        await tell(placed, { id: 'a' });
        await advance(1300);
        await tell(placed, { id: 'a' });
        // Entered at 500, so the timer runs out at 1500; the event is in hand until 1800.
        await advance(999);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'alive' }]);
        await advance(501);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'silent' }]);
    });

    test('are tried again while the broker does not take what they send, with growing waits', async () => {
        let failures = 3;
        const flaky = processOf({
            initial,
            starts: [on(placed, go('waiting'))],
            states: {
                waiting: {
                    steps: [],
                    timers: [timer<Memory>(1000, data => {
                        if (failures-- > 0) throw new Error('not yet');
                        return { data, actions: [end] };
                    })],
                },
            },
        });
        const { application, send: tell, advance, activities } = await start({ parts: [flaky] });
        await tell(placed, { id: 'a' });
        await advance(1000 + 1000 + 2000 + 3999);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'waiting' }]);
        await advance(1);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'end' }]);
        expect(activities.filter(({ kind }) => kind === 'failed')).toHaveLength(3);
        expect(activities.filter(({ kind }) => kind === 'timed-out')).toHaveLength(1);
    });

    test('are given up at once when what they send can never be valid, so that a run comes to rest', async () => {
        const broken = processOf({
            initial,
            starts: [on(placed, go('waiting'))],
            states: { waiting: { steps: [], timers: [timer<Memory>(1000, data => ({ data, actions: [{ kind: 'send', output: output(reserve, { id: 'a', invalid: true } as Order) }, end] }))] } },
        });
        const { application, send: tell, clock, activities, outputs } = await start({ parts: [broken], others: [reserve] });
        await tell(placed, { id: 'a' });
        expect(await clock.runUntilIdle({ steps: 1000 })).toMatchObject({ idle: true });
        expect(outputs()).toEqual([]);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'waiting' }]);
        expect(activities.filter(({ kind }) => kind === 'failed')).toMatchObject([{ part: 'Test.Process', reason: expect.stringContaining('given up') }]);
    });

    test('stop with the application', async () => {
        const { application, send: tell, advance, outputs } = await start({ parts: [fulfilment], others: commands });
        await tell(placed, { id: 'a' });
        await application.stop();
        await advance(3_600_000);
        expect(outputs().map(({ name }) => name)).toEqual(['ReserveStock']);
    });

    test('are not set by an event that was in hand when the application stopped', async () => {
        const slow = slowHeartbeat();
        const { application, clock, send: tell, advance } = await start({ parts: [slow.process] });
        slow.wait = () => clock.sleep(500);
        await tell(placed, { id: 'a' });
        const stopped = application.stop();
        await advance(500);
        await stopped;
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'alive' }]);
        await advance(3_600_000);
        expect(await application.instances('Test.Process')).toEqual([{ key: 'a', state: 'alive' }]);
    });

    /** Like `heartbeat`, with steps that take as long as `wait` says. */
    function slowHeartbeat() {
        const slow = { wait: () => Promise.resolve(), process: heartbeat };
        const beat = step<Order, Memory>(placed, {
            keyOf: ({ id }) => id,
            take: async (_event, data) => {
                await slow.wait();
                return { data, actions: [go('alive')] };
            },
        });
        slow.process = processOf({ ...heartbeat, initial, starts: [beat], states: { ...heartbeat.states, alive: { steps: [beat], timers: heartbeat.states.alive!.timers } } });
        return slow;
    }
});
