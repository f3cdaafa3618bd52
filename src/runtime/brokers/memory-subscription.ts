import {
    type ChannelDefinition,
    type ConsumeOptions,
    type Consumer,
    type DeadLetter,
    type DeadLetterKind,
    type Delivery,
    type DeliveryHandler,
    type SubscriptionDefinition,
} from '../broker.js';
import type { Clock } from '../clock.js';
import { boundReason, failureReason } from '../failure-reason.js';
import { PriorityQueue } from '../priority-queue.js';
import type { Random } from '../random.js';
import { backoff } from '../retry.js';
import type { Scheduler } from '../scheduler.js';
import { Alarm } from './alarm.js';
import { MemoryConsumer } from './memory-consumer.js';
import type { StoredMessage } from './stored-message.js';
import type { EntryState, SubscriptionActivity, SubscriptionCounts } from './subscription-activity.js';
import { isPostponement, isRejection } from './shared/rejection.js';

/** What a subscription needs from the broker that it belongs to. */
export interface Surroundings {
    readonly clock: Clock;
    readonly scheduler: Scheduler;
    /** Draws what jitter takes off the waits between attempts. */
    readonly random: Pick<Random, 'next'>;
    /** Takes a function because most brokers are watched by no one. */
    observe(activity: () => SubscriptionActivity): void;
    /** Puts the message into the dead letter queue, for good. */
    bury(queue: string, letter: DeadLetter, message: StoredMessage): void;
    /** Something was settled or parked, or a consumer has gone. */
    settled(): void;
}

interface Entry {
    readonly message: StoredMessage;
    state: EntryState | 'settled';
    attempt: number;
    /** Of a delayed or retrying entry: until when. */
    until: number;
    lane: Lane | undefined;
    /** The entry after this one in its lane. */
    next: Entry | undefined;
}

/** The messages of one key, oldest first; only the first may be given out. */
interface Lane {
    readonly key: string;
    first: Entry | undefined;
    last: Entry | undefined;
}

const outcomes = { delivered: 0, acknowledged: 0, retried: 0, deadLettered: 0, dropped: 0, received: 0, passedOver: 0 };

/** Keeps the messages of one subscription until each is settled, and gives them to its consumers. */
export class MemorySubscription {
    private readonly entries = new Set<Entry>();
    private readonly lanes = new Map<string, Lane>();
    /** Entries to give out; one that was settled meanwhile is skipped when its turn comes. */
    private readonly ready = new PriorityQueue<Entry>(isGivenOutBefore);
    private readonly later = new PriorityQueue<Entry>((a, b) => a.until < b.until || (a.until === b.until && a.message.position < b.message.position));
    private readonly expiring = new PriorityQueue<Entry>((a, b) => a.message.expiresAt < b.message.expiresAt);
    private readonly consumers: MemoryConsumer[] = [];
    private readonly counts = { ...outcomes };
    /** When the last deliveries started, as far as the rate limit needs to know. */
    private readonly starts: number[] = [];
    private readonly release: Alarm;
    private readonly expiry: Alarm;
    private readonly rateLimit: Alarm;
    private size = 0;
    private servings = 0;
    private pumpWaits = false;
    private halted = false;

    constructor(
        private readonly surroundings: Surroundings,
        public channel: ChannelDefinition,
        public definition: SubscriptionDefinition,
    ) {
        this.release = new Alarm(surroundings.clock, () => this.releaseDue());
        this.expiry = new Alarm(surroundings.clock, () => this.expireDue());
        this.rateLimit = new Alarm(surroundings.clock, () => this.wake());
    }

    /** Messages not settled yet. */
    get depth(): number {
        return this.entries.size;
    }

    /** The size of the messages not settled yet. */
    get bytes(): number {
        return this.size;
    }

    get consumerCount(): number {
        return this.consumers.length;
    }

    /** Whether its consumers have nothing left to do, now or after a delay. */
    get isDrained(): boolean {
        for (const { state, lane } of this.entries) {
            if (state !== 'parked' && lane?.first?.state !== 'parked') {
                return false;
            }
        }
        return true;
    }

    /** Unsettled messages with their states, oldest first. */
    *unsettled(): Generator<{ message: StoredMessage; state: EntryState; attempt: number }> {
        for (const { message, state, attempt } of this.entries) {
            yield { message, state: state as EntryState, attempt };
        }
    }

    count(): SubscriptionCounts {
        const places = { delayed: 0, waiting: 0, inHand: 0, retrying: 0, parked: 0 };
        for (const { state } of this.entries) {
            places[state === 'in-hand' ? 'inHand' : (state as Exclude<EntryState, 'in-hand'>)]++;
        }
        return { ...this.counts, ...places };
    }

    takes(type: string): boolean {
        return this.definition.types?.includes(type) ?? true;
    }

    /** Whether the channel is meant for such messages at all. */
    private isCarried(type: string): boolean {
        return this.channel.kind === 'queue' || (this.channel.types?.includes(type) ?? true);
    }

    /** Takes a message in; it stays until it is settled. */
    accept(message: StoredMessage): void {
        if (this.channel.kind === 'topic' && message.defect === undefined && !this.takes(message.type) && this.isCarried(message.type)) {
            this.counts.passedOver++;
            return;
        }
        const entry: Entry = { message, state: 'delayed', attempt: 0, until: message.availableAt, lane: undefined, next: undefined };
        this.counts.received++;
        this.entries.add(entry);
        this.size += message.bytes;
        if (message.expiresAt < Infinity) {
            this.expiring.push(entry);
            this.expiry.set(message.expiresAt);
        }
        if (entry.until > this.surroundings.clock.now()) {
            this.postpone(entry, 'delayed', entry.until);
        } else {
            this.arrive(entry);
            this.wake();
        }
    }

    /** Takes messages in again that it has settled; those not settled yet keep their place. */
    replay(messages: readonly StoredMessage[]): void {
        const unsettled = [...this.entries];
        const kept = new Set(unsettled.map(({ message }) => message.position));
        const again = messages.filter(({ position, expiresAt }) => !kept.has(position) && expiresAt > this.surroundings.clock.now());
        const merged = [...unsettled.map(({ message }) => message), ...again].sort((a, b) => a.position - b.position);
        this.counts.received -= unsettled.length;
        for (const entry of unsettled) {
            entry.state = 'settled';
        }
        this.entries.clear();
        this.size = 0;
        this.lanes.clear();
        for (const queue of [this.ready, this.later, this.expiring]) {
            queue.retain(() => false);
        }
        for (const message of merged) {
            this.accept(message);
        }
    }

    attach(handler: DeliveryHandler, options: ConsumeOptions): Consumer {
        const consumer = new MemoryConsumer(handler, options.concurrency ?? 1, () => {
            const index = this.consumers.indexOf(consumer);
            if (index >= 0) {
                this.consumers.splice(index, 1);
            }
            this.surroundings.settled();
        });
        this.consumers.push(consumer);
        for (const entry of this.entries) {
            if (entry.state === 'parked' && entry.message.defect === undefined && this.takes(entry.message.type)) {
                entry.attempt = 0;
                // What nobody took when it came has no place among those of its key yet.
                if (entry.lane === undefined) {
                    this.arrive(entry);
                } else {
                    this.makeReady(entry);
                }
            }
        }
        this.wake();
        return consumer;
    }

    /** Hands out no more; resolves when what is in hand is settled. */
    async stopConsumers(): Promise<void> {
        await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    }

    /** Lets go of all timers; what is not settled stays where it is. */
    halt(): void {
        this.halted = true;
        for (const alarm of [this.release, this.expiry, this.rateLimit]) {
            alarm.clear();
        }
    }

    private wake(): void {
        if (!this.pumpWaits && !this.halted && this.ready.size > 0 && this.consumers.length > 0) {
            this.pumpWaits = true;
            this.surroundings.scheduler.enqueue(() => {
                this.pumpWaits = false;
                this.pump();
            });
        }
    }

    /** Gives out one message, if there is one and someone to take it; each delivery is a step of its own. */
    private pump(): void {
        const consumer = this.nextConsumer();
        if (consumer === undefined || this.halted || !this.mayStart()) {
            return;
        }
        const entry = this.nextEntry();
        if (entry !== undefined) {
            this.give(entry, consumer);
            this.wake();
        }
    }

    /** The free consumer with the least in hand; among equals the one that has waited longest. */
    private nextConsumer(): MemoryConsumer | undefined {
        let best: MemoryConsumer | undefined;
        for (const consumer of this.consumers) {
            if (consumer.isFree && (best === undefined || consumer.inHand < best.inHand || (consumer.inHand === best.inHand && consumer.lastServed < best.lastServed))) {
                best = consumer;
            }
        }
        return best;
    }

    private mayStart(): boolean {
        const { rate } = this.channel;
        if (rate === undefined) {
            return true;
        }
        const now = this.surroundings.clock.now();
        while (this.starts[0] !== undefined && this.starts[0] + rate.per <= now) {
            this.starts.shift();
        }
        if (this.starts.length < rate.count || this.starts[0] === undefined) {
            return true;
        }
        this.rateLimit.set(this.starts[0] + rate.per);
        return false;
    }

    private nextEntry(): Entry | undefined {
        for (;;) {
            const entry = this.ready.pop();
            if (entry === undefined || entry.state === 'waiting') {
                if (entry !== undefined && entry.message.expiresAt <= this.surroundings.clock.now()) {
                    this.expire(entry);
                    continue;
                }
                return entry;
            }
        }
    }

    private give(entry: Entry, consumer: MemoryConsumer): void {
        const { clock, scheduler } = this.surroundings;
        entry.state = 'in-hand';
        entry.attempt++;
        this.counts.delivered++;
        consumer.take(++this.servings);
        if (this.channel.rate !== undefined) {
            this.starts.push(clock.now());
        }
        this.observeDelivery('delivered', entry);
        const { acknowledgeTimeout } = this.definition;
        const released = scheduler.hold();
        let open = true;
        const finish = (settle: () => void): void => {
            // The first answer counts: after its timeout a message is no longer the handler's to acknowledge.
            if (!open) {
                return;
            }
            open = false;
            cancelTimeout();
            released();
            settle();
            consumer.giveBack();
            this.wake();
        };
        const cancelTimeout =
            acknowledgeTimeout === Infinity
                ? () => {}
                : clock.schedule(acknowledgeTimeout, () =>
                      finish(() => this.fail(entry, 'timed-out', `The handler did not finish within ${acknowledgeTimeout} ms.`)),
                  );
        // An asynchronous function because a handler may also throw at once.
        const handling = (async () => consumer.handler(this.describe(entry, entry.message.read())))();
        handling.then(
            () => scheduler.enqueue(() => finish(() => this.acknowledge(entry))),
            (error: unknown) => scheduler.enqueue(() => finish(() => this.refuse(entry, error))),
        );
    }

    private acknowledge(entry: Entry): void {
        this.counts.acknowledged++;
        this.observeDelivery('acknowledged', entry);
        this.settle(entry);
    }

    private refuse(entry: Entry, error: unknown): void {
        if (isPostponement(error) && this.channel.deliver !== 'at-most-once') {
            entry.attempt--;
            this.giveAgain(entry, error.wait);
        } else {
            this.fail(entry, isRejection(error) ? 'rejected' : 'failed', failureReason(error));
        }
    }

    private fail(entry: Entry, kind: 'failed' | 'rejected' | 'timed-out', reason: string): void {
        const { retry } = this.definition;
        if (kind === 'rejected' || this.channel.deliver === 'at-most-once' || entry.attempt > retry.times) {
            this.bury(entry, kind, reason);
            return;
        }
        const now = this.surroundings.clock.now();
        if (entry.message.expiresAt <= now) {
            this.expire(entry);
            return;
        }
        // Who let the timeout pass has been waited for long enough.
        const wait = kind === 'timed-out' ? 0 : backoff(retry, entry.attempt, this.surroundings.random);
        this.counts.retried++;
        this.surroundings.observe(() => ({ kind: 'retried', delivery: this.describe(entry, entry.message.envelope), reason, wait, at: now }));
        this.giveAgain(entry, wait);
    }

    private giveAgain(entry: Entry, wait: number): void {
        if (wait === 0) {
            this.makeReady(entry);
        } else {
            // The entry stays first in its lane meanwhile, so that no later one of its key overtakes it.
            this.postpone(entry, 'retrying', this.surroundings.clock.now() + wait);
        }
    }

    private expire(entry: Entry): void {
        this.bury(entry, 'expired', `The message was not handled within its time to live of ${this.channel.timeToLive ?? 0} ms.`);
    }

    private bury(entry: Entry, kind: DeadLetterKind, reason: string): void {
        const at = this.surroundings.clock.now();
        const { name, channel, deadLetter: queue } = this.definition;
        const { message, attempt } = entry;
        const deadLetter: DeadLetter = { kind, reason, attempts: attempt, channel, subscription: name, at, envelope: message.envelope };
        if (queue !== '') {
            this.counts.deadLettered++;
            this.surroundings.bury(queue, deadLetter, message);
            this.surroundings.observe(() => ({ kind: 'dead-lettered', deadLetter, queue, at }));
            this.settle(entry);
        } else if (kind === 'expired') {
            this.counts.dropped++;
            this.surroundings.observe(() => ({ kind: 'dropped', deadLetter, at }));
            this.settle(entry);
        } else {
            entry.state = 'parked';
            this.surroundings.observe(() => ({ kind: 'parked', deadLetter, at }));
            this.surroundings.settled();
        }
    }

    private settle(entry: Entry): void {
        entry.state = 'settled';
        this.entries.delete(entry);
        this.size -= entry.message.bytes;
        const { lane } = entry;
        if (lane?.first === entry) {
            let next = entry.next;
            while (next?.state === 'settled') {
                next = next.next;
            }
            lane.first = next;
            if (next === undefined) {
                this.lanes.delete(lane.key);
            } else {
                this.makeReady(next);
            }
        }
        this.prune(this.ready);
        this.prune(this.expiring);
        this.surroundings.settled();
    }

    /** Forgets settled entries where they have become the greater part, so that they do not fill the memory. */
    private prune(queue: PriorityQueue<Entry>): void {
        if (queue.size > 2 * this.entries.size + 100) {
            queue.retain(({ state }) => state !== 'settled');
        }
    }

    /** Gives an entry its place among those of its key. */
    private arrive(entry: Entry): void {
        const { defect, type } = entry.message;
        if (defect !== undefined) {
            this.bury(entry, 'undecodable', defect);
            return;
        }
        const isCarried = this.isCarried(type);
        if (!isCarried || !this.takes(type)) {
            const why = isCarried ? `Nothing that consumes '${this.definition.name}' takes` : `'${this.channel.name}' carries no`;
            this.bury(entry, 'unhandled', boundReason(`${why} messages of type '${type}'.`));
            return;
        }
        entry.state = 'waiting';
        const { key } = entry.message;
        if (this.channel.ordered === 'none' || key === undefined) {
            this.ready.push(entry);
            return;
        }
        const lane = this.lanes.get(key);
        if (lane === undefined) {
            entry.lane = { key, first: entry, last: entry };
            this.lanes.set(key, entry.lane);
            this.ready.push(entry);
            return;
        }
        entry.lane = lane;
        if (lane.last !== undefined) {
            lane.last.next = entry;
        }
        lane.last = entry;
    }

    private makeReady(entry: Entry): void {
        entry.state = 'waiting';
        this.ready.push(entry);
        this.wake();
    }

    private postpone(entry: Entry, state: 'delayed' | 'retrying', until: number): void {
        entry.state = state;
        entry.until = until;
        this.later.push(entry);
        this.release.set(until);
    }

    private releaseDue(): void {
        const now = this.surroundings.clock.now();
        for (let entry = this.later.peek(); entry !== undefined; entry = this.later.peek()) {
            if (entry.state === 'settled') {
                this.later.pop();
            } else if (entry.until > now) {
                this.release.set(entry.until);
                break;
            } else {
                this.later.pop();
                if (entry.state === 'retrying') {
                    this.makeReady(entry);
                } else {
                    this.arrive(entry);
                }
            }
        }
        this.wake();
    }

    private expireDue(): void {
        const now = this.surroundings.clock.now();
        for (let entry = this.expiring.peek(); entry !== undefined; entry = this.expiring.peek()) {
            if (entry.state !== 'settled' && entry.message.expiresAt > now) {
                this.expiry.set(entry.message.expiresAt);
                break;
            }
            this.expiring.pop();
            // What is in hand may still be handled; if it fails, it expires then.
            if (entry.state !== 'settled' && entry.state !== 'in-hand' && entry.state !== 'parked') {
                this.expire(entry);
            }
        }
    }

    private observeDelivery(kind: 'delivered' | 'acknowledged', entry: Entry): void {
        const at = this.surroundings.clock.now();
        this.surroundings.observe(() => ({ kind, delivery: this.describe(entry, entry.message.envelope), at }));
    }

    private describe({ message, attempt }: Entry, envelope: Delivery['envelope']): Delivery {
        const { channel, name } = this.definition;
        return { channel, subscription: name, envelope, ...(message.key !== undefined && { key: message.key }), attempt };
    }
}

/** By priority, then by age, so that at equal priority none is passed over for ever. */
function isGivenOutBefore(a: Entry, b: Entry): boolean {
    return a.message.priority > b.message.priority || (a.message.priority === b.message.priority && a.message.position < b.message.position);
}
