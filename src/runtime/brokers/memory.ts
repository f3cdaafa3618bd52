import {
    RejectedMessage, type Broker, type ChannelDefinition, type ConsumeOptions, type Consumer, type Delivery, type DeliveryHandler,
    type PublishOptions, type SubscriptionDefinition, type Topology,
} from '../broker.js';
import { systemClock, type Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import { backoff } from '../retry.js';

/** A message that could not be handled, with all that is needed to find out why and to send it again. */
export interface DeadLetter {
    readonly queue: string;
    readonly channel: string;
    readonly subscription: string;
    readonly envelope: Envelope;
    readonly reason: string;
    readonly attempts: number;
    /** Milliseconds since 1970. */
    readonly at: number;
}

/** What happens inside the broker, for those who want to watch. */
export type BrokerActivity =
    | { readonly kind: 'published'; readonly channel: string; readonly envelope: Envelope; readonly at: number }
    | { readonly kind: 'deduplicated'; readonly channel: string; readonly envelope: Envelope; readonly at: number }
    | { readonly kind: 'delivered' | 'acknowledged'; readonly delivery: Delivery; readonly at: number }
    | { readonly kind: 'retried'; readonly delivery: Delivery; readonly reason: string; readonly wait: number; readonly at: number }
    | { readonly kind: 'dead-lettered'; readonly deadLetter: DeadLetter; readonly at: number };

export interface MemoryBrokerOptions {
    readonly clock?: Clock;
    readonly observe?: (activity: BrokerActivity) => void;
}

/** The embedded broker, with what only it can tell. */
export interface MemoryBroker extends Broker {
    deadLetters(): readonly DeadLetter[];
    /** Messages that a subscription has not settled yet: waiting, in hand, or between two attempts. */
    depth(subscription: string): number;
    /** What a topic still keeps, oldest first. */
    read(topic: string): readonly Envelope[];
}

/**
 * The reference broker: topics, queues, order per key, retries, dead letters, in the memory of one process.
 * Publishing rejects for an unknown channel and for one that has reached its limit.
 */
export function createMemoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
    return new Memory(options.clock ?? systemClock, options.observe ?? (() => undefined));
}

interface Entry {
    readonly envelope: Envelope;
    readonly key: string | undefined;
    readonly priority: number;
    readonly sequence: number;
    readonly bytes: number;
    readonly expiresAt: number;
    attempt: number;
}

/** The messages of one key, of which one at a time is in hand; a message without order has a lane of its own. */
interface Lane {
    readonly key: string | undefined;
    readonly waiting: Entry[];
    busy: boolean;
}

interface ChannelState {
    definition: ChannelDefinition;
    readonly subscriptions: Subscription[];
    log: { readonly envelope: Envelope; readonly key: string | undefined; readonly at: number; readonly bytes: number }[];
    readonly seen: Map<string, number>;
}

interface ConsumerState extends Consumer {
    readonly handler: DeliveryHandler;
    readonly concurrency: number;
    inHand: number;
    stopped: boolean;
    settled: (() => void)[];
}

class Memory implements MemoryBroker {
    private readonly channels = new Map<string, ChannelState>();
    private readonly subscriptions = new Map<string, Subscription>();
    private readonly answerers = new Map<string, (envelope: Envelope) => Promise<unknown>>();
    private readonly dead: DeadLetter[] = [];
    private sequence = 0;
    private closed = false;

    constructor(
        readonly clock: Clock,
        readonly observe: (activity: BrokerActivity) => void,
    ) {}

    async prepare({ channels, subscriptions }: Topology): Promise<void> {
        for (const definition of channels) {
            const known = this.channels.get(definition.name);
            if (known) known.definition = definition;
            else this.channels.set(definition.name, { definition, subscriptions: [], log: [], seen: new Map() });
        }
        for (const definition of subscriptions) {
            const channel = this.channelOf(definition.channel);
            const known = this.subscriptions.get(definition.name);
            if (known) {
                known.definition = definition;
                continue;
            }
            const subscription = new Subscription(this, channel, definition);
            this.subscriptions.set(definition.name, subscription);
            channel.subscriptions.push(subscription);
        }
    }

    async publish(channelName: string, envelope: Envelope, options: PublishOptions = {}): Promise<void> {
        if (this.closed) throw new Error('The broker is closed and takes no more messages.');
        const channel = this.channelOf(channelName);
        const { definition } = channel;
        const at = this.clock.now();
        const bytes = JSON.stringify(envelope).length;
        this.assertRoom(channel, bytes);
        if (definition.deduplicate !== undefined && this.isDuplicate(channel, options.deduplicationId ?? envelope.id, definition.deduplicate)) {
            this.observe({ kind: 'deduplicated', channel: channelName, envelope, at });
            return;
        }
        this.observe({ kind: 'published', channel: channelName, envelope, at });
        if (definition.kind === 'topic') this.keep(channel, { envelope, key: options.key, at, bytes });
        const delay = options.delay ?? definition.delay ?? 0;
        const entry = {
            envelope, key: options.key, bytes,
            priority: clampPriority(options.priority, definition.priority),
            expiresAt: definition.timeToLive === undefined ? Number.POSITIVE_INFINITY : at + delay + definition.timeToLive,
        };
        for (const subscription of channel.subscriptions) {
            if (subscription.takes(envelope)) subscription.add({ ...entry, sequence: this.sequence++, attempt: 0 }, delay);
        }
    }

    async consume(name: string, handler: DeliveryHandler, options: ConsumeOptions = {}): Promise<Consumer> {
        const subscription = this.subscriptions.get(name);
        if (!subscription) throw new Error(`There is no subscription '${name}'. Prepare it first.`);
        return subscription.attach(handler, options.concurrency ?? 1);
    }

    async request(query: string, envelope: Envelope, { timeout }: { timeout: number }): Promise<unknown> {
        const answerer = this.answerers.get(query);
        if (!answerer) throw new Error(`Nobody answers '${query}'.`);
        return new Promise((resolve, reject) => {
            const cancel = this.clock.schedule(timeout, () => reject(new Error(`'${query}' was not answered within ${timeout} ms.`)));
            answerer(envelope).then(resolve, reject).finally(cancel);
        });
    }

    async answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer> {
        if (this.answerers.has(query)) throw new Error(`'${query}' is answered already; a query has one answerer.`);
        this.answerers.set(query, handler);
        return { stop: async () => void this.answerers.delete(query) };
    }

    async close(): Promise<void> {
        this.closed = true;
        await Promise.all([...this.subscriptions.values()].map(subscription => subscription.stopAll()));
    }

    deadLetters(): readonly DeadLetter[] {
        return this.dead;
    }

    depth(name: string): number {
        return this.subscriptions.get(name)?.depth ?? 0;
    }

    read(topic: string): readonly Envelope[] {
        const channel = this.channelOf(topic);
        this.forgetOld(channel);
        return channel.log.map(({ envelope }) => envelope);
    }

    bury(entry: Entry, subscription: SubscriptionDefinition, reason: string): void {
        const at = this.clock.now();
        const deadLetter = { queue: subscription.deadLetter, channel: subscription.channel, subscription: subscription.name, envelope: entry.envelope, reason, attempts: entry.attempt, at };
        this.dead.push(deadLetter);
        this.observe({ kind: 'dead-lettered', deadLetter, at });
        const envelope: Envelope = { ...entry.envelope, deadletterreason: reason, deadletterattempts: entry.attempt, deadletterchannel: subscription.channel, deadlettersubscription: subscription.name };
        // A dead letter queue that the topology knows is a queue like any other; its own dead letters stay in the list.
        for (const reader of this.channels.get(subscription.deadLetter)?.subscriptions ?? []) {
            if (reader.definition.name !== subscription.name) reader.add({ ...entry, envelope, sequence: this.sequence++, attempt: 0, expiresAt: Number.POSITIVE_INFINITY }, 0);
        }
    }

    private channelOf(name: string): ChannelState {
        const channel = this.channels.get(name);
        if (!channel) throw new Error(`There is no channel '${name}'. Prepare it first.`);
        return channel;
    }

    private assertRoom({ definition: { name, limit }, subscriptions, log }: ChannelState, bytes: number): void {
        if (!limit) return;
        const depth = Math.max(0, ...subscriptions.map(subscription => subscription.depth));
        const held = Math.max(log.reduce((sum, entry) => sum + entry.bytes, 0), ...subscriptions.map(subscription => subscription.bytes));
        if (limit.messages !== undefined && depth >= limit.messages) throw new Error(`'${name}' is full: it holds ${depth} messages, and its limit is ${limit.messages}.`);
        if (limit.bytes !== undefined && held + bytes > limit.bytes) throw new Error(`'${name}' is full: it holds ${held} bytes, and its limit is ${limit.bytes}.`);
    }

    private isDuplicate({ seen }: ChannelState, id: string, window: number): boolean {
        const now = this.clock.now();
        for (const [other, at] of seen) {
            if (at + window > now) break;
            seen.delete(other);
        }
        if (seen.has(id)) return true;
        seen.set(id, now);
        return false;
    }

    private keep(channel: ChannelState, entry: ChannelState['log'][number]): void {
        if (channel.definition.compact && entry.key !== undefined) channel.log = channel.log.filter(({ key }) => key !== entry.key);
        channel.log.push(entry);
        this.forgetOld(channel);
    }

    private forgetOld(channel: ChannelState): void {
        const { milliseconds, bytes } = channel.definition.retain;
        const now = this.clock.now();
        let forgotten = 0;
        let held = bytes === undefined ? 0 : channel.log.reduce((sum, entry) => sum + entry.bytes, 0);
        for (const entry of channel.log) {
            const isOld = milliseconds !== undefined && entry.at + milliseconds < now;
            const isTooMuch = bytes !== undefined && held > bytes;
            if (!isOld && !isTooMuch) break;
            held -= entry.bytes;
            forgotten++;
        }
        if (forgotten > 0) channel.log.splice(0, forgotten);
    }
}

class Subscription {
    depth = 0;
    bytes = 0;
    private readonly lanes = new Map<string, Lane>();
    /** Lanes whose first message may be given out, best first. */
    private readonly ready: Lane[] = [];
    private readonly consumers: ConsumerState[] = [];
    private readonly given: number[] = [];
    private turn = 0;
    private pumping = false;

    constructor(
        private readonly broker: Memory,
        private readonly channel: ChannelState,
        public definition: SubscriptionDefinition,
    ) {}

    takes(envelope: Envelope): boolean {
        return this.definition.types?.includes(envelope.type) ?? true;
    }

    add(entry: Entry, delay: number): void {
        this.depth++;
        this.bytes += entry.bytes;
        if (delay > 0) this.broker.clock.schedule(delay, () => this.enqueue(entry));
        else this.enqueue(entry);
    }

    attach(handler: DeliveryHandler, concurrency: number): Consumer {
        const consumer: ConsumerState = {
            handler, concurrency, inHand: 0, stopped: false, settled: [],
            stop: async () => {
                consumer.stopped = true;
                if (consumer.inHand > 0) await new Promise<void>(resolve => consumer.settled.push(resolve));
                const index = this.consumers.indexOf(consumer);
                if (index >= 0) this.consumers.splice(index, 1);
            },
        };
        this.consumers.push(consumer);
        this.pumpSoon(0);
        return consumer;
    }

    async stopAll(): Promise<void> {
        await Promise.all([...this.consumers].map(consumer => consumer.stop()));
    }

    private enqueue(entry: Entry): void {
        const ordered = this.channel.definition.ordered === 'key' && entry.key !== undefined;
        let lane = ordered ? this.lanes.get(entry.key!) : undefined;
        if (!lane) {
            lane = { key: ordered ? entry.key : undefined, waiting: [], busy: false };
            if (ordered) this.lanes.set(entry.key!, lane);
        }
        // A message that comes back goes before those of its key that came after it.
        let index = lane.waiting.length;
        while (index > 0 && lane.waiting[index - 1]!.sequence > entry.sequence) index--;
        lane.waiting.splice(index, 0, entry);
        if (!lane.busy && lane.waiting.length === 1) this.makeReady(lane);
        this.pumpSoon(0);
    }

    private makeReady(lane: Lane): void {
        const { ready } = this;
        const head = lane.waiting[0]!;
        let low = 0;
        let high = ready.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            const other = ready[middle]!.waiting[0]!;
            if (other.priority > head.priority || (other.priority === head.priority && other.sequence < head.sequence)) low = middle + 1;
            else high = middle;
        }
        ready.splice(low, 0, lane);
    }

    private pumpSoon(wait: number): void {
        if (this.pumping && wait === 0) return;
        if (wait === 0) this.pumping = true;
        this.broker.clock.schedule(wait, () => {
            if (wait === 0) this.pumping = false;
            this.pump();
        });
    }

    private pump(): void {
        while (this.ready.length > 0) {
            const consumer = this.nextConsumer();
            if (!consumer) return;
            const wait = this.rateWait();
            if (wait > 0) {
                this.pumpSoon(wait);
                return;
            }
            const lane = this.ready.shift()!;
            const entry = lane.waiting.shift()!;
            lane.busy = true;
            if (entry.expiresAt <= this.broker.clock.now()) {
                this.broker.bury(entry, this.definition, 'The message outlived its time to live before anyone took it.');
                this.settle(entry, lane);
            } else this.give(entry, lane, consumer);
        }
    }

    /** Consumers take turns, so that none starves. */
    private nextConsumer(): ConsumerState | undefined {
        for (let count = 0; count < this.consumers.length; count++) {
            const consumer = this.consumers[this.turn++ % this.consumers.length]!;
            if (!consumer.stopped && consumer.inHand < consumer.concurrency) return consumer;
        }
        return undefined;
    }

    private rateWait(): number {
        const { rate } = this.channel.definition;
        if (!rate) return 0;
        const now = this.broker.clock.now();
        while (this.given.length > 0 && this.given[0]! + rate.per <= now) this.given.shift();
        return this.given.length < rate.count ? 0 : this.given[0]! + rate.per - now;
    }

    private give(entry: Entry, lane: Lane, consumer: ConsumerState): void {
        const { clock, observe } = this.broker;
        entry.attempt++;
        consumer.inHand++;
        if (this.channel.definition.rate) this.given.push(clock.now());
        const delivery: Delivery = {
            channel: this.definition.channel, subscription: this.definition.name, envelope: entry.envelope,
            ...(entry.key !== undefined && { key: entry.key }), attempt: entry.attempt,
        };
        observe({ kind: 'delivered', delivery, at: clock.now() });
        let open = true;
        const finish = (failure: unknown, failed: boolean) => {
            if (!open) return;
            open = false;
            cancel();
            consumer.inHand--;
            if (failed) this.fail(entry, lane, delivery, failure);
            else {
                observe({ kind: 'acknowledged', delivery, at: clock.now() });
                this.settle(entry, lane);
            }
            if (consumer.stopped && consumer.inHand === 0) for (const resolve of consumer.settled.splice(0)) resolve();
            this.pumpSoon(0);
        };
        const { acknowledgeTimeout } = this.definition;
        const cancel = clock.schedule(acknowledgeTimeout, () => finish(new Error(`The handler did not finish within ${acknowledgeTimeout} ms.`), true));
        // A handler that throws at once fails like one that rejects.
        new Promise<void>(resolve => resolve(consumer.handler(delivery))).then(() => finish(undefined, false), error => finish(error, true));
    }

    private fail(entry: Entry, lane: Lane, delivery: Delivery, failure: unknown): void {
        const reason = failure instanceof Error ? failure.message : String(failure);
        const { retry } = this.definition;
        const isFinal = failure instanceof RejectedMessage || entry.attempt > retry.times || this.channel.definition.deliver === 'at-most-once';
        if (isFinal) {
            this.broker.bury(entry, this.definition, reason);
            this.settle(entry, lane);
            return;
        }
        const wait = backoff(retry, entry.attempt);
        this.broker.observe({ kind: 'retried', delivery, reason, wait, at: this.broker.clock.now() });
        // The lane stays busy meanwhile: what follows in the same key must not overtake.
        this.broker.clock.schedule(wait, () => {
            lane.busy = false;
            lane.waiting.unshift(entry);
            this.makeReady(lane);
            this.pumpSoon(0);
        });
    }

    private settle(entry: Entry, lane: Lane): void {
        this.depth--;
        this.bytes -= entry.bytes;
        lane.busy = false;
        if (lane.waiting.length > 0) this.makeReady(lane);
        else if (lane.key !== undefined) this.lanes.delete(lane.key);
    }
}

function clampPriority(priority: number | undefined, range: ChannelDefinition['priority']): number {
    if (!range) return 0;
    return Math.min(range.highest, Math.max(range.lowest, priority ?? range.lowest));
}
