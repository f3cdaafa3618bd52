import { expect } from 'vitest';
import { readDeadLetter, type ChannelDefinition, type Delivery } from '../../../../src/runtime/broker.js';
import { message, queue } from '../messages.js';
import { distinct, expectOrderPerKey, ids, refusalOf, type Behaviour } from './bench.js';

const behaviours: readonly Behaviour[] = [
    {
        title: 'shares a queue among processes',
        async run(bench) {
            const topology = bench.queueTopology('work', { partitions: 4 });
            const work = topology.channels[0]!.name;
            await bench.broker.prepare(topology);
            const other = await bench.server.another();
            await other.prepare(topology);
            const here = await bench.collect(work);
            const there = await bench.collect(work, [], other);
            await bench.publishMany(work, 80, { keys: 16 });
            await bench.until(() => here.length + there.length >= 80);
            await bench.settle();
            expect(new Set([...ids(here), ...ids(there)]).size).toBe(80);
            expect(here.length).toBeGreaterThan(0);
            expect(there.length).toBeGreaterThan(0);
        },
    },
    {
        title: 'keeps the order of a key among processes', promise: 'order',
        async run(bench) {
            const topology = bench.queueTopology('work', { partitions: 3 });
            const work = topology.channels[0]!.name;
            await bench.broker.prepare(topology);
            const seen: Delivery[] = [];
            for (const broker of [bench.broker, await bench.server.another(), await bench.server.another()]) {
                await broker.prepare(topology);
                await bench.collect(work, seen, broker);
            }
            await bench.publishMany(work, 60, { keys: 6 });
            await bench.until(() => seen.length >= 60);
            expectOrderPerKey(seen);
        },
    },
    {
        title: 'answers a question of another process', promise: 'reply',
        async run(bench) {
            const other = await bench.server.another();
            await other.answer(bench.n('price'), async () => 'from elsewhere');
            expect(await bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 })).toBe('from elsewhere');
        },
    },
    {
        title: 'gives a message to another when the process that had it in hand dies', promise: 'at-least-once',
        async run(bench) {
            const topology = bench.queueTopology('work', {}, { acknowledgeTimeout: 1000 });
            const work = topology.channels[0]!.name;
            await bench.broker.prepare(topology);
            const { broker: dying, kill } = await bench.server.mortal();
            await dying.prepare(topology);
            let taken = false;
            await dying.consume(work, () => {
                taken = true;
                return new Promise(() => {});
            });
            await bench.broker.publish(work, message('a', { key: 'k' }));
            await bench.until(() => taken);
            kill();
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 1);
            expect(seen[0]).toMatchObject({ attempt: 2, envelope: { id: 'a' } });
        },
    },
    {
        title: 'sets a message aside that ends one program after the other', promise: 'retry',
        async run(bench) {
            const retry = { times: 2, from: 100, to: 100 };
            const topology = bench.queueTopology('work', { ordered: 'none', retry }, { retry, acknowledgeTimeout: 500 });
            const [work, dead] = topology.channels as [ChannelDefinition, ChannelDefinition];
            await bench.broker.prepare(topology);
            const letters = await bench.collect(dead.name);
            await bench.broker.publish(work.name, message('poison'));
            const attempts: number[] = [];
            for (let deaths = 0; letters.length === 0; deaths++) {
                const { broker: dying, kill } = await bench.server.mortal();
                await dying.prepare(topology);
                await dying.consume(work.name, delivery => {
                    attempts.push(delivery.attempt);
                    return new Promise(() => {});
                });
                await bench.until(() => attempts.length > deaths || letters.length > 0, { seconds: 20 });
                kill();
            }
            // As often as its retries allow; where the server also counts what was no attempt, it is in doubt for longer.
            expect(attempts.slice(0, 3)).toEqual([1, 2, 3]);
            expect(attempts.length).toBeLessThanOrEqual(23);
            const letter = readDeadLetter(letters[0]!.envelope)!;
            expect(letter).toMatchObject({ kind: 'failed', attempts: attempts.length, channel: work.name, subscription: work.name, envelope: { id: 'poison' } });
            expect(letter.reason).toBe(`The message was given out ${attempts.length} times, and nobody said what became of it: whoever had it in hand ended, or lost the server.`);
            const seen = await bench.collect(work.name);
            expect(seen).toEqual([]);
            // What is left of the queue is handled as ever.
            await bench.broker.publish(work.name, message('after'));
            await bench.until(() => seen.length === 1);
        },
    },
    {
        title: 'comes back by itself when its connection is cut while nothing happens',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('before'));
            await bench.until(() => seen.length === 1);
            bench.server.cut();
            await bench.broker.publish(work, message('after'));
            await bench.until(() => seen.length === 2);
            expect(ids(seen)).toEqual(['before', 'after']);
        },
    },
    {
        title: 'loses nothing and keeps the order when its connection is cut while it publishes', promise: 'order',
        async run(bench) {
            const work = await bench.queue('work', { partitions: 2 });
            const seen = await bench.collect(work);
            const publishing = bench.publishMany(work, 200, { keys: 4 });
            bench.server.cut();
            await publishing;
            await bench.until(() => distinct(seen).length === 200);
            expectOrderPerKey(seen);
        },
    },
    {
        title: 'takes a message once whose confirmation was lost', promise: 'deduplicate',
        async run(bench) {
            const work = await bench.queue('work', { deduplicate: 60_000 });
            await bench.broker.publish(work, message('before'));
            bench.server.muffle();
            const publishing = bench.publishMany(work, 20, { keys: 1 });
            await bench.pass(300);
            bench.server.cut();
            await publishing;
            const seen = await bench.collect(work);
            await bench.until(() => seen.length >= 21);
            await bench.settle();
            expect(ids(seen).slice().sort()).toEqual(['before', ...Array.from({ length: 20 }, (_, index) => `m${index}`)].sort());
        },
    },
    {
        title: 'loses nothing when its connection is cut while it acknowledges', promise: 'at-least-once',
        async run(bench) {
            const work = await bench.queue('work', { partitions: 2 }, { acknowledgeTimeout: 1000 });
            const seen: Delivery[] = [];
            await bench.broker.consume(work, async delivery => {
                seen.push(delivery);
                if (seen.length % 10 === 0) bench.server.cut();
            }, { concurrency: 2 });
            const other = await bench.server.another();
            await other.prepare(bench.queueTopology('work', { partitions: 2 }, { acknowledgeTimeout: 1000 }));
            await Promise.all(Array.from({ length: 60 }, (_, index) => other.publish(work, message(`m${index}`, { key: `k${index % 4}` }))));
            await bench.until(() => distinct(seen).length === 60, { seconds: 20 });
            expectOrderPerKey(seen);
            // All of it is settled in the end: what came twice came for a lost acknowledgement, and came once more at most for each cut.
            await bench.pass(2000);
            expect(await bench.broker.lag!(work)).toBe(0);
            expect(seen.length).toBeLessThan(90);
        },
    },
    {
        title: 'retries across a cut, and counts on', promise: 'retry',
        async run(bench) {
            const retry = { times: 3, from: 200, to: 200 };
            const work = await bench.queue('work', { retry }, { retry, acknowledgeTimeout: 1000 });
            const attempts: number[] = [];
            await bench.broker.consume(work, async ({ attempt }) => {
                attempts.push(attempt);
                bench.server.cut();
                throw new Error('no');
            });
            await bench.broker.publish(work, message('a', { key: 'k' }));
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.until(() => letters.length >= 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'failed', reason: 'no' });
            expect(attempts.length).toBeLessThanOrEqual(4);
            expect(attempts).toEqual(attempts.toSorted((a, b) => a - b));
        },
    },
    {
        title: 'says in time that a server has fallen silent, and finds it again after a cut',
        async run(bench) {
            await bench.broker.ping!();
            bench.server.muffle();
            const began = bench.now();
            expect(await refusalOf(bench.broker.ping!())).toBeInstanceOf(Error);
            expect(bench.now() - began).toBeLessThan(17_000);
            bench.server.cut();
            let isThere = false;
            for (let tries = 0; tries < 10 && !isThere; tries++) {
                isThere = await refusalOf(bench.broker.ping!()) === undefined;
                if (!isThere) await bench.pass(200);
            }
            expect(isThere).toBe(true);
        },
    },
    {
        title: 'answers again after a cut', promise: 'reply',
        async run(bench) {
            await bench.broker.answer(bench.n('price'), async () => 1);
            expect(await bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 })).toBe(1);
            bench.server.cut();
            await bench.pass(200);
            expect(await bench.broker.request(bench.n('price'), message('q'), { timeout: 8000 })).toBe(1);
        },
    },
    {
        title: 'holds what is published while the server is away, and gives it in order',
        async run(bench) {
            const work = await bench.queue('work');
            const unblock = bench.server.block();
            let confirmed = 0;
            const publishing = Promise.all(Array.from({ length: 5 }, (_, index) => bench.broker.publish(work, message(`m${index}`, { key: 'k' })).then(() => confirmed++)));
            await bench.pass(500);
            expect(confirmed).toBe(0);
            unblock();
            await publishing;
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 5);
            expect(ids(seen)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
        },
    },
    {
        title: 'says that no server is there, and tells no password',
        async run(bench) {
            const broker = await bench.server.unreachable({ user: 'anna', password: 'open-sesame' });
            const failure = await refusalOf(broker.prepare(bench.queueTopology('work')));
            expect(failure).toMatchObject({ name: 'BrokerError', code: 'unavailable' });
            expect(`${(failure as Error).message}\n${(failure as Error).stack}\n${JSON.stringify(failure)}`).not.toContain('open-sesame');
            await broker.close();
        },
    },
    {
        title: 'sets aside what is no message at all, and goes on', promise: 'dead-letter',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            const seen = await bench.collect(work);
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.server.inject(queue(work, { ordered: 'none' }), new TextEncoder().encode('not { JSON'));
            await bench.server.inject(queue(work, { ordered: 'none' }), new Uint8Array([0xff, 0xfe, 0]));
            await bench.server.inject(queue(work, { ordered: 'none' }), new TextEncoder().encode('{"id":1}'));
            await bench.broker.publish(work, message('good'));
            await bench.until(() => letters.length === 3 && seen.length === 1);
            for (const { envelope } of letters) expect(readDeadLetter(envelope)).toMatchObject({ kind: 'undecodable', attempts: 0 });
            expect(letters.map(({ envelope }) => (envelope.data as { bytes: number }).bytes).sort((a, b) => a - b)).toEqual([3, 8, 10]);
        },
    },
    {
        title: 'takes part in what was prepared by another process',
        async run(bench) {
            const topology = bench.queueTopology('work');
            await bench.broker.prepare(topology);
            const other = await bench.server.another();
            await other.prepare(topology);
            await other.publish(topology.channels[0]!.name, message('a'));
            const seen = await bench.collect(topology.channels[0]!.name);
            await bench.until(() => seen.length === 1);
        },
    },
    {
        title: 'keeps what was confirmed when the server is started again', promise: 'keep', alone: true,
        async run(bench) {
            const work = await bench.queue('work', { partitions: 2 });
            await bench.publishMany(work, 50, { keys: 4 });
            await bench.server.restart();
            const seen = await bench.collect(work);
            await bench.until(() => distinct(seen).length === 50, { seconds: 20 });
            expectOrderPerKey(seen);
        },
    },
    {
        title: 'goes on with publishing and handling when the server is started again in mid-flow', promise: 'at-least-once', alone: true,
        async run(bench) {
            const work = await bench.queue('work', { partitions: 2 }, { acknowledgeTimeout: 1500 });
            const seen = await bench.collect(work);
            const publishing: Promise<void>[] = [];
            const publish = async (first: number): Promise<void> => {
                for (let index = first; index < first + 40; index++) {
                    publishing.push(bench.broker.publish(work, message(`m${index}`, { key: `k${index % 4}` })));
                    await bench.pass(2);
                }
            };
            await publish(0);
            const restarting = bench.server.restart();
            await publish(40);
            await restarting;
            await publish(80);
            await Promise.all(publishing);
            await bench.until(() => distinct(seen).length === 120, { seconds: 30 });
            expectOrderPerKey(seen);
        },
    },
    {
        title: 'remembers retries and their count when the server is started again', promise: 'retry', alone: true,
        async run(bench) {
            const retry = { times: 2, from: 1500, to: 1500 };
            const work = await bench.queue('work', { retry }, { retry, acknowledgeTimeout: 2000 });
            const attempts: number[] = [];
            await bench.broker.consume(work, async ({ attempt }) => {
                attempts.push(attempt);
                throw new Error('no');
            });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a', { key: 'k' }));
            await bench.until(() => attempts.length === 1);
            await bench.server.restart();
            await bench.until(() => letters.length === 1, { seconds: 30 });
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'failed', attempts: 3 });
        },
    },
];

/** What only servers can go through: processes that die, connections that are cut, a server that is started again. */
export const failureBehaviours: readonly Behaviour[] = behaviours.map(behaviour => ({ ...behaviour, onServers: true }));
