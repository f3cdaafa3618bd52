import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeadLetter, RejectedMessage, type Consumer, type Topology } from '../../../src/runtime/broker.js';
import { createMemoryBroker, type BrokerActivity, type MemoryBroker } from '../../../src/runtime/brokers/memory.js';
import { createVirtualClock, type VirtualClock } from '../../../src/runtime/virtual-clock.js';
import { message, queue, reads, takes, topic } from './messages.js';

const retry = { times: 1, from: 50, to: 100 };
const events = topic('events', { retry });
const work = queue('work', { retry, priority: { lowest: 0, highest: 2 }, ordered: 'none' });
const ordered = queue('ordered', { retry });
const brief = queue('brief', { retry, timeToLive: 120, deadLetter: 'brief.expired' });
const topology: Topology = {
    channels: [events, work, ordered, brief],
    subscriptions: [
        reads('first', events), reads('second', events, { acknowledgeTimeout: 80 }), reads('some', events, { types: ['Test.A.v1'] }),
        takes(work), takes(ordered), takes(brief),
    ],
};
const subscriptions = topology.subscriptions.map(({ name }) => name);

type Action =
    | { readonly do: 'publish'; readonly channel: string; readonly key: string | undefined; readonly type: string; readonly priority: number; readonly delay: number }
    | { readonly do: 'consume'; readonly subscription: string; readonly concurrency: number; readonly failures: number }
    | { readonly do: 'stop'; readonly which: number }
    | { readonly do: 'pass'; readonly milliseconds: number };

const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 6, arbitrary: fc.record({
        do: fc.constant('publish' as const), channel: fc.constantFrom(...topology.channels.map(({ name }) => name)),
        key: fc.constantFrom('x', 'y', undefined), type: fc.constantFrom('Test.A.v1', 'Test.B.v1'), priority: fc.nat(2),
        delay: fc.constantFrom(0, 0, 0, 30, 200),
    }) },
    { weight: 3, arbitrary: fc.record({
        do: fc.constant('consume' as const), subscription: fc.constantFrom(...subscriptions), concurrency: fc.integer({ min: 1, max: 3 }), failures: fc.nat(3),
    }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), which: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), milliseconds: fc.nat(150) }) },
);
const run = fc.record({ seed: fc.string({ maxLength: 5 }), actions: fc.array(action, { minLength: 20, maxLength: 80, size: 'max' }) });

interface Outcome {
    readonly log: readonly BrokerActivity[];
    readonly broker: MemoryBroker;
    /** Ids by channel. */
    readonly published: ReadonlyMap<string, readonly string[]>;
}

/** Lets the actions happen, then stops everything gracefully. */
async function perform({ seed, actions }: { seed: string; actions: readonly Action[] }): Promise<Outcome> {
    const clock = createVirtualClock({ seed });
    const log: BrokerActivity[] = [];
    const broker = createMemoryBroker({ clock, observe: (activity) => log.push(activity) });
    await broker.prepare(topology);
    const consumers: Consumer[] = [];
    const published = new Map<string, string[]>(topology.channels.map(({ name }) => [name, []]));
    const waits: Promise<unknown>[] = [];
    let count = 0;
    for (const step of actions) {
        if (step.do === 'publish') {
            const id = `m${count++}`;
            published.get(step.channel)!.push(id);
            waits.push(broker.publish(step.channel, message(id, { type: step.type, ...(step.key !== undefined && { key: step.key }) }), {
                ...(step.channel === 'work' && { priority: step.priority }),
                ...(step.delay > 0 && step.channel !== 'ordered' && step.channel !== 'events' && { delay: step.delay }),
            }));
        } else if (step.do === 'consume') {
            consumers.push(await broker.consume(step.subscription, () => handle(clock, step.failures), { concurrency: step.concurrency }));
        } else if (step.do === 'stop') {
            waits.push(consumers[step.which]?.stop() ?? Promise.resolve());
        } else {
            await clock.advance(step.milliseconds);
        }
    }
    waits.push(broker.close());
    // A handler that sleeps when the stop comes is woken by time moving on.
    await clock.runUntilIdle();
    await Promise.all(waits);
    return { log, broker, published };
}

/** Takes a while, then succeeds, fails or rejects, as the seed decides. */
async function handle(clock: VirtualClock, failures: number): Promise<void> {
    const [wait, lot] = [clock.random.integer(0, 100), clock.random.integer(0, 4)];
    if (wait > 30) await clock.sleep(wait);
    if (lot < failures) throw lot === 0 ? new RejectedMessage('never') : new Error('not now');
}

describe('Whatever is published, fails and stops', () => {
    it('no message is lost: each is acknowledged, dead-lettered or still there', async () => {
        await fc.assert(fc.asyncProperty(run, async (input) => {
            const { broker, log, published } = await perform(input);
            for (const { name, received, acknowledged, deadLettered, dropped, lag, waiting, delayed, inHand, retrying, parked } of broker.inspect().subscriptions) {
                expect(received, name).toBe(acknowledged + deadLettered + dropped + lag);
                expect(lag, name).toBe(waiting + delayed + retrying + parked);
                expect(inHand, name).toBe(0);
                expect(dropped, name).toBe(0);
            }
            for (const { name, channel, types, deadLetter } of topology.subscriptions) {
                const settled = log.flatMap((activity) => activity.kind === 'acknowledged' && activity.delivery.subscription === name ? [activity.delivery.envelope.id] : []);
                const buried = broker.unsettled(deadLetter).flatMap(({ envelope }) => {
                    const letter = readDeadLetter(envelope);
                    return letter?.subscription === name ? [letter.envelope.id] : [];
                });
                const left = broker.unsettled(name).map(({ envelope }) => envelope.id);
                const expected = types === undefined
                    ? published.get(channel)!
                    : log.flatMap((activity) => activity.kind === 'published' && activity.channel === channel && types.includes(activity.envelope.type) ? [activity.envelope.id] : []);
                expect([...settled, ...buried, ...left].sort(), name).toEqual([...expected].sort());
            }
        }), { numRuns: 150 });
    });

    it('messages of a key are handled one after the other, in the order in which they were published', async () => {
        await fc.assert(fc.asyncProperty(run, async (input) => {
            const { log, published } = await perform(input);
            for (const { name, channel } of topology.subscriptions) {
                if (channel === 'work' || channel === 'brief') continue;
                const order = published.get(channel)!;
                for (const key of ['x', 'y']) {
                    let current: string | undefined;
                    let latest = -1;
                    for (const activity of log) {
                        if ((activity.kind === 'delivered' || activity.kind === 'acknowledged') && activity.delivery.subscription === name && activity.delivery.key === key) {
                            const { id } = activity.delivery.envelope;
                            if (activity.kind === 'delivered') {
                                expect(current ?? id, `${id} on ${name} while ${current} is not settled`).toBe(id);
                                expect(order.indexOf(id)).toBeGreaterThanOrEqual(latest);
                                latest = order.indexOf(id);
                                current = id;
                            } else {
                                expect(id).toBe(current);
                                current = undefined;
                            }
                        } else if (activity.kind === 'dead-lettered' && activity.deadLetter.subscription === name && activity.deadLetter.envelope.id === current) {
                            current = undefined;
                        }
                    }
                }
            }
        }), { numRuns: 100 });
    });

    it('the same seed gives the same run', async () => {
        await fc.assert(fc.asyncProperty(run, async (input) => {
            const [first, second] = [await perform(input), await perform(input)];
            expect(JSON.stringify(second.log)).toBe(JSON.stringify(first.log));
        }), { numRuns: 50 });
    });
});

it('Another seed gives another run', async () => {
    const actions: Action[] = [
        ...['first', 'second', 'work'].map((subscription): Action => ({ do: 'consume', subscription, concurrency: 3, failures: 2 })),
        ...Array.from({ length: 20 }, (_, index): Action => ({ do: 'publish', channel: index % 2 === 0 ? 'events' : 'work', key: undefined, type: 'Test.A.v1', priority: 0, delay: 0 })),
        { do: 'pass', milliseconds: 1000 },
    ];
    const logs = await Promise.all(['a', 'b', 'c'].map(async (seed) => JSON.stringify((await perform({ seed, actions })).log)));
    expect(new Set(logs).size).toBe(3);
});
