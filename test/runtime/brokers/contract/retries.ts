import { expect } from 'vitest';
import { PostponedMessage, readDeadLetter, RejectedMessage } from '../../../../src/runtime/broker.js';
import { message } from '../messages.js';
import { type Behaviour } from './bench.js';

/** How much earlier than told a timer may ring, in milliseconds: clocks are rounded, and a server's is another one. */
const tolerance = 10;

export const retryBehaviours: readonly Behaviour[] = [
    {
        title: 'gives a message out again when the handler rejects, and counts the attempts', promise: 'retry',
        async run(bench) {
            const work = await bench.queue('work');
            const attempts: number[] = [];
            await bench.broker.consume(work, async ({ attempt }) => {
                attempts.push(attempt);
                if (attempt < 3) throw new Error('not yet');
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => attempts.length === 3);
            await bench.settle();
            expect(attempts).toEqual([1, 2, 3]);
        },
    },
    {
        title: 'gives a message out again when its handler throws at once, before any promise', promise: 'retry',
        async run(bench) {
            const work = await bench.queue('work');
            const attempts: number[] = [];
            await bench.broker.consume(work, ({ attempt }) => {
                attempts.push(attempt);
                if (attempt === 1) throw new Error('at once');
                return Promise.resolve();
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => attempts.length === 2);
        },
    },
    {
        title: 'gives a message out again that its handler postpones, and counts no attempt', promise: 'retry',
        async run(bench) {
            const work = await bench.queue('work', { retry: { times: 0, from: 0, to: 0 } }, { retry: { times: 0, from: 0, to: 0 } });
            const attempts: number[] = [];
            await bench.broker.consume(work, async ({ attempt }) => {
                attempts.push(attempt);
                if (attempts.length === 1) throw new PostponedMessage('not now');
                if (attempts.length < 4) throw new PostponedMessage('not yet', 50);
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => attempts.length === 4);
            await bench.settle();
            expect(attempts).toEqual([1, 1, 1, 1]);
        },
    },
    {
        title: 'lets no message overtake one of its key that was postponed', promise: 'retry-in-order',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'key' });
            const handled: string[] = [];
            let calls = 0;
            await bench.broker.consume(work, async ({ envelope }) => {
                if (++calls <= 2) throw new PostponedMessage('not now', 50);
                handled.push(envelope.id);
            }, { concurrency: 4 });
            await Promise.all(['a', 'b', 'c'].map(id => bench.broker.publish(work, message(id), { key: 'one' })));
            await bench.until(() => handled.length === 3);
            expect(handled).toEqual(['a', 'b', 'c']);
        },
    },
    {
        title: 'waits no less than its backoff between attempts, doubled each time, and no more than its bound', promise: 'retry',
        async run(bench) {
            const retry = { times: 4, from: 100, to: 300 };
            const work = await bench.queue('work', { retry }, { retry });
            const times: number[] = [];
            await bench.broker.consume(work, async () => {
                times.push(bench.now());
                if (times.length < 5) throw new Error('again');
            });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => times.length === 5);
            const waits = times.slice(1).map((time, index) => time - times[index]!);
            for (const [index, least] of [100, 200, 300, 300].entries()) {
                expect(waits[index]).toBeGreaterThanOrEqual(least - tolerance);
                // A machine that is busy is late, but not by so much.
                expect(waits[index]).toBeLessThan(least + 2000);
            }
        },
    },
    {
        title: 'does not let a message overtake one of its key that is being retried', promise: 'retry-in-order',
        async run(bench) {
            const work = await bench.queue('work');
            const seen: string[] = [];
            await bench.broker.consume(work, async ({ envelope, attempt }) => {
                seen.push(`${envelope.id}${attempt}`);
                if (envelope.id === 'a' && attempt === 1) throw new Error('again');
            }, { concurrency: 4 });
            await Promise.all(['a', 'b', 'c'].map(id => bench.broker.publish(work, message(id, { key: 'k' }))));
            await bench.until(() => seen.length === 4);
            expect(seen).toEqual(['a1', 'a2', 'b1', 'c1']);
        },
    },
    {
        title: 'hands out others while a message without order waits for its retry', promise: 'retry',
        async run(bench) {
            const retry = { times: 2, from: 1500, to: 1500 };
            const work = await bench.queue('work', { ordered: 'none', retry }, { retry });
            const seen: string[] = [];
            await bench.broker.consume(work, async ({ envelope, attempt }) => {
                seen.push(`${envelope.id}${attempt}`);
                if (envelope.id === 'bad' && attempt === 1) throw new Error('later');
            });
            for (const id of ['bad', 'b', 'c', 'd']) await bench.broker.publish(work, message(id));
            await bench.until(() => seen.length === 5);
            expect(seen).toEqual(['bad1', 'b1', 'c1', 'd1', 'bad2']);
        },
    },
    {
        title: 'puts a message into the dead letter queue after the last retry, with why and all it had', promise: 'dead-letter',
        async run(bench) {
            const work = await bench.queue('work');
            await bench.broker.consume(work, () => Promise.reject(new Error('the printer is on fire')));
            const letters = await bench.collect(`${work}.dead-letter`);
            const original = message('a', { key: 'k', correlation: 'c', cause: 'b', headers: { tenantid: 'acme' }, data: { amount: '12.50', deep: [1, { x: null }] } });
            await bench.broker.publish(work, original);
            await bench.until(() => letters.length > 0);
            const letter = readDeadLetter(letters[0]!.envelope)!;
            expect(letter).toMatchObject({ kind: 'failed', reason: 'the printer is on fire', attempts: 3, channel: work, subscription: work });
            expect(letter.envelope).toEqual(original);
            expect(Math.abs(letter.at - bench.now())).toBeLessThan(60_000);
            await bench.settle();
            expect(letters).toHaveLength(1);
        },
    },
    {
        title: 'puts a rejected message into the dead letter queue at once', promise: 'dead-letter',
        async run(bench) {
            const work = await bench.queue('work');
            let attempts = 0;
            await bench.broker.consume(work, () => {
                attempts++;
                return Promise.reject(new RejectedMessage('no such order'));
            });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a'));
            await bench.until(() => letters.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'rejected', reason: 'no such order', attempts: 1 });
            await bench.settle();
            expect(attempts).toBe(1);
        },
    },
    {
        title: 'keeps a reason short, and has one whatever is thrown', promise: 'dead-letter',
        async run(bench) {
            const retry = { times: 0, from: 0, to: 0 };
            const work = await bench.queue('work', { retry }, { retry });
            const thrown: Record<string, unknown> = { long: new Error('x'.repeat(100_000)), bare: Object.create(null), nothing: undefined };
            await bench.broker.consume(work, ({ envelope }) => Promise.reject(thrown[envelope.id]));
            const letters = await bench.collect(`${work}.dead-letter`);
            for (const id of Object.keys(thrown)) await bench.broker.publish(work, message(id));
            await bench.until(() => letters.length === 3);
            for (const { envelope } of letters) {
                const { reason } = readDeadLetter(envelope)!;
                expect(reason.length).toBeGreaterThan(0);
                expect(reason.length).toBeLessThanOrEqual(1000);
            }
        },
    },
    {
        title: 'goes on with the rest of a key after one of it was dead-lettered', promise: 'dead-letter',
        async run(bench) {
            const retry = { times: 1, from: 50, to: 50 };
            const work = await bench.queue('work', { retry }, { retry });
            const seen: string[] = [];
            await bench.broker.consume(work, async ({ envelope, attempt }) => {
                seen.push(`${envelope.id}${attempt}`);
                if (envelope.id === 'a') throw new Error('never');
            });
            const letters = await bench.collect(`${work}.dead-letter`);
            for (const id of ['a', 'b', 'c']) await bench.broker.publish(work, message(id, { key: 'k' }));
            await bench.until(() => seen.length === 4 && letters.length === 1);
            expect(seen).toEqual(['a1', 'a2', 'b1', 'c1']);
        },
    },
    {
        title: 'does not let a poisonous message stop the others', promise: 'dead-letter',
        async run(bench) {
            const retry = { times: 1, from: 50, to: 50 };
            const work = await bench.queue('work', { ordered: 'none', retry }, { retry });
            const good: string[] = [];
            await bench.broker.consume(work, async ({ envelope }) => {
                if (envelope.id === 'm3') throw new Error('cannot be handled');
                good.push(envelope.id);
            });
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.publishMany(work, 10);
            await bench.until(() => good.length === 9 && letters.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ attempts: 2, envelope: { id: 'm3' } });
        },
    },
    {
        title: 'gives a message out again that its handler holds for too long', promise: 'at-least-once',
        async run(bench) {
            const work = await bench.queue('work', {}, { acknowledgeTimeout: 500 });
            const attempts: number[] = [];
            await bench.broker.consume(work, async ({ attempt }) => {
                attempts.push(attempt);
                if (attempt === 1) await new Promise(() => {});
            }, { concurrency: 2 });
            await bench.broker.publish(work, message('a'));
            await bench.until(() => attempts.length === 2);
            expect(attempts).toEqual([1, 2]);
        },
    },
    {
        title: 'says in the dead letter that the handler took too long', promise: 'dead-letter',
        async run(bench) {
            const retry = { times: 1, from: 0, to: 0 };
            const work = await bench.queue('work', { retry }, { retry, acknowledgeTimeout: 300 });
            await bench.broker.consume(work, () => new Promise(() => {}));
            const letters = await bench.collect(`${work}.dead-letter`);
            await bench.broker.publish(work, message('a'));
            await bench.until(() => letters.length === 1);
            expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'timed-out', attempts: 2 });
        },
    },
    {
        title: 'does not give a message out again while its handler is within its time', promise: 'at-least-once',
        async run(bench) {
            const work = await bench.queue('work', { ordered: 'none' }, { acknowledgeTimeout: 1500 });
            const attempts: number[] = [];
            let done = false;
            for (let index = 0; index < 2; index++) {
                await bench.broker.consume(work, async ({ attempt }) => {
                    attempts.push(attempt);
                    await bench.sleep(900);
                    done = true;
                });
            }
            await bench.broker.publish(work, message('a'));
            await bench.until(() => done);
            await bench.pass(1000);
            expect(attempts).toEqual([1]);
        },
    },
    {
        title: 'tells who watches of retries and dead letters', promise: 'dead-letter',
        async run(bench) {
            const retry = { times: 1, from: 50, to: 50 };
            const work = await bench.queue('work', { retry }, { retry });
            const told: string[] = [];
            const end = bench.broker.watch!(failure => void told.push(failure.kind === 'retried' ? `${failure.kind} ${failure.wait}` : failure.kind));
            await bench.broker.consume(work, () => Promise.reject(new Error('no')));
            await bench.broker.publish(work, message('a'));
            await bench.until(() => told.length === 2);
            end();
            await bench.broker.publish(work, message('b'));
            await bench.settle();
            expect(told).toEqual(['retried 50', 'dead-lettered']);
        },
    },
];
