import {
    BrokerError,
    type Broker, type ConsumeOptions, type Consumer, type DeliveryFailure, type DeliveryHandler, type PublishOptions, type Topology,
} from '../../broker.js';
import { decodeEnvelope } from '../../decode.js';
import { encodeEnvelope } from '../../encode.js';
import type { Envelope } from '../../envelope.js';
import { answerFailure } from './answer-failure.js';
import type { BrokerDriver, MessageSource } from './driver.js';
import { KnownTopology } from './known-topology.js';
import { outgoingMessage } from './outgoing.js';
import { RateLimit } from './rate-limit.js';
import { ServerConsumer } from './server-consumer.js';

type AnswerHandler = (envelope: Envelope) => Promise<unknown>;

/** A broker that runs by itself, by means of what its driver knows. Nothing is connected before it is needed. */
export class ServerBroker implements Required<Omit<Broker, 'system'>> {
    readonly system: string;
    private readonly topology = new KnownTopology();
    private readonly consumers = new Map<ServerConsumer, string>();
    private readonly answerers = new Map<string, Consumer>();
    private readonly rates = new Map<string, RateLimit>();
    private readonly listeners = new Set<(failure: DeliveryFailure) => void>();
    private connecting: Promise<void> | undefined;
    private closing: Promise<void> | undefined;
    private closed = false;

    constructor(private readonly driver: BrokerDriver) {
        this.system = driver.system;
    }

    async prepare(topology: Topology): Promise<void> {
        this.assertOpen();
        const completed = this.topology.complete(topology);
        await this.connect();
        const channels = new Map(completed.channels.map(channel => [channel.name, channel]));
        await Promise.all(completed.channels.map(channel => this.driver.prepareChannel(channel)));
        await Promise.all(completed.subscriptions.map(subscription => this.driver.prepareSubscription(subscription, channels.get(subscription.channel) ?? this.topology.channel(subscription.channel))));
        this.topology.remember(completed);
    }

    async publish(channel: string, envelope: Envelope, options: PublishOptions = {}): Promise<void> {
        this.assertOpen();
        const definition = this.topology.channel(channel);
        await this.driver.publish(definition, outgoingMessage(definition, envelope, options));
    }

    async consume(name: string, handler: DeliveryHandler, options: ConsumeOptions = {}): Promise<Consumer> {
        const { source, consumer } = this.attach(name, handler, options);
        try {
            await source.begin?.();
        } catch (error) {
            await consumer.stop();
            throw error;
        }
        return consumer;
    }

    async request(query: string, envelope: Envelope, { timeout }: { readonly timeout: number }): Promise<unknown> {
        this.assertOpen();
        const text = encodeEnvelope(envelope);
        await this.connect();
        const answer = JSON.parse(await this.driver.questions.request(query, text, timeout)) as { readonly reply?: unknown; readonly error?: string; readonly code?: string };
        if (answer.error !== undefined) throw new BrokerError(answer.code === 'invalid-message' ? answer.code : 'answer-failed', answer.error);
        return answer.reply;
    }

    async answer(query: string, handler: AnswerHandler): Promise<Consumer> {
        this.assertNotClosing();
        if (this.answerers.has(query)) throw new BrokerError('already-answered', `'${query}' has an answerer already, and a query has only one.`);
        const answerer: { stop: () => Promise<void> } = { stop: async () => {} };
        this.answerers.set(query, answerer);
        try {
            await this.connect();
            const end = await this.driver.questions.answer(query, bytes => reply(bytes, handler));
            let ending: Promise<void> | undefined;
            answerer.stop = () => (ending ??= end().finally(() => this.answerers.delete(query)));
        } catch (error) {
            this.answerers.delete(query);
            throw error;
        }
        return answerer;
    }

    async replay(name: string, { since }: { readonly since?: number } = {}): Promise<void> {
        this.assertNotClosing();
        const subscription = this.topology.subscription(name);
        if ([...this.consumers.values()].includes(name)) throw new BrokerError('busy', `'${name}' has consumers: stop them before it is replayed.`);
        await this.driver.replay(subscription, this.topology.channel(subscription.channel), since);
    }

    async lag(name: string): Promise<number> {
        this.assertOpen();
        const subscription = this.topology.subscription(name);
        return this.driver.lag(subscription, this.topology.channel(subscription.channel));
    }

    async ping(): Promise<void> {
        this.assertOpen();
        await this.connect();
        await this.driver.ping();
    }

    watch(listener: (failure: DeliveryFailure) => void): () => void {
        const own = (failure: DeliveryFailure): void => listener(failure);
        this.listeners.add(own);
        return () => void this.listeners.delete(own);
    }

    close(): Promise<void> {
        this.closing ??= this.shutDown();
        return this.closing;
    }

    private async shutDown(): Promise<void> {
        await Promise.all([...this.consumers.keys()].map(consumer => consumer.stop()));
        // Only now, as what was in hand may have had something to ask.
        await Promise.allSettled([...this.answerers.values()].map(answerer => answerer.stop()));
        this.closed = true;
        await this.driver.close();
    }

    /** Tries anew where it has failed before. */
    private connect(): Promise<void> {
        this.connecting ??= this.driver.connect().catch((error: unknown) => {
            this.connecting = undefined;
            throw error;
        });
        return this.connecting;
    }

    private attach(name: string, handler: DeliveryHandler, { concurrency = 1 }: ConsumeOptions): { readonly source: MessageSource; readonly consumer: Consumer } {
        this.assertNotClosing();
        if (!(concurrency >= 1)) throw new RangeError(`A consumer's concurrency must be at least 1, not ${concurrency}.`);
        const subscription = this.topology.subscription(name);
        const channel = this.topology.channel(subscription.channel);
        if (channel.rate !== undefined && !this.rates.has(name)) this.rates.set(name, new RateLimit(channel.rate));
        const source = this.driver.open(subscription, channel);
        const consumer = new ServerConsumer(source, {
            subscription,
            channel,
            deadLetterQueue: subscription.deadLetter === '' ? undefined : this.topology.channel(subscription.deadLetter),
            handler,
            rate: this.rates.get(name),
            tell: failure => this.tell(failure),
        }, {
            concurrency,
            gone: () => {
                this.consumers.delete(consumer);
                if (![...this.consumers.values()].includes(name)) source.end?.();
            },
        });
        this.consumers.set(consumer, name);
        return { source, consumer };
    }

    private tell(failure: DeliveryFailure): void {
        for (const listener of this.listeners) listener(failure);
    }

    private assertOpen(): void {
        if (this.closed) throw new BrokerError('closed', 'The broker is closed.');
    }

    private assertNotClosing(): void {
        if (this.closing !== undefined) throw new BrokerError('closed', 'The broker is closed.');
    }
}

/** `{"reply": …}` or `{"error": "…", "code": "…"}`, as the one who asked reads it. */
async function reply(bytes: Uint8Array, handler: AnswerHandler): Promise<string> {
    try {
        return JSON.stringify({ reply: await handler(decodeEnvelope(bytes)) });
    } catch (error) {
        const { message, code } = answerFailure(error);
        return JSON.stringify({ error: message, code });
    }
}
