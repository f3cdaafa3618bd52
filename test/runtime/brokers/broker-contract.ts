import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
    readDeadLetter, RejectedMessage,
    type Broker, type BrokerErrorCode, type ChannelDefinition, type Delivery, type SubscriptionDefinition,
} from '../../../src/runtime/broker.js';
import { message, queue, reads, takes, topic } from './messages.js';

/** One broker, with nothing in it that a test could trip over, and time as it knows it. */
export interface BrokerUnderTest {
    readonly broker: Broker;
    /** Puts before each name what keeps tests that share a server apart. */
    readonly prefix: string;
    /** Lets time pass until the condition holds; rejects when it has not come to hold within ten seconds of the broker's time. */
    until(condition: () => boolean): Promise<void>;
    /** Lets that many milliseconds of the broker's time pass. */
    pass(milliseconds: number): Promise<void>;
    /** Closes the broker, if a test has not, and removes what was made. */
    dispose(): Promise<void>;
}

/** What some brokers cannot keep; the tests of a promise that is not made are not run. */
export type OptionalPromise = 'priority' | 'delay' | 'time-to-live' | 'deduplicate' | 'limit' | 'rate' | 'order-through-retries';

/** The tests that every adapter must pass: what `src/runtime/broker.ts` promises, seen from outside. */
export function describeBrokerContract(title: string, open: () => Promise<BrokerUnderTest>, options: { readonly lacks?: readonly OptionalPromise[] } = {}): void {
    const { lacks = [] } = options;
    const promised = (promise: OptionalPromise): typeof it => (lacks.includes(promise) ? (it.skip as typeof it) : it);

    describe(title, () => {
        let test: BrokerUnderTest;
        let broker: Broker;
        beforeEach(async () => {
            test = await open();
            broker = test.broker;
        });
        afterEach(() => test.dispose());

        const n = (name: string): string => `${test.prefix}${name}`;
        const prepare = (channels: ChannelDefinition[], subscriptions: SubscriptionDefinition[]): Promise<void> => broker.prepare({ channels, subscriptions });
        /** Consumes with a handler that only writes down what it gets. */
        const collect = async (subscription: string, into: Delivery[] = []): Promise<Delivery[]> => {
            await broker.consume(subscription, async (delivery) => void into.push(delivery));
            return into;
        };
        const ids = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ envelope }) => envelope.id);
        /** Long enough that a message that should not come would have come. */
        const settle = (): Promise<void> => test.pass(300);

        /** A queue that is prepared, with a dead letter queue beside it. */
        const prepareQueue = async (name: string, clauses: Partial<ChannelDefinition> = {}, consuming: Partial<SubscriptionDefinition> = {}): Promise<string> => {
            const work = queue(n(name), clauses);
            const dead = queue(work.deadLetter, { deadLetter: '', ordered: 'none' });
            await prepare([work, dead], [takes(work, consuming), takes(dead)]);
            return work.name;
        };

        describe('a topic', () => {
            it('gives every subscription every message', async () => {
                const orders = topic(n('orders'));
                await prepare([orders], [reads(n('billing'), orders), reads(n('shipping'), orders)]);
                const billing = await collect(n('billing'));
                const shipping = await collect(n('shipping'));
                await broker.publish(orders.name, message('a'));
                await broker.publish(orders.name, message('b'));
                await test.until(() => billing.length === 2 && shipping.length === 2);
                expect(ids(billing).sort()).toEqual(['a', 'b']);
                expect(ids(shipping).sort()).toEqual(['a', 'b']);
                expect(billing[0]).toMatchObject({ channel: orders.name, subscription: n('billing'), attempt: 1 });
            });

            it('keeps the order of messages of the same key, without waiting between publishes', async () => {
                const orders = topic(n('orders'), { partitions: 3 });
                await prepare([orders], [reads(n('billing'), orders)]);
                const seen = await collect(n('billing'));
                const published = Array.from({ length: 60 }, (_, index) => message(`m${index}`, { key: `k${index % 4}` }));
                await Promise.all(published.map((envelope) => broker.publish(orders.name, envelope)));
                await test.until(() => seen.length >= published.length);
                for (const key of ['k0', 'k1', 'k2', 'k3']) {
                    expect(ids(seen.filter((delivery) => delivery.key === key))).toEqual(published.filter(({ subject }) => subject === key).map(({ id }) => id));
                }
            });

            it('passes over types that a subscription does not take', async () => {
                const orders = topic(n('orders'));
                await prepare([orders], [reads(n('billing'), orders, { types: ['Test.Paid.v1'] })]);
                const seen = await collect(n('billing'));
                await broker.publish(orders.name, message('other', { type: 'Test.Shipped.v1' }));
                await broker.publish(orders.name, message('paid', { type: 'Test.Paid.v1' }));
                await test.until(() => seen.length > 0);
                await settle();
                expect(ids(seen)).toEqual(['paid']);
            });

            it('dead-letters for each subscription what it does not carry', async () => {
                const orders = topic(n('orders'), { types: ['Test.Paid.v1', 'Test.Shipped.v1'] });
                const [dead, other] = [queue(n('billing.dead-letter'), { deadLetter: '' }), queue(n('all.dead-letter'), { deadLetter: '' })];
                await prepare([orders, dead, other], [reads(n('billing'), orders, { types: ['Test.Paid.v1'] }), reads(n('all'), orders), takes(dead), takes(other)]);
                const [billing, all, letters, others] = [await collect(n('billing')), await collect(n('all')), await collect(dead.name), await collect(other.name)];
                await broker.publish(orders.name, message('unknown', { type: 'Test.Paid.v2' }));
                await broker.publish(orders.name, message('shipped', { type: 'Test.Shipped.v1' }));
                await broker.publish(orders.name, message('paid', { type: 'Test.Paid.v1' }));
                await test.until(() => billing.length === 1 && all.length === 2 && letters.length === 1 && others.length === 1);
                expect(ids(billing)).toEqual(['paid']);
                expect(ids(all).sort()).toEqual(['paid', 'shipped']);
                for (const [letter] of [letters, others]) expect(readDeadLetter(letter!.envelope)).toMatchObject({ kind: 'unhandled', attempts: 0, envelope: { id: 'unknown' } });
            });

            it('starts a new subscription at what comes from now on, or at the first message retained', async () => {
                const orders = topic(n('orders'));
                await prepare([orders], []);
                await broker.publish(orders.name, message('before'));
                await prepare([], [reads(n('new'), orders), reads(n('first'), orders, { start: 'first' })]);
                await broker.publish(orders.name, message('after'));
                const fromNew = await collect(n('new'));
                const fromFirst = await collect(n('first'));
                await test.until(() => fromNew.length >= 1 && fromFirst.length >= 2);
                await settle();
                expect(ids(fromNew)).toEqual(['after']);
                expect(ids(fromFirst).sort()).toEqual(['after', 'before']);
            });

            it('keeps messages for a subscription that nobody consumes yet', async () => {
                const orders = topic(n('orders'));
                await prepare([orders], [reads(n('billing'), orders)]);
                await broker.publish(orders.name, message('a'));
                await settle();
                const seen = await collect(n('billing'));
                await test.until(() => seen.length === 1);
            });

            it('dead-letters for the subscription that failed alone', async () => {
                const orders = topic(n('orders'), { retry: { times: 0, from: 0, to: 0 } });
                const dead = queue(n('billing.dead-letter'), { deadLetter: '' });
                await prepare([orders, dead], [reads(n('billing'), orders), reads(n('shipping'), orders), takes(dead)]);
                await broker.consume(n('billing'), () => Promise.reject(new Error('no money')));
                const shipping = await collect(n('shipping'));
                const letters = await collect(dead.name);
                await broker.publish(orders.name, message('a'));
                await test.until(() => letters.length === 1 && shipping.length === 1);
                expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ reason: 'no money', channel: orders.name, subscription: n('billing') });
            });
        });

        describe('a queue', () => {
            it('gives each message to one of its competing consumers', async () => {
                const work = await prepareQueue('work');
                const first: Delivery[] = [];
                const second: Delivery[] = [];
                await collect(work, first);
                await collect(work, second);
                await Promise.all(Array.from({ length: 40 }, (_, index) => broker.publish(work, message(`m${index}`, { key: `k${index}` }))));
                await test.until(() => first.length + second.length >= 40);
                await settle();
                expect(new Set([...ids(first), ...ids(second)]).size).toBe(40);
                expect(first.length + second.length).toBe(40);
                expect(first.length).toBeGreaterThan(0);
                expect(second.length).toBeGreaterThan(0);
            });

            it('gives a message out again when the handler rejects, and counts the attempts', async () => {
                const work = await prepareQueue('work');
                const attempts: number[] = [];
                await broker.consume(work, async ({ attempt }) => {
                    attempts.push(attempt);
                    if (attempt < 3) throw new Error('not yet');
                });
                await broker.publish(work, message('a'));
                await test.until(() => attempts.length === 3);
                await settle();
                expect(attempts).toEqual([1, 2, 3]);
            });

            it('gives a message out again when its handler throws at once, before any promise', async () => {
                const work = await prepareQueue('work');
                const attempts: number[] = [];
                await broker.consume(work, ({ attempt }) => {
                    attempts.push(attempt);
                    if (attempt === 1) throw new Error('at once');
                    return Promise.resolve();
                });
                await broker.publish(work, message('a'));
                await test.until(() => attempts.length === 2);
            });

            it('puts a message into the dead letter queue after the last retry, with why and all it had', async () => {
                const work = await prepareQueue('work');
                await broker.consume(work, () => Promise.reject(new Error('the printer is on fire')));
                const letters = await collect(`${work}.dead-letter`);
                const original = message('a', { key: 'k', correlation: 'c', cause: 'b', headers: { tenantid: 'acme' }, data: { amount: '12.50', deep: [1, { x: null }] } });
                await broker.publish(work, original);
                await test.until(() => letters.length > 0);
                const letter = readDeadLetter(letters[0]!.envelope)!;
                expect(letter).toMatchObject({ kind: 'failed', reason: 'the printer is on fire', attempts: 3, channel: work, subscription: work });
                expect(letter.envelope).toEqual(original);
                expect(Number.isNaN(letter.at)).toBe(false);
                await settle();
                expect(letters).toHaveLength(1);
            });

            it('puts a rejected message into the dead letter queue at once', async () => {
                const work = await prepareQueue('work');
                let attempts = 0;
                await broker.consume(work, () => {
                    attempts++;
                    return Promise.reject(new RejectedMessage('no such order'));
                });
                const letters = await collect(`${work}.dead-letter`);
                await broker.publish(work, message('a'));
                await test.until(() => letters.length === 1);
                expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'rejected', reason: 'no such order', attempts: 1 });
                await settle();
                expect(attempts).toBe(1);
            });

            it('keeps a reason short, and has one whatever is thrown', async () => {
                const work = await prepareQueue('work', { retry: { times: 0, from: 0, to: 0 } }, { retry: { times: 0, from: 0, to: 0 } });
                const thrown: Record<string, unknown> = { long: new Error('x'.repeat(100_000)), bare: Object.create(null), nothing: undefined };
                await broker.consume(work, ({ envelope }) => Promise.reject(thrown[envelope.id]));
                const letters = await collect(`${work}.dead-letter`);
                for (const id of Object.keys(thrown)) await broker.publish(work, message(id));
                await test.until(() => letters.length === 3);
                for (const { envelope } of letters) {
                    const { reason } = readDeadLetter(envelope)!;
                    expect(reason.length).toBeGreaterThan(0);
                    expect(reason.length).toBeLessThanOrEqual(1000);
                }
            });

            it('dead-letters what nobody that consumes it takes', async () => {
                const work = await prepareQueue('work', {}, { types: ['Test.Known.v1'] });
                const seen = await collect(work);
                const letters = await collect(`${work}.dead-letter`);
                await broker.publish(work, message('a', { type: 'Test.Unknown.v1' }));
                await broker.publish(work, message('b', { type: 'Test.Known.v1' }));
                await test.until(() => letters.length === 1 && seen.length === 1);
                expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'unhandled' });
                expect(ids(seen)).toEqual(['b']);
            });

            it('gives a message out again that its handler holds for too long', async () => {
                const work = await prepareQueue('work', {}, { acknowledgeTimeout: 500 });
                const attempts: number[] = [];
                await broker.consume(work, async ({ attempt }) => {
                    attempts.push(attempt);
                    if (attempt === 1) await new Promise(() => {});
                }, { concurrency: 2 });
                await broker.publish(work, message('a'));
                await test.until(() => attempts.length === 2);
                expect(attempts).toEqual([1, 2]);
            });

            it('gives up at once when it delivers at most once', async () => {
                const work = await prepareQueue('work', { deliver: 'at-most-once' });
                let attempts = 0;
                await broker.consume(work, () => {
                    attempts++;
                    return Promise.reject(new Error('no'));
                });
                await broker.publish(work, message('a'));
                await test.until(() => attempts > 0);
                await test.pass(2000);
                expect(attempts).toBe(1);
            });

            it('makes the handler wait no less than its backoff between attempts, doubled each time', async () => {
                const work = await prepareQueue('work', { retry: { times: 3, from: 200, to: 500 } }, { retry: { times: 3, from: 200, to: 500 } });
                const attempts: number[] = [];
                await broker.consume(work, async ({ attempt }) => {
                    attempts.push(attempt);
                    if (attempt < 4) throw new Error('again');
                });
                await broker.publish(work, message('a'));
                await test.until(() => attempts.length === 1);
                await test.pass(100);
                expect(attempts).toEqual([1]);
                await test.until(() => attempts.length === 2);
                await test.pass(200);
                expect(attempts).toEqual([1, 2]);
                await test.until(() => attempts.length === 4);
            });

            promised('order-through-retries')('does not let a message overtake one of its key that is being retried', async () => {
                const work = await prepareQueue('work');
                const seen: string[] = [];
                await broker.consume(work, async ({ envelope, attempt }) => {
                    seen.push(`${envelope.id}${attempt}`);
                    if (envelope.id === 'a' && attempt === 1) throw new Error('again');
                }, { concurrency: 4 });
                await Promise.all(['a', 'b', 'c'].map((id) => broker.publish(work, message(id, { key: 'k' }))));
                await test.until(() => seen.length === 4);
                expect(seen).toEqual(['a1', 'a2', 'b1', 'c1']);
            });

            it('has never more in hand than its consumers allow, and of one key only one', async () => {
                const work = await prepareQueue('work');
                let inHand = 0;
                let most = 0;
                const keys = new Set<string>();
                let overlapping = 0;
                let done = 0;
                await broker.consume(work, async ({ key }) => {
                    most = Math.max(most, ++inHand);
                    if (keys.has(key!)) overlapping++;
                    keys.add(key!);
                    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
                    keys.delete(key!);
                    inHand--;
                    done++;
                }, { concurrency: 3 });
                await Promise.all(Array.from({ length: 30 }, (_, index) => broker.publish(work, message(`m${index}`, { key: `k${index % 5}` }))));
                await test.until(() => done === 30);
                expect(most).toBeLessThanOrEqual(3);
                expect(overlapping).toBe(0);
            });

            promised('priority')('gives out what is more important first', async () => {
                const work = await prepareQueue('work', { ordered: 'none', priority: { lowest: 0, highest: 9 } });
                for (const [id, priority] of [['low', 0], ['high', 9], ['middle', 5]] as const) {
                    await broker.publish(work, message(id), { priority });
                }
                const seen = await collect(work);
                await test.until(() => seen.length === 3);
                expect(ids(seen)).toEqual(['high', 'middle', 'low']);
                await expectRefusal(broker.publish(work, message('x'), { priority: 10 }), 'invalid-message');
            });

            promised('delay')('gives out a delayed message when its delay is over', async () => {
                const work = await prepareQueue('work', { ordered: 'none', delay: 1000 });
                const seen = await collect(work);
                await broker.publish(work, message('channel'));
                await broker.publish(work, message('own'), { delay: 10 });
                await test.until(() => seen.length === 1);
                expect(ids(seen)).toEqual(['own']);
                await test.until(() => seen.length === 2);
                await expectRefusal(broker.publish(work, message('x'), { delay: -1 }), 'invalid-message');
            });

            promised('time-to-live')('dead-letters what nobody took in time', async () => {
                const work = await prepareQueue('work', { timeToLive: 1000 });
                const letters = await collect(`${work}.dead-letter`);
                await broker.publish(work, message('a'));
                await test.until(() => letters.length === 1);
                expect(readDeadLetter(letters[0]!.envelope)).toMatchObject({ kind: 'expired', attempts: 0 });
                const seen = await collect(work);
                await settle();
                expect(seen).toEqual([]);
            });

            promised('deduplicate')('takes a message once within its window', async () => {
                const work = await prepareQueue('work', { deduplicate: 60_000 });
                const seen = await collect(work);
                await broker.publish(work, message('a'));
                await broker.publish(work, message('a'));
                await broker.publish(work, message('b'), { deduplicationId: 'a' });
                await broker.publish(work, message('a'), { deduplicationId: 'other' });
                await test.until(() => seen.length === 2);
                await settle();
                expect(ids(seen)).toEqual(['a', 'a']);
            });

            promised('limit')('refuses more than it may hold, and takes more when there is room again', async () => {
                const work = await prepareQueue('work', { limit: { messages: 2 } });
                await broker.publish(work, message('a'));
                await broker.publish(work, message('b'));
                await expectRefusal(broker.publish(work, message('c')), 'channel-full');
                const seen = await collect(work);
                await test.until(() => seen.length === 2);
                await settle();
                await broker.publish(work, message('c'));
                await test.until(() => seen.length === 3);
            });

            promised('rate')('starts no more deliveries within the time than its rate allows', async () => {
                const work = await prepareQueue('work', { rate: { count: 2, per: 1000 } });
                const seen = await collect(work);
                await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => broker.publish(work, message(id, { key: id }))));
                await test.until(() => seen.length === 2);
                await test.pass(500);
                expect(seen).toHaveLength(2);
                await test.until(() => seen.length === 5);
            });
        });

        describe('an envelope', () => {
            it('arrives as it was published, correlation, causation and headers included', async () => {
                const work = await prepareQueue('work');
                const seen = await collect(work);
                const published = message('a', {
                    key: 'größe/ключ 🗝', correlation: 'flow', cause: 'before',
                    headers: { tenantid: 'acme', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
                    data: { text: 'line\nbreak "quoted" 🚀', number: 0.1, nothing: null, list: [[], {}], '': 'empty' },
                });
                await broker.publish(work, published);
                await test.until(() => seen.length === 1);
                expect(seen[0]!.envelope).toEqual(published);
                expect(seen[0]!.key).toBe('größe/ключ 🗝');
            });

            it('is each handler\'s own copy', async () => {
                const orders = topic(n('orders'));
                await prepare([orders], [reads(n('billing'), orders), reads(n('shipping'), orders)]);
                const seen: unknown[] = [];
                for (const subscription of [n('billing'), n('shipping')]) {
                    await broker.consume(subscription, async ({ envelope }) => {
                        const data = envelope.data as { count: number };
                        seen.push(++data.count);
                    });
                }
                const mine = message('a', { data: { count: 0 } });
                await broker.publish(orders.name, mine);
                await test.until(() => seen.length === 2);
                expect(seen).toEqual([1, 1]);
                expect(mine.data).toEqual({ count: 0 });
            });

            it('goes by the key it is published with, before its subject', async () => {
                const work = await prepareQueue('work');
                const seen = await collect(work);
                await broker.publish(work, message('a', { key: 'subject' }), { key: 'own' });
                await test.until(() => seen.length === 1);
                expect(seen[0]).toMatchObject({ key: 'own', envelope: { subject: 'subject' } });
            });

            it('is refused when it cannot be written as JSON', async () => {
                const work = await prepareQueue('work');
                const circle: Record<string, unknown> = {};
                circle['self'] = circle;
                await expectRefusal(broker.publish(work, message('a', { data: circle })), 'invalid-message');
            });
        });

        describe('a question', () => {
            it('is answered by its answerer', async () => {
                await broker.answer(n('price'), async ({ data }) => ({ twice: (data as { value: number }).value * 2 }));
                expect(await broker.request(n('price'), message('q', { data: { value: 21 } }), { timeout: 5000 })).toEqual({ twice: 42 });
            });

            it('fails with what its answerer threw', async () => {
                await broker.answer(n('price'), () => Promise.reject(new Error('no such article')));
                const failure = await refusalOf(broker.request(n('price'), message('q'), { timeout: 5000 }));
                expect(failure).toMatchObject({ code: 'answer-failed', message: expect.stringContaining('no such article') as string });
            });

            it('fails when no reply comes in time', async () => {
                const asked = refusalOf(broker.request(n('price'), message('q'), { timeout: 200 }));
                await test.pass(1000);
                expect(await asked).toMatchObject({ code: 'no-reply' });
            });

            it('has one answerer at a time', async () => {
                const first = await broker.answer(n('price'), async () => 1);
                await expectRefusal(broker.answer(n('price'), async () => 2), 'already-answered');
                await first.stop();
                await broker.answer(n('price'), async () => 2);
                expect(await broker.request(n('price'), message('q'), { timeout: 5000 })).toBe(2);
            });

            it('may be asked by a handler', async () => {
                const work = await prepareQueue('work');
                await broker.answer(n('price'), async () => 7);
                const replies: unknown[] = [];
                await broker.consume(work, async () => void replies.push(await broker.request(n('price'), message('q'), { timeout: 5000 })));
                await broker.publish(work, message('a'));
                await test.until(() => replies.length === 1);
                expect(replies).toEqual([7]);
            });
        });

        describe('preparing and refusing', () => {
            it('can be prepared again without effect', async () => {
                const work = await prepareQueue('work');
                await broker.publish(work, message('a'));
                await prepareQueue('work');
                const seen = await collect(work);
                await test.until(() => seen.length === 1);
            });

            it('refuses what it was not told of', async () => {
                await expectRefusal(broker.publish(n('nowhere'), message('a')), 'unknown-channel');
                await expectRefusal(broker.consume(n('nobody'), async () => {}), 'unknown-subscription');
            });
        });

        describe('a graceful stop', () => {
            /** A handler that stays in hand until it is let go. */
            const gate = () => {
                let open: () => void = () => {};
                const opened = new Promise<void>((resolve) => (open = resolve));
                return { open, opened };
            };

            it('lets the consumer finish what it has in hand, and leaves the rest to the next', async () => {
                const work = await prepareQueue('work');
                const { open: letGo, opened } = gate();
                const first: string[] = [];
                const consumer = await broker.consume(work, async ({ envelope }) => {
                    first.push(envelope.id);
                    await opened;
                });
                for (const id of ['a', 'b', 'c']) await broker.publish(work, message(id, { key: 'k' }));
                await test.until(() => first.length === 1);
                let stopped = false;
                const stopping = consumer.stop().then(() => (stopped = true));
                await settle();
                expect(stopped).toBe(false);
                letGo();
                await test.until(() => stopped);
                await stopping;
                expect(first).toEqual(['a']);
                const rest = await collect(work);
                await test.until(() => rest.length === 2);
                await settle();
                expect(ids(rest)).toEqual(['b', 'c']);
            });

            it('closes when what is in hand is done, which may still publish', async () => {
                const work = await prepareQueue('work');
                const other = await prepareQueue('other');
                const { open: letGo, opened } = gate();
                let started = false;
                let published = false;
                await broker.consume(work, async () => {
                    started = true;
                    await opened;
                    await broker.publish(other, message('late'));
                    published = true;
                });
                await broker.publish(work, message('a'));
                await test.until(() => started);
                let closed = false;
                const closing = broker.close().then(() => (closed = true));
                await settle();
                expect(closed).toBe(false);
                letGo();
                await test.until(() => closed);
                await closing;
                expect(published).toBe(true);
                await expectRefusal(broker.publish(work, message('b')), 'closed');
                await expectRefusal(broker.consume(work, async () => {}), 'closed');
            });

            it('can be closed twice', async () => {
                await prepareQueue('work');
                await broker.close();
                await broker.close();
            });
        });
    });
}

async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(() => undefined, (error: unknown) => error);
}

async function expectRefusal(promise: Promise<unknown>, code: BrokerErrorCode): Promise<void> {
    expect(await refusalOf(promise)).toMatchObject({ name: 'BrokerError', code });
}
