import { expect } from 'vitest';
import { readDeadLetter, type Delivery } from '../../../../src/runtime/broker.js';
import { message, queue, reads, takes, topic } from '../messages.js';
import { expectRefusal, expectOrderPerKey, gate, ids, type Behaviour } from './bench.js';

export const topicBehaviours: readonly Behaviour[] = [
    {
        title: 'gives every subscription every message',
        async run(bench) {
            const orders = await bench.topic('orders', ['billing', 'shipping']);
            const billing = await bench.collect(bench.n('billing'));
            const shipping = await bench.collect(bench.n('shipping'));
            await bench.publishMany(orders, 2);
            await bench.until(() => billing.length === 2 && shipping.length === 2);
            expect(ids(billing).sort()).toEqual(['m0', 'm1']);
            expect(ids(shipping).sort()).toEqual(['m0', 'm1']);
            expect(billing[0]).toMatchObject({ channel: orders, subscription: bench.n('billing'), attempt: 1 });
        },
    },
    {
        title: 'keeps the order of messages of the same key, without waiting between publishes', promise: 'order',
        async run(bench) {
            const orders = await bench.topic('orders', ['billing'], { partitions: 3 });
            const seen = await bench.collect(bench.n('billing'));
            await bench.publishMany(orders, 60, { keys: 4 });
            await bench.until(() => seen.length >= 60);
            expectOrderPerKey(seen);
        },
    },
    {
        title: 'keeps the order of a key while several consumers share a subscription', promise: 'order',
        async run(bench) {
            const orders = await bench.topic('orders', ['billing'], { partitions: 3 });
            const seen: Delivery[] = [];
            for (let index = 0; index < 3; index++) await bench.collect(bench.n('billing'), seen);
            await bench.publishMany(orders, 60, { keys: 6 });
            await bench.until(() => seen.length >= 60);
            expectOrderPerKey(seen);
            expect(new Set(ids(seen)).size).toBe(60);
        },
    },
    {
        title: 'shares a subscription\'s messages among its consumers, each to one',
        async run(bench) {
            const orders = await bench.topic('orders', ['billing', 'shipping'], { partitions: 4 });
            const first = await bench.collect(bench.n('billing'));
            const second = await bench.collect(bench.n('billing'));
            const shipping = await bench.collect(bench.n('shipping'));
            await bench.publishMany(orders, 40);
            await bench.until(() => first.length + second.length >= 40 && shipping.length >= 40);
            await bench.settle();
            expect(ids([...first, ...second]).sort()).toEqual(ids(shipping).sort());
            expect(shipping).toHaveLength(40);
        },
    },
    {
        title: 'passes over types that a subscription does not take',
        async run(bench) {
            const orders = topic(bench.n('orders'));
            await bench.prepare([orders], [reads(bench.n('billing'), orders, { types: ['Test.Paid.v1'] })]);
            const seen = await bench.collect(bench.n('billing'));
            await bench.broker.publish(orders.name, message('other', { type: 'Test.Shipped.v1' }));
            await bench.broker.publish(orders.name, message('paid', { type: 'Test.Paid.v1' }));
            await bench.until(() => seen.length > 0);
            await bench.settle();
            expect(ids(seen)).toEqual(['paid']);
        },
    },
    {
        title: 'dead-letters for each subscription what the topic does not carry', promise: 'dead-letter',
        async run(bench) {
            const orders = topic(bench.n('orders'), { types: ['Test.Paid.v1', 'Test.Shipped.v1'] });
            const [dead, other] = [queue(bench.n('billing.dead-letter'), { deadLetter: '' }), queue(bench.n('all.dead-letter'), { deadLetter: '' })];
            await bench.prepare([orders, dead, other], [reads(bench.n('billing'), orders, { types: ['Test.Paid.v1'] }), reads(bench.n('all'), orders), takes(dead), takes(other)]);
            const [billing, all, letters, others] = [await bench.collect(bench.n('billing')), await bench.collect(bench.n('all')), await bench.collect(dead.name), await bench.collect(other.name)];
            await bench.broker.publish(orders.name, message('unknown', { type: 'Test.Paid.v2' }));
            await bench.broker.publish(orders.name, message('shipped', { type: 'Test.Shipped.v1' }));
            await bench.broker.publish(orders.name, message('paid', { type: 'Test.Paid.v1' }));
            await bench.until(() => billing.length === 1 && all.length === 2 && letters.length === 1 && others.length === 1);
            expect(ids(billing)).toEqual(['paid']);
            expect(ids(all).sort()).toEqual(['paid', 'shipped']);
            for (const [letter] of [letters, others]) expect(readDeadLetter(letter!.envelope)).toMatchObject({ kind: 'unhandled', attempts: 0, envelope: { id: 'unknown' } });
        },
    },
    {
        title: 'takes an older version of a type where the subscription names it',
        async run(bench) {
            const orders = topic(bench.n('orders'));
            await bench.prepare([orders], [reads(bench.n('billing'), orders, { types: ['Test.Paid.v1', 'Test.Paid.v2'] })]);
            const seen = await bench.collect(bench.n('billing'));
            for (const version of [1, 2, 3]) await bench.broker.publish(orders.name, message(`v${version}`, { type: `Test.Paid.v${version}` }));
            await bench.until(() => seen.length >= 2);
            await bench.settle();
            expect(ids(seen).sort()).toEqual(['v1', 'v2']);
        },
    },
    {
        title: 'starts a new subscription at what comes from now on, or at the first message retained', promise: 'retain',
        async run(bench) {
            const orders = topic(bench.n('orders'));
            await bench.prepare([orders], []);
            await bench.broker.publish(orders.name, message('before'));
            await bench.prepare([], [reads(bench.n('new'), orders), reads(bench.n('first'), orders, { start: 'first' })]);
            await bench.broker.publish(orders.name, message('after'));
            const fromNew = await bench.collect(bench.n('new'));
            const fromFirst = await bench.collect(bench.n('first'));
            await bench.until(() => fromNew.length >= 1 && fromFirst.length >= 2);
            await bench.settle();
            expect(ids(fromNew)).toEqual(['after']);
            expect(ids(fromFirst).sort()).toEqual(['after', 'before']);
        },
    },
    {
        title: 'keeps messages for a subscription that nobody consumes yet',
        async run(bench) {
            const orders = await bench.topic('orders', ['billing']);
            await bench.broker.publish(orders, message('a'));
            await bench.settle();
            const seen = await bench.collect(bench.n('billing'));
            await bench.until(() => seen.length === 1);
        },
    },
    {
        title: 'can be read again by a subscription that comes later, after others have handled it all', promise: 'retain',
        async run(bench) {
            const orders = topic(bench.n('orders'));
            await bench.prepare([orders], [reads(bench.n('billing'), orders)]);
            const billing = await bench.collect(bench.n('billing'));
            await bench.publishMany(orders.name, 10, { keys: 1 });
            await bench.until(() => billing.length === 10);
            await bench.prepare([], [reads(bench.n('audit'), orders, { start: 'first' })]);
            const audit = await bench.collect(bench.n('audit'));
            await bench.until(() => audit.length === 10);
            expect(ids(audit)).toEqual(ids(billing));
        },
    },
    {
        title: 'forgets what is older than its retention', promise: 'retain',
        async run(bench) {
            const orders = topic(bench.n('orders'), { retain: { milliseconds: 2000 } });
            await bench.prepare([orders], []);
            await bench.broker.publish(orders.name, message('old'));
            await bench.pass(4000);
            await bench.broker.publish(orders.name, message('young'));
            await bench.prepare([], [reads(bench.n('audit'), orders, { start: 'first' })]);
            const seen = await bench.collect(bench.n('audit'));
            await bench.until(() => seen.length > 0);
            await bench.settle();
            expect(ids(seen)).toEqual(['young']);
        },
    },
    {
        title: 'keeps the last message of each key when it is compacted', promise: 'compact',
        async run(bench) {
            const prices = topic(bench.n('prices'), { compact: true, partitions: 2 });
            await bench.prepare([prices], []);
            for (const [id, key] of [['a1', 'a'], ['b1', 'b'], ['a2', 'a'], ['c.d1', 'c.d ü'], ['a3', 'a']] as const) await bench.broker.publish(prices.name, message(id, { key }));
            await bench.prepare([], [reads(bench.n('audit'), prices, { start: 'first' })]);
            const seen = await bench.collect(bench.n('audit'));
            await bench.until(() => seen.length >= 3);
            await bench.settle();
            expect(ids(seen).sort()).toEqual(['a3', 'b1', 'c.d1']);
        },
    },
    {
        title: 'is given again from its first message', promise: 'retain',
        async run(bench) {
            const orders = await bench.topic('orders', ['view'], { partitions: 2 });
            const before: Delivery[] = [];
            const consumer = await bench.broker.consume(bench.n('view'), async delivery => void before.push(delivery));
            await bench.publishMany(orders, 12, { keys: 3 });
            await bench.until(() => before.length === 12);
            await consumer.stop();
            await bench.broker.replay!(bench.n('view'));
            const again = await bench.collect(bench.n('view'));
            await bench.until(() => again.length >= 12);
            expect(ids(again).sort()).toEqual(ids(before).sort());
            expectOrderPerKey(again);
        },
    },
    {
        title: 'is given again from a point in time on', promise: 'retain',
        async run(bench) {
            const orders = await bench.topic('orders', ['view'], { partitions: 2 });
            const before: Delivery[] = [];
            const consumer = await bench.broker.consume(bench.n('view'), async delivery => void before.push(delivery));
            await bench.publishMany(orders, 4, { keys: 2 });
            await bench.pass(100);
            const since = bench.now();
            await bench.pass(100);
            await bench.publishMany(orders, 4, { keys: 2, first: 4 });
            await bench.until(() => before.length === 8);
            await consumer.stop();
            await bench.broker.replay!(bench.n('view'), { since });
            const again = await bench.collect(bench.n('view'));
            await bench.until(() => again.length >= 4);
            await bench.settle();
            expect(ids(again).sort()).toEqual(['m4', 'm5', 'm6', 'm7']);
        },
    },
    {
        title: 'is not given again while its consumers are at work', promise: 'retain',
        async run(bench) {
            await bench.topic('orders', ['view']);
            await bench.collect(bench.n('view'));
            await expectRefusal(bench.broker.replay!(bench.n('view')), 'busy');
            await expectRefusal(bench.broker.replay!(bench.n('nobody')), 'unknown-subscription');
        },
    },
    {
        title: 'dead-letters for the subscription that failed alone', promise: 'dead-letter',
        async run(bench) {
            const orders = topic(bench.n('orders'), { retry: { times: 0, from: 0, to: 0 } });
            const dead = queue(bench.n('billing.dead-letter'), { deadLetter: '', ordered: 'none' });
            await bench.prepare([orders, dead], [reads(bench.n('billing'), orders), reads(bench.n('shipping'), orders), takes(dead)]);
            await bench.broker.consume(bench.n('billing'), () => Promise.reject(new Error('no money')));
            const shipping = await bench.collect(bench.n('shipping'));
            const letters = await bench.collect(dead.name);
            await bench.broker.publish(orders.name, message('a'));
            await bench.until(() => letters.length === 1 && shipping.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ reason: 'no money', channel: orders.name, subscription: bench.n('billing') });
        },
    },
    {
        title: 'retries for the subscription that failed alone', promise: 'retry',
        async run(bench) {
            const orders = await bench.topic('orders', ['billing', 'shipping']);
            const attempts: number[] = [];
            await bench.broker.consume(bench.n('billing'), async ({ attempt }) => {
                attempts.push(attempt);
                if (attempt === 1) throw new Error('again');
            });
            const shipping = await bench.collect(bench.n('shipping'));
            await bench.broker.publish(orders, message('a', { key: 'k' }));
            await bench.until(() => attempts.length === 2 && shipping.length >= 1);
            await bench.settle();
            expect(shipping).toHaveLength(1);
        },
    },
    {
        title: 'does not let a slow subscription hold up another',
        async run(bench) {
            const orders = await bench.topic('orders', ['slow', 'quick']);
            const { open, opened } = gate();
            let slow = 0;
            await bench.broker.consume(bench.n('slow'), async () => {
                await opened;
                slow++;
            });
            const quick = await bench.collect(bench.n('quick'));
            await bench.publishMany(orders, 10);
            await bench.until(() => quick.length === 10);
            expect(slow).toBe(0);
            open();
            await bench.until(() => slow === 10);
        },
    },
    {
        title: 'gives a subscription that is added later what comes from then on, and the others go on',
        async run(bench) {
            const orders = topic(bench.n('orders'));
            await bench.prepare([orders], [reads(bench.n('billing'), orders)]);
            const billing = await bench.collect(bench.n('billing'));
            await bench.broker.publish(orders.name, message('m0'));
            await bench.prepare([orders], [reads(bench.n('billing'), orders), reads(bench.n('shipping'), orders)]);
            const shipping = await bench.collect(bench.n('shipping'));
            await bench.broker.publish(orders.name, message('m1'));
            await bench.until(() => billing.length === 2 && shipping.length === 1);
            expect(ids(shipping)).toEqual(['m1']);
        },
    },
];
