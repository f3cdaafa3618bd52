import { headers as makeHeaders, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { BrokerError, type ChannelDefinition, type SubscriptionDefinition } from '../../broker.js';
import { ConfirmedPublisher } from '../shared/confirmed-publisher.js';
import type { BrokerDriver, MessageSource, OutgoingMessage, ReceivedMessage } from '../shared/driver.js';
import { levelsOf } from '../shared/partitions.js';
import { encodeToken } from '../shared/tokens.js';
import type { NatsLink, Verdict } from './link.js';
import { subjectOf } from './names.js';
import { NatsQuestions } from './questions.js';
import { delayHeader, idHeader, keyHeader, readFacts, readHeaders } from './received.js';
import { assertSame, consumerLanes, isFireAndForget, streamSettings, type Lane } from './settings.js';
import { NatsSource } from './source.js';

interface Publication {
    readonly channel: ChannelDefinition;
    readonly subject: string;
    readonly text: string;
    readonly headers: MsgHdrs;
}

const handled: Verdict = new TextEncoder().encode('+ACK');

/** JetStream counts every delivery, and what of it was no attempt each program knows for itself alone. */
const spareDeliveries = 20;

/** JetStream's codes for a stream that is full: by messages, by bytes, by either. */
const fullCodes = [10047, 10054, 10077];

/** What Sluice asks of NATS: streams with durable pull consumers, over one connection. */
export class NatsDriver implements BrokerDriver {
    readonly system = 'nats';
    readonly questions: NatsQuestions;
    private readonly publisher: ConfirmedPublisher<Publication>;
    private readonly inbox: string;
    private readonly publications = new Map<number, Publication>();
    private readonly sources = new Map<string, NatsSource>();
    /** Deliveries that were no attempts, by consumer and sequence: the message was too early, or nobody had room. */
    private readonly uncounted = new Map<string, number>();

    constructor(
        private readonly link: NatsLink,
        private readonly options: { readonly replicas: number; readonly publishTimeout: number },
    ) {
        this.questions = new NatsQuestions(link);
        this.inbox = `${link.inboxes}.sluice.${crypto.randomUUID()}`;
        this.publisher = new ConfirmedPublisher((number, publication) => this.send(number, publication), { timeout: options.publishTimeout });
    }

    async connect(): Promise<void> {
        await this.link.connect();
        this.link.connection.subscribe(`${this.inbox}.*`, { callback: (_, message) => this.hearConfirmation(message) });
        this.link.onLost(() => this.publisher.interrupt());
        this.link.onRefused(subject => this.refuse(subject));
        this.link.onBack(() => this.publisher.resume());
    }

    async ping(): Promise<void> {
        await this.link.ask('INFO');
    }

    async prepareChannel(channel: ChannelDefinition): Promise<void> {
        const wanted = streamSettings(channel, this.options.replicas);
        const found = await this.link.ask(`STREAM.INFO.${wanted.name}`) ?? await this.link.ask(`STREAM.CREATE.${wanted.name}`, wanted);
        // Whoever runs the server decides how often it keeps a message.
        assertSame(`The stream '${wanted.name}'`, found?.['config'] as Record<string, unknown>, wanted, ['num_replicas']);
    }

    async prepareSubscription(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<void> {
        for (const { stream, consumer, settings } of consumerLanes(subscription, channel)) {
            const found = await this.link.ask(`CONSUMER.INFO.${stream}.${consumer}`) ?? await this.makeConsumer(stream, consumer, settings);
            // Where it began is of no more interest.
            assertSame(`The consumer '${consumer}' of the stream '${stream}'`, found?.['config'] as Record<string, unknown>, settings, ['deliver_policy']);
        }
    }

    publish(channel: ChannelDefinition, message: OutgoingMessage): Promise<void> {
        const { envelope, key, delay, text } = message;
        const headers = makeHeaders();
        // Also where the channel takes a message as often as it is published: so that what is sent again after a break is there once.
        headers.set(idHeader, encodeToken(message.deduplicationId ?? crypto.randomUUID()));
        if (key !== undefined && key !== envelope.subject) headers.set(keyHeader, encodeToken(key));
        if (delay !== undefined) headers.set(delayHeader, String(delay));
        return this.publisher.publish({ channel, subject: subjectOf(channel, message), text, headers });
    }

    open(subscription: SubscriptionDefinition, channel: ChannelDefinition): MessageSource {
        const known = this.sources.get(subscription.name);
        if (known !== undefined) return known;
        const source = new NatsSource(this.link, consumerLanes(subscription, channel), {
            ordered: channel.ordered !== 'none',
            levels: levelsOf(channel).length,
            receive: (message, lane) => this.receive(message, lane, channel),
        });
        this.sources.set(subscription.name, source);
        return source;
    }

    async replay(subscription: SubscriptionDefinition, channel: ChannelDefinition, since: number | undefined): Promise<void> {
        for (const { stream, consumer, settings } of consumerLanes(subscription, channel)) {
            await this.link.ask(`CONSUMER.DELETE.${stream}.${consumer}`);
            const start = since === undefined ? { deliver_policy: 'all' } : { deliver_policy: 'by_start_time', opt_start_time: new Date(since).toISOString() };
            await this.makeConsumer(stream, consumer, { ...settings, ...start });
        }
    }

    async lag(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<number> {
        let sum = 0;
        for (const { stream, consumer } of consumerLanes(subscription, channel)) {
            const info = await this.link.ask(`CONSUMER.INFO.${stream}.${consumer}`);
            sum += Number(info?.['num_pending'] ?? 0) + Number(info?.['num_ack_pending'] ?? 0);
        }
        return sum;
    }

    async close(): Promise<void> {
        await this.publisher.settled();
        await this.link.close();
    }

    private makeConsumer(stream: string, consumer: string, config: object): Promise<Record<string, unknown> | undefined> {
        return this.link.ask(`CONSUMER.DURABLE.CREATE.${stream}.${consumer}`, { stream_name: stream, config });
    }

    /** Nothing would ever confirm what was published there. */
    private refuse(subject: string): void {
        for (const [number, publication] of this.publications) {
            if (publication.subject !== subject) continue;
            this.publications.delete(number);
            this.publisher.confirm(number, this.link.refusalOf(subject));
        }
    }

    private send(number: number, publication: Publication): void {
        this.publications.set(number, publication);
        const { subject, text, headers } = publication;
        try {
            this.link.connection.publish(subject, text, { headers, reply: `${this.inbox}.${number}` });
        } catch (error) {
            const most = this.link.connection.info?.max_payload;
            if (error instanceof Error && /payload/i.test(error.message)) throw new BrokerError('invalid-message', `The message is larger than NATS takes${most === undefined ? '' : `, which is ${most} bytes with headers`}.`);
            throw error;
        }
    }

    private hearConfirmation(message: Msg): void {
        const number = Number(message.subject.slice(this.inbox.length + 1));
        const publication = this.publications.get(number);
        if (publication === undefined) return;
        const { channel } = publication;
        // No stream takes it: the server is still starting, or somebody has deleted the stream. The time for publishing decides.
        if (message.headers?.code === 503) {
            this.publisher.hold(100);
            return;
        }
        const { error } = message.json<{ error?: { err_code?: number; description: string } }>();
        const isFull = error !== undefined && (fullCodes.includes(error.err_code ?? 0) || /maximum (messages|bytes)/.test(error.description));
        if (error !== undefined && !isFull && error.err_code !== 10077 && /insufficient|not available|no response|stream store failed/i.test(error.description)) {
            this.publisher.hold(500);
            return;
        }
        this.publications.delete(number);
        this.publisher.confirm(number, error && new BrokerError(isFull ? 'channel-full' : 'invalid-message', isFull
            ? `'${channel.name}' is full: ${error.description}. Publish again later.`
            : `NATS does not take the message to '${channel.name}': ${error.description}.`));
    }

    private receive(message: Msg, { stream, consumer }: Lane, channel: ChannelDefinition): ReceivedMessage {
        const reply = message.reply ?? '';
        const { deliveries, sequence, publishedAt } = readFacts(reply);
        const place = `${stream}/${sequence}`;
        const count = `${consumer}/${sequence}`;
        const { key, delay } = readHeaders(message);
        // Of a delayed message that this program has not met yet, the first delivery was for waiting.
        const unheard = deliveries > 1 && (delay ?? channel.delay ?? 0) > 0 ? 1 : 0;
        const skipped = this.uncounted.get(count) ?? unheard;
        const settle = (verdict: Verdict): Promise<void> => {
            if (!isFireAndForget(channel)) this.link.settle(reply, verdict);
            return Promise.resolve();
        };
        const again = (wait: number): Promise<void> => settle(wait <= 0 ? '-NAK' : `-NAK ${JSON.stringify({ delay: Math.ceil(wait) * 1_000_000 })}`);
        return {
            bytes: message.data,
            key,
            attempt: Math.max(1, deliveries - skipped),
            publishedAt,
            delay,
            place,
            spareDeliveries,
            acknowledge: () => {
                this.uncounted.delete(count);
                return settle(handled);
            },
            retry: again,
            postpone: wait => {
                this.uncounted.set(count, skipped + 1);
                return again(wait);
            },
            deadLetter: async (queue, letter) => {
                await this.publish(queue, letter);
                this.uncounted.delete(count);
                await settle(handled);
            },
            ...(!isFireAndForget(channel) && { keep: () => this.link.tell(reply, '+WPI') }),
        };
    }
}
