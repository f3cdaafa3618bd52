import {
    BrokerError,
    readDeadLetter,
    writeDeadLetter,
    type ChannelDefinition,
    type ConsumeOptions,
    type Consumer,
    type DeadLetter,
    type DeliveryFailure,
    type DeliveryHandler,
    type PublishOptions,
    type SubscriptionDefinition,
    type Topology,
} from '../broker.js';
import { systemClock, type Clock } from '../clock.js';
import { decodeEnvelope, undecodableEnvelope, UndecodableMessage } from '../decode.js';
import { encodeEnvelope } from '../encode.js';
import type { Envelope } from '../envelope.js';
import { promiseOf } from '../promise-of.js';
import { systemRandom } from '../random.js';
import { systemScheduler, type Scheduler } from '../scheduler.js';
import { assertPublishable } from './shared/outgoing.js';
import { assertTopology, deadLetterQueue, ownSubscription } from './shared/topology.js';
import type { BrokerActivity, BrokerInspection, MemoryBroker, MemoryBrokerOptions, RetainedMessage, UnsettledMessage } from './memory-broker.js';
import { MemoryChannel } from './memory-channel.js';
import { MemoryRequests } from './memory-requests.js';
import { MemorySubscription } from './memory-subscription.js';
import { StoredMessage } from './stored-message.js';

export type * from './memory-broker.js';

/**
 * Makes the reference broker, which keeps all in memory. Messages are kept as JSON text, so that whoever gets one has a
 * copy of its own, as with a broker elsewhere.
 *
 * What it adds to the contract: a channel's per-key order holds while a message is retried; a topic's retention limits
 * what can be read again, never what a subscription has still to get; a dead letter queue that no one has defined is made,
 * and a message that fails there is parked until the next consumer comes; `exactly-once` deduplicates by id for as long
 * as the channel retains.
 */
export function createMemoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
    const clock = options.clock ?? systemClock;
    const broker = new InMemoryBroker(clock, options.scheduler ?? (isScheduler(clock) ? clock : systemScheduler), options);
    if (options.observe !== undefined) {
        broker.observe(options.observe);
    }
    return broker;
}

class InMemoryBroker implements MemoryBroker {
    readonly system = 'memory';
    private readonly channels = new Map<string, MemoryChannel>();
    private readonly subscriptions = new Map<string, MemorySubscription>();
    /** Queues whose one subscription no definition has spoken of so far. */
    private readonly implied = new Set<string>();
    private readonly requests: MemoryRequests;
    private readonly listeners = new Set<(activity: BrokerActivity) => void>();
    private drainWaits: (() => void)[] = [];
    private closing: Promise<void> | undefined;
    private closed = false;

    constructor(
        private readonly clock: Clock,
        private readonly scheduler: Scheduler,
        private readonly options: Pick<MemoryBrokerOptions, 'limits' | 'random'>,
    ) {
        this.requests = new MemoryRequests({ clock, scheduler, observe: (activity) => this.tell(activity) });
    }

    prepare(topology: Topology): Promise<void> {
        return promiseOf(() => this.makeChannels(topology));
    }

    private makeChannels(topology: Topology): void {
        this.assertOpen();
        assertTopology(topology, {
            channels: [...this.channels.values()].map(({ definition }) => definition),
            subscriptions: [...this.subscriptions.values()].map(({ definition }) => definition),
        });
        const own = new Set(topology.channels.filter(({ kind }) => kind === 'queue').map(({ name }) => name));
        for (const definition of topology.channels) {
            this.prepareChannel(definition);
        }
        for (const definition of topology.subscriptions) {
            this.prepareSubscription(definition);
            own.delete(definition.name);
        }
        for (const { name } of topology.subscriptions) {
            this.implied.delete(name);
        }
        // A queue's messages must have somewhere to wait even while nothing says who takes them.
        for (const name of own) {
            if (!this.subscriptions.has(name) || this.implied.has(name)) {
                this.implied.add(name);
                this.prepareSubscription(ownSubscription(this.channelOf(name).definition));
            }
        }
        for (const { definition } of this.subscriptions.values()) {
            if (definition.deadLetter !== '' && !this.channels.has(definition.deadLetter)) {
                const queue = deadLetterQueue(definition.deadLetter);
                this.implied.add(queue.name);
                this.prepareChannel(queue);
                this.prepareSubscription(ownSubscription(queue));
            }
        }
    }

    async publish(channelName: string, envelope: Envelope, options: PublishOptions = {}): Promise<void> {
        this.assertOpen();
        const channel = this.channelOf(channelName);
        const message = this.store(channel, envelope, options);
        const id = options.deduplicationId ?? envelope.id;
        const { name } = channel.definition;
        if (channel.hasSeen(id)) {
            channel.deduplicated++;
            this.tell(() => ({ kind: 'deduplicated', channel: name, envelope: message.envelope, ...keyOf(message), at: message.publishedAt }));
        } else {
            this.assertRoom(channel, message);
            channel.remember(id);
            this.append(channel, message);
        }
        // All is done by now, so that two calls in a row keep their order; the confirmation still takes its time.
        await new Promise<void>((resolve) => this.scheduler.enqueue(resolve));
    }

    async publishBytes(channelName: string, bytes: Uint8Array, options: PublishOptions = {}): Promise<void> {
        let envelope: Envelope;
        try {
            envelope = decodeEnvelope(bytes, this.options.limits);
        } catch (error) {
            if (!(error instanceof UndecodableMessage)) {
                throw error;
            }
            this.assertOpen();
            const channel = this.channelOf(channelName);
            this.append(channel, this.storeUndecodable(channel, bytes, error.message, options));
            await new Promise<void>((resolve) => this.scheduler.enqueue(resolve));
            return;
        }
        await this.publish(channelName, envelope, options);
    }

    consume(subscriptionName: string, handler: DeliveryHandler, options: ConsumeOptions = {}): Promise<Consumer> {
        return promiseOf(() => this.attach(subscriptionName, handler, options));
    }

    private attach(subscriptionName: string, handler: DeliveryHandler, options: ConsumeOptions): Consumer {
        this.assertOpen();
        const { concurrency = 1 } = options;
        if (!(concurrency >= 1)) {
            throw new RangeError(`A consumer's concurrency must be at least 1, not ${concurrency}.`);
        }
        const subscription = this.subscriptionOf(subscriptionName);
        if (this.closing !== undefined) {
            throw closedError();
        }
        return subscription.attach(handler, { concurrency });
    }

    async request(query: string, envelope: Envelope, options: { timeout: number }): Promise<unknown> {
        this.assertOpen();
        return this.requests.ask(query, encodeEnvelope(envelope, this.options.limits), options.timeout);
    }

    answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer> {
        return promiseOf(() => this.attachAnswer(query, handler));
    }

    private attachAnswer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Consumer {
        this.assertOpen();
        return this.requests.attach(query, handler);
    }

    close(): Promise<void> {
        this.closing ??= this.shutDown();
        return this.closing;
    }

    observe(listener: (activity: BrokerActivity) => void): () => void {
        const own = (activity: BrokerActivity): void => listener(activity);
        this.listeners.add(own);
        return () => void this.listeners.delete(own);
    }

    watch(listener: (failure: DeliveryFailure) => void): () => void {
        return this.observe((activity) => {
            if (activity.kind === 'retried' || activity.kind === 'dead-lettered' || activity.kind === 'parked' || activity.kind === 'dropped') {
                listener(activity);
            }
        });
    }

    ping(): Promise<void> {
        return promiseOf(() => this.assertOpen());
    }

    lag(subscription: string): Promise<number> {
        return promiseOf(() => this.depth(subscription));
    }

    inspect(): BrokerInspection {
        return {
            channels: [...this.channels.values()]
                .map(({ definition: { name, kind }, published, deduplicated, refused, log }) => ({ name, kind, published, deduplicated, refused, retained: log.size }))
                .sort(byName),
            subscriptions: [...this.subscriptions.values()]
                .map((subscription) => ({
                    name: subscription.definition.name,
                    channel: subscription.definition.channel,
                    consumers: subscription.consumerCount,
                    lag: subscription.depth,
                    ...subscription.count(),
                }))
                .sort(byName),
        };
    }

    depth(subscription: string): number {
        return this.subscriptionOf(subscription).depth;
    }

    unsettled(subscription: string): readonly UnsettledMessage[] {
        return [...this.subscriptionOf(subscription).unsettled()].map(({ message, state, attempt }) => ({ ...describe(message), state, attempt }));
    }

    deadLetters(): readonly DeadLetter[] {
        const letters: DeadLetter[] = [];
        for (const queue of new Set([...this.subscriptions.values()].map(({ definition }) => definition.deadLetter))) {
            for (const { message } of this.subscriptions.get(queue)?.unsettled() ?? []) {
                const letter = readDeadLetter(message.envelope);
                if (letter !== undefined) {
                    letters.push(letter);
                }
            }
        }
        return letters.sort((a, b) => a.at - b.at);
    }

    read(topic: string): readonly RetainedMessage[] {
        return this.channelOf(topic).log.read().map(describe);
    }

    replay(subscriptionName: string, options: { readonly from?: number; readonly since?: number } = {}): Promise<void> {
        return promiseOf(() => this.replayInto(subscriptionName, options));
    }

    private replayInto(subscriptionName: string, options: { readonly from?: number; readonly since?: number }): void {
        this.assertOpen();
        const subscription = this.subscriptionOf(subscriptionName);
        const { log } = this.channelOf(subscription.definition.channel);
        if (subscription.consumerCount > 0) {
            throw new BrokerError('busy', `'${subscriptionName}' has consumers: stop them before it is replayed.`);
        }
        const { from = 0, since = 0 } = options;
        subscription.replay(log.read().filter(({ position, publishedAt }) => position >= from && publishedAt >= since));
    }

    drained(): Promise<void> {
        return new Promise((resolve) => {
            this.drainWaits.push(resolve);
            // In a step, as what was published just now must have its chance to be given out first.
            this.scheduler.enqueue(() => this.checkDrained());
        });
    }

    private async shutDown(): Promise<void> {
        await Promise.all([...this.subscriptions.values()].map((subscription) => subscription.stopConsumers()));
        // Only now, as what was in hand may have had something to ask.
        await this.requests.close();
        this.closed = true;
        for (const subscription of this.subscriptions.values()) {
            subscription.halt();
        }
        this.checkDrained();
    }

    private prepareChannel(definition: ChannelDefinition): void {
        const known = this.channels.get(definition.name);
        if (known === undefined) {
            this.channels.set(definition.name, new MemoryChannel(definition, this.clock));
            return;
        }
        known.definition = definition;
        for (const subscription of known.subscriptions.values()) {
            subscription.channel = definition;
        }
    }

    private prepareSubscription(definition: SubscriptionDefinition): void {
        const known = this.subscriptions.get(definition.name);
        if (known !== undefined) {
            known.definition = definition;
            return;
        }
        const channel = this.channelOf(definition.channel);
        const subscription = new MemorySubscription(
            {
                clock: this.clock,
                scheduler: this.scheduler,
                random: this.options.random ?? systemRandom,
                observe: (activity) => this.tell(activity),
                bury: (queue, letter, message) => this.bury(queue, letter, message),
                settled: () => {
                    if (this.drainWaits.length > 0) {
                        this.checkDrained();
                    }
                },
            },
            channel.definition,
            definition,
        );
        this.subscriptions.set(definition.name, subscription);
        channel.subscriptions.set(definition.name, subscription);
        if (definition.start === 'first') {
            for (const message of channel.log.read()) {
                subscription.accept(message);
            }
        }
    }

    private store({ definition, published }: MemoryChannel, envelope: Envelope, options: PublishOptions): StoredMessage {
        assertPublishable(definition, options);
        const { timeToLive = Infinity } = definition;
        const { key = envelope.subject, priority = definition.priority?.lowest ?? 0, delay = definition.delay ?? 0 } = options;
        const now = this.clock.now();
        return new StoredMessage({
            position: published,
            text: encodeEnvelope(envelope, this.options.limits),
            type: envelope.type,
            key,
            priority,
            publishedAt: now,
            availableAt: now + delay,
            expiresAt: now + delay + timeToLive,
        });
    }

    private storeUndecodable({ definition: { name }, published }: MemoryChannel, bytes: Uint8Array, defect: string, { key }: PublishOptions): StoredMessage {
        const now = this.clock.now();
        const envelope = undecodableEnvelope(bytes, { id: `${name}/${published}`, channel: name, time: new Date(now).toISOString() }, this.options.limits);
        return new StoredMessage({
            position: published, text: JSON.stringify(envelope), type: envelope.type, key, priority: 0, publishedAt: now, availableAt: now, expiresAt: Infinity, defect,
        });
    }

    private assertRoom(channel: MemoryChannel, { bytes }: StoredMessage): void {
        const { name, limit = {} } = channel.definition;
        if (limit.messages === undefined && limit.bytes === undefined) {
            return;
        }
        const load = channel.load();
        if (load.messages + 1 > (limit.messages ?? Infinity)) {
            channel.refused++;
            throw new BrokerError('channel-full', `'${name}' is full: ${load.messages} messages are not handled yet, and its limit is ${limit.messages}. Publish again later.`);
        }
        if (limit.bytes !== undefined && load.bytes + bytes > limit.bytes) {
            channel.refused++;
            throw new BrokerError('channel-full', `'${name}' has no room for ${bytes} bytes: ${load.bytes} of ${limit.bytes} are not handled yet. Publish again later.`);
        }
    }

    private append(channel: MemoryChannel, message: StoredMessage): void {
        const { name, kind } = channel.definition;
        channel.published++;
        this.tell(() => ({ kind: 'published', channel: name, envelope: message.envelope, ...keyOf(message), at: message.publishedAt }));
        if (kind === 'topic') {
            channel.log.append(message);
        }
        for (const subscription of channel.subscriptions.values()) {
            subscription.accept(message);
        }
    }

    /** Takes no heed of the queue's limit, time to live and deduplication: a dead letter must not be lost on its way. */
    private bury(queue: string, letter: DeadLetter, { key }: StoredMessage): void {
        const channel = this.channelOf(queue);
        const now = this.clock.now();
        this.append(
            channel,
            new StoredMessage({
                position: channel.published,
                text: JSON.stringify(writeDeadLetter(letter)),
                type: letter.envelope.type,
                key,
                priority: channel.definition.priority?.lowest ?? 0,
                publishedAt: now,
                availableAt: now,
                expiresAt: Infinity,
            }),
        );
    }

    private checkDrained(): void {
        if (this.closed || [...this.subscriptions.values()].every(({ consumerCount, isDrained }) => consumerCount === 0 || isDrained)) {
            for (const resolve of this.drainWaits.splice(0)) {
                resolve();
            }
        }
    }

    private tell(activity: () => BrokerActivity): void {
        if (this.listeners.size > 0) {
            const told = activity();
            for (const listener of this.listeners) {
                listener(told);
            }
        }
    }

    private assertOpen(): void {
        if (this.closed) {
            throw closedError();
        }
    }

    private channelOf(name: string): MemoryChannel {
        const channel = this.channels.get(name);
        if (channel === undefined) {
            throw new BrokerError('unknown-channel', `There is no channel '${name}'. Prepare it first.`);
        }
        return channel;
    }

    private subscriptionOf(name: string): MemorySubscription {
        const subscription = this.subscriptions.get(name);
        if (subscription === undefined) {
            throw new BrokerError('unknown-subscription', `There is no subscription '${name}'. Prepare it first.`);
        }
        return subscription;
    }
}

function describe(message: StoredMessage): RetainedMessage {
    return { position: message.position, publishedAt: message.publishedAt, ...keyOf(message), envelope: message.envelope };
}

function keyOf({ key }: StoredMessage): { key?: string } {
    return key === undefined ? {} : { key };
}

function closedError(): BrokerError {
    return new BrokerError('closed', 'The broker is closed.');
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
    return a.name < b.name ? -1 : 1;
}

function isScheduler(clock: Clock & Partial<Scheduler>): clock is Clock & Scheduler {
    return clock.enqueue !== undefined && clock.hold !== undefined && clock.park !== undefined;
}
