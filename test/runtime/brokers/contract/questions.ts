import { expect } from 'vitest';
import { RejectedMessage } from '../../../../src/runtime/broker.js';
import { message } from '../messages.js';
import { expectRefusal, refusalOf, type Behaviour } from './bench.js';

export const questionBehaviours: readonly Behaviour[] = [
    {
        title: 'is answered by its answerer', promise: 'reply',
        async run(bench) {
            await bench.broker.answer(bench.n('price'), async ({ data }) => ({ twice: (data as { value: number }).value * 2 }));
            expect(await bench.broker.request(bench.n('price'), message('q', { data: { value: 21 } }), { timeout: 5000 })).toEqual({ twice: 42 });
        },
    },
    {
        title: 'gets its own answer where many are asked at once', promise: 'reply',
        async run(bench) {
            await bench.broker.answer(bench.n('price'), async ({ data }) => {
                await bench.sleep((data as number) % 7);
                return data;
            });
            const numbers = Array.from({ length: 50 }, (_, index) => index);
            const asking = Promise.all(numbers.map(data => bench.broker.request(bench.n('price'), message(`q${data}`, { data }), { timeout: 5000 })));
            let answers: unknown[] = [];
            void asking.then(all => (answers = all));
            await bench.until(() => answers.length === 50);
            expect(answers).toEqual(numbers);
        },
    },
    {
        title: 'may be answered with nothing', promise: 'reply',
        async run(bench) {
            const answers: unknown[] = [null, undefined];
            await bench.broker.answer(bench.n('price'), async () => answers.shift());
            expect(await bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 })).toBe(null);
            expect(await bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 })).toBe(undefined);
        },
    },
    {
        title: 'fails with what its answerer threw', promise: 'reply',
        async run(bench) {
            await bench.broker.answer(bench.n('price'), () => Promise.reject(new Error('no such article')));
            const failure = await refusalOf(bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 }));
            expect(failure).toMatchObject({ code: 'answer-failed', message: expect.stringContaining('no such article') as string });
            await bench.broker.answer(bench.n('weight'), () => Promise.reject(new RejectedMessage('no such unit')));
            const refusal = await refusalOf(bench.broker.request(bench.n('weight'), message('r'), { timeout: 5000 }));
            expect(refusal).toMatchObject({ code: 'invalid-message', message: expect.stringContaining('no such unit') as string });
        },
    },
    {
        title: 'fails when no reply comes in time', promise: 'reply',
        async run(bench) {
            const asked = refusalOf(bench.broker.request(bench.n('price'), message('q'), { timeout: 200 }));
            await bench.pass(1000);
            expect(await asked).toMatchObject({ code: 'no-reply' });
        },
    },
    {
        title: 'waits for an answerer that comes within its time', promise: 'reply',
        async run(bench) {
            let answer: unknown;
            void bench.broker.request(bench.n('price'), message('q'), { timeout: 8000 }).then(value => (answer = value));
            await bench.pass(300);
            await bench.broker.answer(bench.n('price'), async () => 'late');
            await bench.until(() => answer !== undefined);
            expect(answer).toBe('late');
        },
    },
    {
        title: 'has one answerer at a time', promise: 'reply',
        async run(bench) {
            const first = await bench.broker.answer(bench.n('price'), async () => 1);
            await expectRefusal(bench.broker.answer(bench.n('price'), async () => 2), 'already-answered');
            await first.stop();
            await bench.broker.answer(bench.n('price'), async () => 2);
            expect(await bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 })).toBe(2);
        },
    },
    {
        title: 'may be asked by a handler', promise: 'reply',
        async run(bench) {
            const work = await bench.queue('work');
            await bench.broker.answer(bench.n('price'), async () => 7);
            const replies: unknown[] = [];
            await bench.broker.consume(work, async () => void replies.push(await bench.broker.request(bench.n('price'), message('q'), { timeout: 5000 })));
            await bench.broker.publish(work, message('a'));
            await bench.until(() => replies.length === 1);
            expect(replies).toEqual([7]);
        },
    },
];
