import { describe, expect, test } from 'vitest';
import { handles, type MessageHandler, type ServiceDefinition } from '../../../src/runtime/application/index.js';
import { StoreGate } from '../../../src/runtime/application/store-gate.js';
import { PostponedMessage, RejectedMessage, type Delivery, type DeliveryFailure } from '../../../src/runtime/broker.js';
import { createMemoryStore } from '../../../src/runtime/stores/memory.js';
import { StoreUnavailable, type Store } from '../../../src/runtime/stores/store.js';
import { createVirtualClock } from '../../../src/runtime/virtual-clock.js';
import { message } from '../brokers/messages.js';
import { command, settings, start, type StartOptions } from './harness.js';

interface Payment { id: string }

const capture = command<Payment>('CapturePayment');

/** A store in memory that may be away, or be lost during a commit although it is there. */
function storeThatMayBeAway(): Store & { isAway: boolean; losses: number; pings: number } {
    const kept = createMemoryStore();
    const assertThere = (): void => {
        if (store.isAway) throw new StoreUnavailable('no connection');
    };
    const store = Object.assign(Object.create(kept) as Store, {
        isAway: false, losses: 0, pings: 0,
        async ping() {
            store.pings++;
            assertThere();
        },
        isHandled(part: string, identity: string) {
            assertThere();
            return kept.isHandled(part, identity);
        },
        commit(change: Parameters<Store['commit']>[0]) {
            assertThere();
            if (store.losses > 0) {
                store.losses--;
                throw new StoreUnavailable('connection lost');
            }
            return kept.commit(change);
        },
    });
    return store;
}

async function begin(handler: (data: Payment) => void | Promise<void> = () => undefined, options: Partial<StartOptions> = {}) {
    const store = storeThatMayBeAway();
    const handled: string[] = [];
    const handlers: MessageHandler[] = [handles(capture, async data => {
        await handler(data);
        handled.push(data.id);
        return { outputs: [] };
    })];
    const service: ServiceDefinition = { kind: 'service', name: 'Billing.Gateway', settings, handlers, schedules: [], answers: [] };
    const running = await start({ parts: [service], retries: 0, options: { store }, ...options });
    const failures: DeliveryFailure[] = [];
    running.broker.watch!(failure => failures.push(failure));
    return { ...running, store, handled, failures };
}

describe('while the store is away', () => {
    test('messages wait for longer than they may be held, and are handled once it is there, without an attempt that counts', async () => {
        const { store, send, advance, handled, failures, activities, broker } = await begin();
        store.isAway = true;
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await send(capture, { id });
        await advance(100_000);
        expect(handled).toEqual([]);
        // Four are held and the rest stays where it is.
        expect(broker.depth('CapturePayment')).toBe(7);
        expect(activities.filter(({ kind }) => kind === 'failed')).toEqual([{ kind: 'failed', part: 'store', reason: 'The store cannot be reached. Messages wait until it is there again.' }]);
        store.isAway = false;
        await advance(2000);
        expect([...handled].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
        expect(failures).toEqual([]);
    });

    test('the failures of a handler count as little, whatever it says', async () => {
        const { store, send, advance, handled, failures } = await begin(() => {
            if (store.isAway) throw new Error('no connection to the same database');
        });
        await send(capture, { id: 'a' });
        const isHandled = store.isHandled;
        store.isHandled = () => false;
        store.isAway = true;
        await send(capture, { id: 'b' });
        await advance(5000);
        Object.assign(store, { isAway: false, isHandled });
        await advance(2000);
        expect(handled).toEqual(['a', 'b']);
        expect(failures).toEqual([]);
    });

    test('an application stops without waiting for it, and what it held is another\'s', async () => {
        const { store, send, application, advance, broker, failures } = await begin();
        store.isAway = true;
        await send(capture, { id: 'a' });
        const stopped = application.stop();
        await advance(0);
        expect(await stopped).toEqual({ unfinished: [] });
        expect(broker.depth('CapturePayment')).toBe(1);
        expect(failures).toEqual([]);
    });

    test('nobody asks it again once the application has stopped', async () => {
        const { store, send, application, advance } = await begin();
        store.isAway = true;
        await send(capture, { id: 'a' });
        const stopped = application.stop();
        await advance(0);
        await stopped;
        await advance(5000);
        const { pings } = store;
        await advance(60_000);
        expect(store.pings).toBe(pings);
    });
});

describe('while the store is there', () => {
    test('a failure counts', async () => {
        const { send, advance, failures } = await begin(() => {
            throw new Error('a mistake');
        });
        await send(capture, { id: 'a' });
        await advance(0);
        expect(failures).toMatchObject([{ kind: 'dead-lettered', deadLetter: { kind: 'failed', attempts: 1, reason: 'a mistake' } }]);
    });

    test('a message whose connection is lost is worked out anew, and has failed where that happens each time', async () => {
        const { store, send, advance, handled, failures } = await begin();
        store.losses = 3;
        await send(capture, { id: 'a' });
        await advance(0);
        expect(handled).toEqual(['a', 'a', 'a', 'a']);
        expect(failures).toEqual([]);
        store.losses = 4;
        await send(capture, { id: 'b' });
        await advance(0);
        expect(failures).toMatchObject([{ kind: 'dead-lettered', deadLetter: { attempts: 1, reason: 'connection lost' } }]);
    });
});

describe('the gate', () => {
    const delivery: Delivery = { channel: 'work', subscription: 'work', envelope: message('a'), attempt: 1 };
    const make = () => {
        const store = storeThatMayBeAway();
        const clock = createVirtualClock({ seed: 1 });
        const settled: unknown[] = [];
        const gate = new StoreGate({ store, clock, observe: () => undefined });
        const give = (handler: () => Promise<unknown>, { acknowledgeTimeout = 1000, isOnce = false } = {}): void => {
            gate.guard(handler, { acknowledgeTimeout, isOnce })(delivery).then(() => settled.push('handled'), error => settled.push(error));
        };
        return { store, clock, gate, give, settled };
    };
    const never = () => new Promise<never>(() => undefined);

    test('gives back what hangs because the store is silent, before its time is over', async () => {
        const { store, clock, give, settled } = make();
        store.ping = never;
        give(never, { acknowledgeTimeout: 10_000 });
        await clock.advance(6900);
        expect(settled).toEqual([]);
        await clock.advance(200);
        expect(settled).toEqual([expect.any(PostponedMessage)]);
    });

    test('leaves what takes long alone while the store answers', async () => {
        const { clock, give, settled } = make();
        give(never);
        await clock.advance(60_000);
        expect(settled).toEqual([]);
    });

    test('lets a message that comes once wait in hand, and handles it once', async () => {
        const { store, clock, give, settled } = make();
        store.isAway = true;
        give(async () => { throw new Error('lost'); });
        await clock.advance(0);
        let calls = 0;
        give(async () => { calls++; throw new Error('lost again'); }, { isOnce: true });
        await clock.advance(150);
        store.isAway = false;
        await clock.advance(500);
        expect(calls).toBe(1);
        expect(settled).toEqual([expect.any(PostponedMessage), expect.objectContaining({ message: 'lost again' })]);
    });

    test('passes a verdict on a message on, wherever the store is', async () => {
        const { store, clock, give, settled } = make();
        store.isAway = true;
        give(async () => { throw new RejectedMessage('never'); });
        await clock.advance(0);
        expect(settled).toEqual([expect.any(RejectedMessage)]);
    });

    test('does what no message asked for once the store is there, or not at all after a stop', async () => {
        const { store, clock, gate } = make();
        const results: unknown[] = [];
        const run = (): void => void gate.run(async () => {
            if (store.isAway) throw new StoreUnavailable('away');
            return 'done';
        }).then(result => results.push(result));
        store.isAway = true;
        run();
        await clock.advance(5000);
        expect(results).toEqual([]);
        store.isAway = false;
        await clock.advance(2000);
        expect(results).toEqual(['done']);
        store.isAway = true;
        run();
        await clock.advance(0);
        gate.stop();
        await clock.advance(0);
        expect(results).toEqual(['done', undefined]);
        await expect(gate.run(async () => 'again')).resolves.toBeUndefined();
    });
});
