import { expect } from 'vitest';
import { message, queue, reads, takes, topic } from '../messages.js';
import { expectRefusal, gate, ids, type Behaviour } from './bench.js';

export const lifecycleBehaviours: readonly Behaviour[] = [
    {
        title: 'can be prepared again without effect',
        async run(bench) {
            const work = await bench.queue('work');
            await bench.broker.publish(work, message('a'));
            await bench.queue('work');
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 1);
        },
    },
    {
        title: 'refuses what it was not told of',
        async run(bench) {
            await expectRefusal(bench.broker.publish(bench.n('nowhere'), message('a')), 'unknown-channel');
            await expectRefusal(bench.broker.consume(bench.n('nobody'), async () => {}), 'unknown-subscription');
        },
    },
    {
        title: 'refuses definitions that contradict themselves or what exists',
        async run(bench) {
            const work = queue(bench.n('work'));
            const orders = topic(bench.n('orders'));
            await bench.prepare([work, orders], []);
            await expectRefusal(bench.prepare([topic(work.name)], []), 'invalid-topology');
            await expectRefusal(bench.prepare([], [reads(bench.n('other'), work)]), 'invalid-topology');
            await expectRefusal(bench.prepare([], [reads(bench.n('other'), topic(bench.n('nowhere')))]), 'invalid-topology');
            await expectRefusal(bench.prepare([queue(bench.n('circle'), { deadLetter: bench.n('circle') })], []), 'invalid-topology');
        },
    },
    {
        title: 'makes the dead letter queue that nobody has defined', promise: 'dead-letter',
        async run(bench) {
            const retry = { times: 0, from: 0, to: 0 };
            const work = queue(bench.n('work'), { retry });
            await bench.prepare([work], [takes(work)]);
            await bench.broker.consume(work.name, () => Promise.reject(new Error('no')));
            await bench.broker.publish(work.name, message('a'));
            const letters = await bench.collect(work.deadLetter);
            await bench.until(() => letters.length === 1);
        },
    },
    {
        title: 'tells how much a subscription has before it',
        async run(bench) {
            const work = await bench.queue('work', { partitions: 2 });
            await bench.publishMany(work, 7);
            expect(await bench.broker.lag!(work)).toBe(7);
            const seen = await bench.collect(work);
            await bench.until(() => seen.length === 7);
            await bench.settle();
            expect(await bench.broker.lag!(work)).toBe(0);
        },
    },
    {
        title: 'lets a consumer that stops finish what it has in hand, and leaves the rest to the next',
        async run(bench) {
            const work = await bench.queue('work');
            const { open, opened } = gate();
            const first: string[] = [];
            const consumer = await bench.broker.consume(work, async ({ envelope }) => {
                first.push(envelope.id);
                await opened;
            });
            await bench.publishMany(work, 3, { keys: 1 });
            await bench.until(() => first.length === 1);
            let stopped = false;
            const stopping = consumer.stop().then(() => (stopped = true));
            await bench.settle();
            expect(stopped).toBe(false);
            open();
            await bench.until(() => stopped);
            await stopping;
            expect(first).toEqual(['m0']);
            const rest = await bench.collect(work);
            await bench.until(() => rest.length === 2);
            await bench.settle();
            expect(rest.map(({ envelope, attempt }) => `${envelope.id} ${attempt}`)).toEqual(['m1 1', 'm2 1']);
        },
    },
    {
        title: 'goes on with the consumers that stay when one stops',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            const gone: string[] = [];
            const leaving = await bench.broker.consume(work, async ({ envelope }) => void gone.push(envelope.id));
            const stays = await bench.collect(work);
            await leaving.stop();
            const before = gone.length;
            await bench.publishMany(work, 20);
            await bench.until(() => stays.length === 20);
            expect(gone.length).toBe(before);
        },
    },
    {
        title: 'loses nothing while consumers come and go',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' });
            const seen: string[] = [];
            let going = true;
            const coming = (async () => {
                while (going) {
                    const consumer = await bench.broker.consume(work, async ({ envelope }) => void seen.push(envelope.id), { concurrency: 3 });
                    await bench.sleep(10);
                    await consumer.stop();
                }
            })();
            const publishing = bench.publishMany(work, 60);
            await bench.until(() => new Set(seen).size === 60);
            going = false;
            let gone = false;
            void coming.then(() => (gone = true));
            await bench.until(() => gone);
            await publishing;
        },
    },
    {
        title: 'closes when what is in hand is done, which may still publish',
        async run(bench) {
            const work = await bench.queue('work');
            const other = await bench.queue('other');
            const { open, opened } = gate();
            let started = false;
            let published = false;
            await bench.broker.consume(work, async () => {
                started = true;
                await opened;
                await bench.broker.publish(other, message('late'));
                published = true;
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => started);
            let closed = false;
            const closing = bench.broker.close().then(() => (closed = true));
            await bench.settle();
            expect(closed).toBe(false);
            open();
            await bench.until(() => closed);
            await closing;
            expect(published).toBe(true);
        },
    },
    {
        title: 'can be closed twice, and takes nothing afterwards',
        async run(bench) {
            const work = await bench.queue('work');
            await bench.broker.close();
            await bench.broker.close();
            await expectRefusal(bench.broker.publish(work, message('b')), 'closed');
            await expectRefusal(bench.broker.consume(work, async () => {}), 'closed');
            await expectRefusal(bench.broker.request(bench.n('price'), message('q'), { timeout: 100 }), 'closed');
            await expectRefusal(bench.broker.answer(bench.n('price'), async () => 1), 'closed');
            await expectRefusal(bench.broker.ping!(), 'closed');
        },
    },
    {
        title: 'can be reached when it says so',
        async run(bench) {
            await bench.broker.ping!();
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('a'));
            await bench.until(() => seen.length === 1);
            expect(ids(seen)).toEqual(['a']);
        },
    },
];
