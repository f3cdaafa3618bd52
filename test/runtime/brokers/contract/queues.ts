import { expect } from 'vitest';
import { readDeadLetter, RejectedMessage, type Delivery } from '../../../../src/runtime/broker.js';
import { message } from '../messages.js';
import { gate, ids, type Behaviour } from './bench.js';

export const queueBehaviours: readonly Behaviour[] = [
    {
        title: 'gives each message to one of its competing consumers',
        async run(bench) {
            const work = await bench.queue('work');
            const first = await bench.collect(work);
            const second = await bench.collect(work);
            await bench.publishMany(work, 40);
            await bench.until(() => first.length + second.length >= 40);
            await bench.settle();
            expect(new Set([...ids(first), ...ids(second)]).size).toBe(40);
            expect(first.length + second.length).toBe(40);
            expect(first.length).toBeGreaterThan(0);
            expect(second.length).toBeGreaterThan(0);
        },
    },
    {
        title: 'gives work to the consumer that is free while another is busy',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            const { open, opened } = gate();
            const busy: string[] = [];
            await bench.broker.consume(work, async ({ envelope }) => {
                busy.push(envelope.id);
                await opened;
            });
            await bench.broker.publish(work, message('long'));
            await bench.until(() => busy.length === 1);
            const free = await bench.collect(work);
            await bench.publishMany(work, 10);
            await bench.until(() => free.length === 10);
            expect(busy).toEqual(['long']);
            open();
        },
    },
    {
        title: 'shares work among three consumers that take their time',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            const counts = [0, 0, 0];
            for (const index of counts.keys()) {
                await bench.broker.consume(work, async () => {
                    await bench.sleep(20);
                    counts[index]!++;
                });
            }
            const publishing = bench.publishMany(work, 60);
            await bench.until(() => counts.reduce((sum, count) => sum + count) >= 60);
            await publishing;
            for (const count of counts) expect(count).toBeGreaterThanOrEqual(5);
        },
    },
    {
        title: 'keeps what nobody takes', promise: 'keep',
        async run(bench) {
            const work = await bench.queue('work');
            await bench.publishMany(work, 5, { keys: 1 });
            await bench.pass(1000);
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 5);
            expect(ids(seen)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
        },
    },
    {
        title: 'gives a message that was handled to nobody again',
        async run(bench) {
            const work = await bench.queue('work', {}, { acknowledgeTimeout: 400 });
            const first: Delivery[] = [];
            const consumer = await bench.broker.consume(work, async delivery => void first.push(delivery));
            await bench.publishMany(work, 5);
            await bench.until(() => first.length === 5);
            await consumer.stop();
            const second = await bench.collect(work);
            await bench.pass(1000);
            expect(first).toHaveLength(5);
            expect(second).toEqual([]);
        },
    },
    {
        title: 'dead-letters what nobody that consumes it takes', promise: 'dead-letter',
        async run(bench) {
            const work = await bench.queue('work', {}, { types: ['Test.Known.v1'] });
            const seen = await bench.collect(work);
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a', { type: 'Test.Unknown.v1' }));
            await bench.broker.publish(work, message('b', { type: 'Test.Known.v1' }));
            await bench.until(() => letters.length === 1 && seen.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'unhandled', attempts: 0 });
            expect(ids(seen)).toEqual(['b']);
        },
    },
    {
        title: 'gives up at once when it delivers at most once', promise: 'at-most-once',
        async run(bench) {
            const work = await bench.queue('work', { deliver: 'at-most-once' });
            let attempts = 0;
            await bench.broker.consume(work, () => {
                attempts++;
                return Promise.reject(new Error('no'));
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => attempts > 0);
            await bench.pass(1500);
            expect(attempts).toBe(1);
        },
    },
    {
        title: 'has never more in hand than its consumers allow, and of one key only one', promise: 'order',
        async run(bench) {
            const work = await bench.queue('work', { partitions: 3 });
            let inHand = 0;
            let most = 0;
            const keys = new Set<string>();
            let overlapping = 0;
            let done = 0;
            await bench.broker.consume(work, async ({ key }) => {
                most = Math.max(most, ++inHand);
                if (keys.has(key!)) overlapping++;
                keys.add(key!);
                await bench.sleep(1);
                keys.delete(key!);
                inHand--;
                done++;
            }, { concurrency: 3 });
            await bench.publishMany(work, 30, { keys: 5 });
            await bench.until(() => done === 30);
            expect(most).toBeLessThanOrEqual(3);
            expect(overlapping).toBe(0);
        },
    },
    {
        title: 'has as much in hand at a time as its consumer allows',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            const { open, opened } = gate();
            let inHand = 0;
            let done = 0;
            await bench.broker.consume(work, async () => {
                inHand++;
                await opened;
                inHand--;
                done++;
            }, { concurrency: 4 });
            await bench.publishMany(work, 10);
            await bench.until(() => inHand === 4);
            await bench.settle();
            expect(inHand).toBe(4);
            open();
            await bench.until(() => done === 10);
        },
    },
    {
        title: 'works off a backlog with a slow consumer, and loses nothing',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            await bench.publishMany(work, 300);
            const seen: string[] = [];
            await bench.broker.consume(work, async ({ envelope }) => {
                await bench.sleep(2);
                seen.push(envelope.id);
            }, { concurrency: 2 });
            await bench.until(() => seen.length >= 300);
            await bench.settle();
            expect(new Set(seen).size).toBe(300);
            expect(seen).toHaveLength(300);
        },
    },
    {
        title: 'leaves a message that has nowhere else to go to the next consumer', promise: 'keep',
        async run(bench) {
            const work = await bench.queue('work');
            const letters = `${work}.dead-letter`;
            await bench.broker.consume(work, () => Promise.reject(new RejectedMessage('broken')));
            let attempts = 0;
            const first = await bench.broker.consume(letters, () => {
                attempts++;
                return Promise.reject(new Error('nobody can read this'));
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => attempts > 0);
            await bench.settle();
            await first.stop();
            const second = await bench.collect(letters);
            await bench.until(() => second.length === 1);
            expect(readDeadLetter(second[0]!.envelope)).toMatchObject({ reason: 'broken' });
        },
    },
];
