import { expect } from 'vitest';
import { readDeadLetter } from '../../../../src/runtime/broker.js';
import { message } from '../messages.js';
import { expectRefusal, ids, type Behaviour } from './bench.js';

/** How much earlier than told a timer may ring, in milliseconds: clocks are rounded, and a server's is another one. */
const tolerance = 10;

export const clauseBehaviours: readonly Behaviour[] = [
    {
        title: 'gives out what is more important first', promise: 'priority',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none', priority: { lowest: 0, highest: 9 } });
            for (const [id, priority] of [['low', 0], ['high', 9], ['middle', 5]] as const) await bench.broker.publish(work, message(id), { priority });
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 3);
            expect(ids(seen)).toEqual(['high', 'middle', 'low']);
            await expectRefusal(bench.broker.publish(work, message('x'), { priority: 10 }), 'invalid-message');
        },
    },
    {
        title: 'gives out what is equally important in the order in which it came, and takes the lowest unless told', promise: 'priority',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none', priority: { lowest: 1, highest: 3 } });
            for (let index = 0; index < 4; index++) await bench.broker.publish(work, message(`low${index}`));
            for (let index = 0; index < 4; index++) await bench.broker.publish(work, message(`high${index}`), { priority: 3 });
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 8);
            expect(ids(seen)).toEqual(['high0', 'high1', 'high2', 'high3', 'low0', 'low1', 'low2', 'low3']);
        },
    },
    {
        title: 'refuses a priority where the channel has none', promise: 'priority',
        async run(bench) {
            const work = await bench.queue('work');
            await expectRefusal(bench.broker.publish(work, message('x'), { priority: 1 }), 'invalid-message');
        },
    },
    {
        title: 'gives out a delayed message when its delay is over', promise: 'delay',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none', delay: 2000 });
            const times = new Map<string, number>();
            await bench.broker.consume(work, async ({ envelope }) => void times.set(envelope.id, bench.now()));
            const published = bench.now();
            await bench.broker.publish(work, message('channel'));
            await bench.broker.publish(work, message('own'), { delay: 10 });
            await bench.until(() => times.size === 2);
            expect([...times.keys()]).toEqual(['own', 'channel']);
            expect(times.get('channel')! - published).toBeGreaterThanOrEqual(2000 - tolerance);
            await expectRefusal(bench.broker.publish(work, message('x'), { delay: -1 }), 'invalid-message');
        },
    },
    {
        title: 'counts the first delivery after a delay as the first', promise: 'delay',
        async run(bench) {
            const retry = { times: 1, from: 50, to: 50 };
            const work = await bench.queue('work', { ordered: 'none', delay: 400, retry }, { retry });
            const attempts: number[] = [];
            await bench.broker.consume(work, async ({ attempt }) => {
                attempts.push(attempt);
                throw new Error('no');
            });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a'));
            await bench.until(() => letters.length === 1);
            expect(attempts).toEqual([1, 2]);
        },
    },
    {
        title: 'keeps the order of a key where all are delayed alike', promise: 'delay',
        async run(bench) {
            const work = await bench.queue('work', { delay: 300 });
            const seen = await bench.collect(work);
            await bench.publishMany(work, 5, { keys: 1 });
            await bench.until(() => seen.length === 5);
            expect(ids(seen)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
        },
    },
    {
        title: 'hands nothing out after its time to live, but dead-letters it', promise: 'ttl',
        async run(bench) {
            const work = await bench.queue('work', { timeToLive: 500 });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a'));
            await bench.pass(1000);
            const seen = await bench.collect(work);
            await bench.until(() => letters.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'expired', attempts: 0, envelope: { id: 'a' } });
            await bench.settle();
            expect(seen).toEqual([]);
        },
    },
    {
        title: 'hands out what is within its time to live', promise: 'ttl',
        async run(bench) {
            const work = await bench.queue('work', { timeToLive: 30_000 });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a'));
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 1);
            await bench.settle();
            expect(letters).toEqual([]);
        },
    },
    {
        title: 'tries nothing again after its time to live', promise: 'ttl',
        async run(bench) {
            const retry = { times: 5, from: 1000, to: 1000 };
            const work = await bench.queue('work', { timeToLive: 500, retry }, { retry });
            let attempts = 0;
            await bench.broker.consume(work, () => {
                attempts++;
                return Promise.reject(new Error('no'));
            });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a'));
            await bench.until(() => letters.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'expired', attempts: 1 });
            expect(attempts).toBe(1);
        },
    },
    {
        title: 'takes a message once within its window', promise: 'deduplicate',
        async run(bench) {
            const work = await bench.queue('work', { deduplicate: 60_000 });
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('a'));
            await bench.broker.publish(work, message('a'));
            await bench.broker.publish(work, message('b'), { deduplicationId: 'a' });
            await bench.broker.publish(work, message('a'), { deduplicationId: 'other' });
            await bench.until(() => seen.length === 2);
            await bench.settle();
            expect(ids(seen)).toEqual(['a', 'a']);
        },
    },
    {
        title: 'takes a message again when its window is over', promise: 'deduplicate',
        async run(bench) {
            const work = await bench.queue('work', { deduplicate: 400 });
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('a'));
            await bench.pass(1000);
            await bench.broker.publish(work, message('a'));
            await bench.until(() => seen.length === 2);
        },
    },
    {
        title: 'takes the same message twice where it does not deduplicate',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('a'));
            await bench.broker.publish(work, message('a'));
            await bench.until(() => seen.length === 2);
        },
    },
    {
        title: 'refuses more messages than it may hold, and takes more when there is room again', promise: 'limit',
        async run(bench) {
            const work = await bench.queue('work', { limit: { messages: 2 } });
            await bench.broker.publish(work, message('a'));
            await bench.broker.publish(work, message('b'));
            await expectRefusal(bench.broker.publish(work, message('c')), 'channel-full');
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 2);
            await bench.settle();
            await bench.broker.publish(work, message('c'));
            await bench.until(() => seen.length === 3);
        },
    },
    {
        title: 'refuses more bytes than it may hold', promise: 'limit',
        async run(bench) {
            const work = await bench.queue('work', { limit: { bytes: 10_000 } });
            await bench.broker.publish(work, message('a', { data: 'x'.repeat(5000) }));
            if (bench.test.passesLimits) {
                // It looks at what is there, and not at what comes: one message more it takes.
                await bench.broker.publish(work, message('b', { data: 'x'.repeat(6000) }));
                await expectRefusal(bench.broker.publish(work, message('c', { data: 'x'.repeat(500) })), 'channel-full');
                return;
            }
            await expectRefusal(bench.broker.publish(work, message('b', { data: 'x'.repeat(6000) })), 'channel-full');
            await bench.broker.publish(work, message('c', { data: 'x'.repeat(500) }));
        },
    },
    {
        title: 'starts no more deliveries within the time than its rate allows', promise: 'rate',
        async run(bench) {
            const work = await bench.queue('work', { rate: { count: 2, per: 600 } });
            const times: number[] = [];
            await bench.broker.consume(work, async () => void times.push(bench.now()), { concurrency: 5 });
            await bench.publishMany(work, 5);
            await bench.until(() => times.length === 5);
            for (let index = 2; index < 5; index++) expect(times[index]! - times[index - 2]!).toBeGreaterThanOrEqual(600 - tolerance);
        },
    },
    {
        title: 'counts the deliveries of all consumers of a subscription towards its rate', promise: 'rate',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none', rate: { count: 2, per: 600 } });
            const times: number[] = [];
            for (let index = 0; index < 2; index++) await bench.broker.consume(work, async () => void times.push(bench.now()));
            await bench.publishMany(work, 5);
            await bench.until(() => times.length === 5);
            for (let index = 2; index < 5; index++) expect(times[index]! - times[index - 2]!).toBeGreaterThanOrEqual(600 - tolerance);
        },
    },
];
