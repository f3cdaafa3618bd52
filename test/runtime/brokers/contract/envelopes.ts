import { expect } from 'vitest';
import { message, reads, topic } from '../messages.js';
import { expectRefusal, type Behaviour } from './bench.js';

export const envelopeBehaviours: readonly Behaviour[] = [
    {
        title: 'arrives as it was published, correlation, causation and headers included',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            const published = message('a', {
                key: 'größe/ключ 🗝', correlation: 'flow', cause: 'before',
                headers: { tenantid: 'acme', count: 3, urgent: true, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
                data: { text: 'line\nbreak "quoted" 🚀', number: 0.1, nothing: null, list: [[], {}], '': 'empty' },
            });
            await bench.broker.publish(work, published);
            await bench.until(() => seen.length === 1);
            expect(seen[0]!.envelope).toEqual(published);
            expect(seen[0]!.key).toBe('größe/ключ 🗝');
        },
    },
    {
        title: 'is each handler\'s own copy',
        async run(bench) {
            const orders = topic(bench.n('orders'));
            await bench.prepare([orders], [reads(bench.n('billing'), orders), reads(bench.n('shipping'), orders)]);
            const seen: unknown[] = [];
            for (const subscription of [bench.n('billing'), bench.n('shipping')]) {
                await bench.broker.consume(subscription, async ({ envelope }) => {
                    const data = envelope.data as { count: number };
                    seen.push(++data.count);
                });
            }
            const mine = message('a', { data: { count: 0 } });
            await bench.broker.publish(orders.name, mine);
            await bench.until(() => seen.length === 2);
            expect(seen).toEqual([1, 1]);
            expect(mine.data).toEqual({ count: 0 });
        },
    },
    {
        title: 'is written down when it is published, whatever becomes of it afterwards',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            const mine = message('a', { data: { count: 0 } });
            const publishing = bench.broker.publish(work, mine);
            (mine.data as { count: number }).count = 7;
            await publishing;
            await bench.until(() => seen.length === 1);
            expect(seen[0]!.envelope.data).toEqual({ count: 0 });
        },
    },
    {
        title: 'goes by the key it is published with, before its subject',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('a', { key: 'subject' }), { key: 'own' });
            await bench.until(() => seen.length === 1);
            expect(seen[0]).toMatchObject({ key: 'own', envelope: { subject: 'subject' } });
        },
    },
    {
        title: 'has no key where none was given, and an empty one where that was',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            await bench.broker.publish(work, message('none'));
            await bench.until(() => seen.length === 1);
            await bench.broker.publish(work, message('empty'), { key: '' });
            await bench.until(() => seen.length === 2);
            expect(seen.map(({ key }) => key)).toEqual([undefined, '']);
        },
    },
    {
        title: 'is refused when it cannot be written as JSON',
        async run(bench) {
            const work = await bench.queue('work');
            const circle: Record<string, unknown> = {};
            circle['self'] = circle;
            await expectRefusal(bench.broker.publish(work, message('a', { data: circle })), 'invalid-message');
        },
    },
    {
        title: 'arrives whole where it is large',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            const text = Array.from({ length: 40_000 }, (_, index) => `line ${index} ü`).join('\n').slice(0, 500_000);
            await bench.broker.publish(work, message('a', { data: { text } }));
            await bench.until(() => seen.length === 1);
            expect((seen[0]!.envelope.data as { text: string }).text === text).toBe(true);
        },
    },
    {
        title: 'is refused where it is larger than a message may be, and others go through',
        async run(bench) {
            const work = await bench.queue('work');
            const seen = await bench.collect(work);
            await expectRefusal(bench.broker.publish(work, message('large', { data: 'x'.repeat(1_100_000) })), 'invalid-message');
            await bench.broker.publish(work, message('small'));
            await bench.until(() => seen.length === 1);
            expect(seen[0]!.envelope.id).toBe('small');
        },
    },
];
