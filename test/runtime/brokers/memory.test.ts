import { describe, expect, it } from 'vitest';
import { RejectedMessage, type ChannelDefinition, type Delivery, type SubscriptionDefinition } from '../../../src/runtime/broker.js';
import { createMemoryBroker, type BrokerActivity, type MemoryBroker } from '../../../src/runtime/brokers/memory.js';
import { createVirtualClock, type VirtualClock } from '../../../src/runtime/virtual-clock.js';
import { describeBrokerContract } from './broker-contract.js';
import { message, queue, reads, takes, topic } from './messages.js';

for (const seed of ['first', 'second', 'third']) {
    describeBrokerContract(`The embedded broker, seed '${seed}'`, async () => {
        const clock = createVirtualClock({ seed });
        const broker = createMemoryBroker({ clock });
        return {
            broker,
            prefix: '',
            now: () => clock.now(),
            async until(condition, { seconds = 10 } = {}) {
                const end = clock.now() + seconds * 1000;
                while (!condition()) {
                    expect(clock.now()).toBeLessThan(end);
                    await clock.advance(10);
                }
            },
            pass: (milliseconds) => clock.advance(milliseconds),
            sleep: (milliseconds) => clock.sleep(milliseconds),
            dispose: () => broker.close(),
        };
    });
}

interface Setting {
    readonly clock: VirtualClock;
    readonly broker: MemoryBroker;
    readonly log: BrokerActivity[];
}

async function setUp(channels: ChannelDefinition[], subscriptions: SubscriptionDefinition[]): Promise<Setting> {
    const clock = createVirtualClock({ seed: 'memory' });
    const log: BrokerActivity[] = [];
    const broker = createMemoryBroker({ clock, observe: (activity) => log.push(activity) });
    await broker.prepare({ channels, subscriptions });
    return { clock, broker, log };
}

const work = queue('work');
const orders = topic('orders');
const ids = (messages: readonly { readonly envelope: { readonly id: string } }[]): string[] => messages.map(({ envelope }) => envelope.id);
const collector = (into: Delivery[]) => async (delivery: Delivery): Promise<void> => void into.push(delivery);

describe('What only the embedded broker can tell', () => {
    it('makes a dead letter queue that no one has defined, and lists what lies in it', async () => {
        const { broker, clock } = await setUp([work], [takes(work)]);
        await broker.consume('work', () => Promise.reject(new RejectedMessage('broken')));
        await broker.publish('work', message('a', { key: 'k' }));
        await clock.runUntilIdle();
        expect(broker.deadLetters()).toEqual([
            { kind: 'rejected', reason: 'broken', attempts: 1, channel: 'work', subscription: 'work', at: clock.now(), envelope: message('a', { key: 'k' }) },
        ]);
        expect(broker.depth('work.dead-letter')).toBe(1);
    });

    it('counts what is where', async () => {
        const { broker, clock } = await setUp([work], [takes(work)]);
        await broker.publish('work', message('waits'));
        await broker.publish('work', message('later'), { delay: 1000 });
        expect(broker.inspect().subscriptions.find(({ name }) => name === 'work')).toMatchObject({ received: 2, waiting: 1, delayed: 1, lag: 2, consumers: 0 });
        expect(broker.unsettled('work').map(({ envelope, state }) => [envelope.id, state])).toEqual([['waits', 'waiting'], ['later', 'delayed']]);
        await broker.consume('work', async () => {});
        await clock.runUntilIdle();
        expect(broker.inspect().subscriptions.find(({ name }) => name === 'work')).toMatchObject({ received: 2, acknowledged: 2, lag: 0, consumers: 1 });
    });

    it('parks what fails where there is no dead letter queue, until the next consumer comes', async () => {
        const last = queue('last', { deadLetter: '', retry: { times: 0, from: 0, to: 0 } });
        const { broker, clock } = await setUp([last], [takes(last)]);
        const consumer = await broker.consume('last', () => Promise.reject(new Error('no')));
        await broker.publish('last', message('a'));
        await clock.runUntilIdle();
        expect(broker.unsettled('last')).toMatchObject([{ state: 'parked', attempt: 1 }]);
        await consumer.stop();
        const seen: Delivery[] = [];
        await broker.consume('last', collector(seen));
        await clock.runUntilIdle();
        expect(ids(seen)).toEqual(['a']);
    });

    it('never gives a parked message to a consumer that does not take its type', async () => {
        const last = queue('last', { deadLetter: '' });
        const { broker, clock } = await setUp([last], [takes(last, { types: ['Test.Known.v1'] })]);
        await broker.publish('last', message('a', { type: 'Test.Unknown.v1' }));
        const seen: Delivery[] = [];
        await broker.consume('last', collector(seen));
        await clock.runUntilIdle();
        expect(seen).toEqual([]);
        expect(broker.unsettled('last')).toMatchObject([{ state: 'parked' }]);
    });

    it('says that it is drained when nothing with a consumer has anything left', async () => {
        const other = queue('other');
        const { broker, clock } = await setUp([work, other], [takes(work), takes(other)]);
        await broker.consume('work', () => broker.publish('other', message('b')));
        await broker.consume('other', async ({ attempt }) => {
            if (attempt === 1) throw new Error('again');
        });
        await broker.publish('work', message('a'));
        const drained = broker.drained().then(() => broker.depth('other'));
        await clock.runUntilIdle();
        expect(await drained).toBe(0);
    });

    it('says that it is drained when the last consumer stops before all is done', async () => {
        const { broker, clock } = await setUp([work], [takes(work)]);
        const consumer = await broker.consume('work', () => Promise.reject(new Error('later')));
        await broker.publish('work', message('a'));
        await clock.advance(0);
        let drained = false;
        void broker.drained().then(() => (drained = true));
        await clock.advance(0);
        expect(drained).toBe(false);
        await consumer.stop();
        await clock.advance(0);
        expect(drained).toBe(true);
    });

    it('says that it is drained where messages wait behind a parked one of their key', async () => {
        const last = queue('last', { deadLetter: '', retry: { times: 0, from: 0, to: 0 } });
        const { broker, clock } = await setUp([last], [takes(last)]);
        await broker.consume('last', () => Promise.reject(new Error('no')));
        await broker.publish('last', message('a', { key: 'k' }));
        await broker.publish('last', message('b', { key: 'k' }));
        let drained = false;
        void broker.drained().then(() => (drained = true));
        await clock.runUntilIdle();
        expect(drained).toBe(true);
    });

    it('follows a changed definition of a queue whose subscription no one has defined', async () => {
        const { broker } = await setUp([work], []);
        await broker.prepare({ channels: [{ ...work, deadLetter: 'elsewhere', retry: { times: 0, from: 0, to: 0 } }], subscriptions: [] });
        const consumer = await broker.consume('work', () => Promise.reject(new Error('no')));
        await broker.publish('work', message('a'));
        await broker.drained();
        await consumer.stop();
        expect(broker.depth('elsewhere')).toBe(1);
    });

    it('tells observers in order, with frozen envelopes', async () => {
        const { broker, clock, log } = await setUp([work], [takes(work)]);
        await broker.consume('work', async ({ attempt }) => {
            if (attempt === 1) throw new Error('once');
        });
        await broker.publish('work', message('a'));
        await clock.runUntilIdle();
        expect(log.map(({ kind, at }) => [kind, at - Date.UTC(2025, 0, 1)])).toEqual([
            ['published', 0], ['delivered', 0], ['retried', 0], ['delivered', 100], ['acknowledged', 100],
        ]);
        const [first] = log;
        expect(Object.isFrozen((first as { envelope: { data: object } }).envelope.data)).toBe(true);
    });

    it('ends a timeout\'s delivery for good: its handler\'s late answer counts for nothing', async () => {
        const { broker, clock, log } = await setUp([work], [takes(work, { acknowledgeTimeout: 100 })]);
        let finishFirst: () => void = () => {};
        await broker.consume('work', async ({ attempt }) => {
            if (attempt === 1) await new Promise<void>((resolve) => (finishFirst = resolve));
        });
        await broker.publish('work', message('a'));
        await clock.advance(200);
        finishFirst();
        await clock.runUntilIdle();
        expect(log.filter(({ kind }) => kind === 'acknowledged')).toMatchObject([{ delivery: { attempt: 2 } }]);
    });
});

describe('What a topic can give again', () => {
    it('is what its retention keeps, by age and by size', async () => {
        const byAge = topic('by-age', { retain: { milliseconds: 1000 } });
        const bySize = topic('by-size', { retain: { bytes: 600 } });
        const { broker, clock } = await setUp([byAge, bySize], []);
        for (const id of ['a', 'b', 'c', 'd']) {
            await broker.publish('by-age', message(id));
            await broker.publish('by-size', message(id));
            await clock.advance(400);
        }
        expect(ids(broker.read('by-age'))).toEqual(['c', 'd']);
        const size = JSON.stringify(message('a')).length;
        expect(ids(broker.read('by-size'))).toEqual(['a', 'b', 'c', 'd'].slice(-Math.floor(600 / size)));
    });

    it('is the last message of each key on a compacted topic', async () => {
        const compacted = topic('compacted', { compact: true, retain: { milliseconds: 1 } });
        const { broker, clock } = await setUp([compacted], []);
        for (const [id, key] of [['a', 'x'], ['b', 'y'], ['c', 'x']] as const) await broker.publish('compacted', message(id, { key }));
        await clock.advance(1000);
        expect(ids(broker.read('compacted'))).toEqual(['b', 'c']);
    });

    it('is given again on a replay, in order and from a position on', async () => {
        const { broker, clock } = await setUp([orders], [reads('view', orders)]);
        const seen: Delivery[] = [];
        const consumer = await broker.consume('view', collector(seen));
        for (const id of ['a', 'b', 'c']) await broker.publish('orders', message(id, { key: 'k' }));
        await clock.runUntilIdle();
        await expect(broker.replay('view')).rejects.toMatchObject({ code: 'busy' });
        await consumer.stop();
        await broker.publish('orders', message('d', { key: 'k' }));
        await broker.replay('view', { from: 1 });
        await broker.consume('view', collector(seen));
        await clock.runUntilIdle();
        expect(ids(seen)).toEqual(['a', 'b', 'c', 'b', 'c', 'd']);
        expect(broker.inspect().subscriptions.find(({ name }) => name === 'view')).toMatchObject({ received: 6, acknowledged: 6, lag: 0 });
    });

    it('never limits what a subscription has still to get', async () => {
        const brief = topic('brief', { retain: { milliseconds: 1 } });
        const { broker, clock } = await setUp([brief], [reads('view', brief)]);
        await broker.publish('brief', message('a'));
        await clock.advance(1000);
        expect(broker.read('brief')).toEqual([]);
        const seen: Delivery[] = [];
        await broker.consume('view', collector(seen));
        await clock.runUntilIdle();
        expect(ids(seen)).toEqual(['a']);
    });
});

describe('Deduplication', () => {
    it('forgets an id when its window is over', async () => {
        const once = queue('once', { deduplicate: 1000 });
        const { broker, clock, log } = await setUp([once], [takes(once)]);
        await broker.publish('once', message('a'));
        await clock.advance(999);
        await broker.publish('once', message('a'));
        await clock.advance(1);
        await broker.publish('once', message('a'));
        expect(log.map(({ kind }) => kind)).toEqual(['published', 'deduplicated', 'published']);
    });

    it('holds for as long as the channel retains where it delivers exactly once', async () => {
        const exactly = topic('exactly', { deliver: 'exactly-once', retain: { milliseconds: 1000 } });
        const { broker, clock } = await setUp([exactly], []);
        await broker.publish('exactly', message('a'));
        await broker.publish('exactly', message('a'));
        await clock.advance(1000);
        await broker.publish('exactly', message('a'));
        expect(broker.inspect().channels).toMatchObject([{ published: 2, deduplicated: 1 }]);
    });

    it('does not remember what was refused', async () => {
        const once = queue('once', { deduplicate: 1000, limit: { messages: 1 } });
        const { broker, clock } = await setUp([once], [takes(once)]);
        await broker.publish('once', message('a'));
        await expect(broker.publish('once', message('b'))).rejects.toMatchObject({ code: 'channel-full' });
        const seen: Delivery[] = [];
        await broker.consume('once', collector(seen));
        await clock.runUntilIdle();
        await broker.publish('once', message('b'));
        await clock.runUntilIdle();
        expect(ids(seen)).toEqual(['a', 'b']);
    });
});

describe('Questions', () => {
    it('asked before there is an answerer wait for one', async () => {
        const { broker } = await setUp([], []);
        const reply = broker.request('price', message('q'), { timeout: 1000 });
        await broker.answer('price', async () => 42);
        expect(await reply).toBe(42);
    });

    it('in the hands of an answerer that stops are not put to the next as well', async () => {
        const { broker, clock } = await setUp([], []);
        let reply: (value: number) => void = () => {};
        const first = await broker.answer('price', () => new Promise<number>((resolve) => (reply = resolve)));
        const asked = broker.request('price', message('q'), { timeout: 1000 });
        await clock.advance(0);
        const stopping = first.stop();
        let second = 0;
        await broker.answer('price', async () => ++second);
        await clock.advance(0);
        reply(42);
        expect(await asked).toBe(42);
        await stopping;
        expect(second).toBe(0);
    });

    it('in hand keep the broker from closing, even when their answerer was stopped before', async () => {
        const { broker, clock } = await setUp([], []);
        let reply: (value: number) => void = () => {};
        const answerer = await broker.answer('price', () => new Promise<number>((resolve) => (reply = resolve)));
        const asked = broker.request('price', message('q'), { timeout: 1000 });
        await clock.advance(0);
        void answerer.stop();
        let closed = false;
        const closing = broker.close().then(() => (closed = true));
        await clock.advance(10);
        expect(closed).toBe(false);
        reply(42);
        expect(await asked).toBe(42);
        await closing;
    });

    it('that wait when the broker closes are told so', async () => {
        const { broker } = await setUp([], []);
        const asked = broker.request('price', message('q'), { timeout: 1000 });
        const told = expect(asked).rejects.toMatchObject({ code: 'closed' });
        await broker.close();
        await told;
    });
});

describe('A topology that contradicts itself', () => {
    const refused = async (channels: ChannelDefinition[], subscriptions: SubscriptionDefinition[], words: RegExp): Promise<void> => {
        await expect(createMemoryBroker().prepare({ channels, subscriptions })).rejects.toMatchObject({
            code: 'invalid-topology', message: expect.stringMatching(words) as string,
        });
    };

    it('is refused', async () => {
        await refused([work, work], [], /'work' is defined twice/);
        await refused([work], [reads('view', orders)], /'orders', which is no channel/);
        await refused([work], [reads('view', work)], /queue's own name/);
        await refused([topic('dead'), queue('work', { deadLetter: 'dead' })], [], /which is a topic/);
        await refused([queue('a', { deadLetter: 'b' }), queue('b', { deadLetter: 'a' })], [], /circle: a → b → a/);
        await refused([queue('work', { retry: { times: 1, from: 10, to: 1 } })], [], /cannot be retried/);
        await refused([queue('work', { limit: { messages: 0 } })], [], /limit of messages/);
        await refused([queue('work', { timeToLive: -1 })], [], /timeToLive/);
        await refused([queue('work', { priority: { lowest: 2, highest: 1 } })], [], /which are none/);
    });

    it('is refused where it contradicts what exists', async () => {
        const { broker } = await setUp([work], [takes(work)]);
        await expect(broker.prepare({ channels: [topic('work')], subscriptions: [] })).rejects.toThrow(/cannot become a topic/);
        await expect(broker.prepare({ channels: [queue('work', { ordered: 'none' })], subscriptions: [] })).rejects.toThrow(/cannot be ordered by none/);
    });
});
