import { BrokerError, type ChannelDefinition, type SubscriptionDefinition } from '../../broker.js';
import type { BrokerDriver, MessageSource, OutgoingMessage, ReceivedMessage } from '../shared/driver.js';
import { messageWords } from '../shared/message-words.js';
import { takesOnce } from '../shared/outgoing.js';
import { DeliveryMemory } from './delivery-memory.js';
import { TopicHistory } from './history.js';
import type { RabbitLink } from './link.js';
import { copiedProperties, propertiesOf, type Reading } from './messages.js';
import { delayQueue, dueExchange, ownDelayQueue, retryExchange, retryQueue, waitName, workQueues } from './names.js';
import { PartitionedSource } from './partitioned-source.js';
import { prepareLayout } from './preparing.js';
import { RabbitPublisher, type Publication } from './publisher.js';
import { RabbitQuestions } from './questions.js';
import { channelLayout, ownDelayLayout, retryWaits, subscriptionLayout } from './settings.js';
import { SharedSource, type SharedVerdicts } from './shared-source.js';

/** For how long ids are remembered where a channel takes a message once and does not say for how long, in milliseconds. */
const defaultWindow = 120_000;
/** How many messages of a partition the server may send before the first of them is handled. */
const ahead = 20;

type Source = SharedSource | PartitionedSource;

/** What Sluice asks of RabbitMQ: exchanges, quorum queues, and a stream for what a topic keeps. */
export class RabbitDriver implements BrokerDriver {
    readonly system = 'rabbitmq';
    private readonly publisher: RabbitPublisher;
    readonly questions: RabbitQuestions;
    private readonly history: TopicHistory;
    private readonly sources = new Map<string, Source>();
    private readonly ownDelays = new Map<string, Promise<void>>();

    constructor(
        private readonly link: RabbitLink,
        options: { readonly publishTimeout: number },
    ) {
        this.publisher = new RabbitPublisher(link, options);
        this.questions = new RabbitQuestions(link, this.publisher);
        this.history = new TopicHistory(link, this.publisher);
    }

    async connect(): Promise<void> {
        await this.link.connect();
        await this.publisher.connect();
    }

    async ping(): Promise<void> {
        await this.link.ask(channel => channel.prefetch(1));
    }

    async prepareChannel(channel: ChannelDefinition): Promise<void> {
        await prepareLayout(this.link, channelLayout(channel));
    }

    async prepareSubscription(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<void> {
        const now = Date.now();
        await prepareLayout(this.link, subscriptionLayout(subscription, channel));
        if (channel.kind === 'topic' && subscription.start === 'first') await this.history.fillOnce(subscription, channel, now);
    }

    publish(channel: ChannelDefinition, message: OutgoingMessage): Promise<void> {
        const { name, limit, delay } = channel;
        const ownDelay = message.delay === undefined || (message.delay === 0 && delay === undefined) ? undefined : Math.ceil(message.delay);
        const publication: Publication = {
            exchange: ownDelay === undefined ? name : ownDelay === 0 ? dueExchange(channel) : ownDelayQueue(name, ownDelay),
            routingKey: channel.kind === 'topic' ? messageWords(channel, message.envelope).join('.') : '',
            content: message.text,
            properties: propertiesOf(channel, message),
            ...(limit !== undefined && { full: `'${name}' is full: its limit is ${limit.messages ?? limit.bytes} ${limit.messages === undefined ? 'bytes' : 'messages'}.` }),
        };
        if (ownDelay === undefined || ownDelay === 0) return this.publisher.publish(publication);
        return this.prepareOwnDelay(channel, ownDelay).then(() => this.publisher.publish(publication));
    }

    open(subscription: SubscriptionDefinition, channel: ChannelDefinition): MessageSource {
        const known = this.sources.get(subscription.name);
        if (known !== undefined) return known;
        const memory = new DeliveryMemory(takesOnce(channel) ? channel.deduplicate ?? defaultWindow : undefined);
        const queues = workQueues(subscription, channel);
        const source = channel.ordered === 'none'
            ? new SharedSource(this.link, queues[0]!, memory, verdicts => this.receiveShared(verdicts, subscription, channel))
            : new PartitionedSource(this.link, queues, memory, {
                // What was sent ahead cannot be overtaken by what is more urgent.
                ahead: channel.priority === undefined ? ahead : 1,
                receive: verdicts => ({
                    ...this.received(verdicts.reading, verdicts.attempt, {
                        acknowledge: () => done(() => verdicts.acknowledge()),
                        retry: wait => done(() => verdicts.retry(wait)),
                        postpone: wait => done(() => verdicts.postpone(wait)),
                    }),
                    // Of what was sent ahead the server counts each time that it was given back, and has a bound of its own.
                    spareDeliveries: Infinity,
                }),
            });
        this.sources.set(subscription.name, source);
        return source;
    }

    replay(subscription: SubscriptionDefinition, channel: ChannelDefinition, since: number | undefined): Promise<void> {
        if (channel.kind === 'queue') throw new BrokerError('invalid-topology', `'${channel.name}' is a queue, which keeps nothing that was handled.`);
        return this.history.fill(subscription, channel, since);
    }

    /** What other programs have in hand the server does not tell. */
    async lag(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<number> {
        const queues = [
            ...workQueues(subscription, channel),
            ...retryWaits(subscription, channel).map(wait => retryQueue(subscription.name, wait)),
            ...(channel.delay === undefined ? [] : [delayQueue(channel.name)]),
        ];
        return this.link.ask(async asked => {
            let sum = this.sources.get(subscription.name)?.held ?? 0;
            for (const queue of queues) sum += (await asked.checkQueue(queue)).messageCount;
            return sum;
        });
    }

    async close(): Promise<void> {
        await this.publisher.settled();
        this.publisher.close();
        for (const source of this.sources.values()) source.close();
        await this.link.close();
    }

    private receiveShared(verdicts: SharedVerdicts, subscription: SubscriptionDefinition, channel: ChannelDefinition): ReceivedMessage {
        const { message, reading, attempt } = verdicts;
        const input = channel.kind === 'topic' ? subscription.name : dueExchange(channel);
        /** As another copy: of this one the server would count that it came back. */
        const again = async (wait: number, copy: Parameters<typeof copiedProperties>[1]): Promise<void> => {
            // By chance a wait may be shorter than the one that it is made of.
            const tier = retryWaits(subscription, channel).find(candidate => candidate >= wait);
            const properties = copiedProperties(message, copy);
            await this.publisher.publish(wait <= 0 || tier === undefined
                ? { exchange: input, routingKey: message.fields.routingKey, content: message.content, properties }
                : { exchange: retryExchange(subscription.name), routingKey: waitName(tier), content: message.content, properties: { ...properties, ...(wait < tier && { expiration: String(Math.ceil(wait)) }) } });
            verdicts.acknowledge();
        };
        return this.received(reading, attempt, {
            acknowledge: () => done(() => verdicts.acknowledge()),
            retry: wait => again(wait, { attempts: attempt }),
            postpone: wait => {
                // The server has a bound for how often a message comes back where there is somewhere else to put it.
                if (wait <= 0 && subscription.deadLetter !== '') return again(0, { attempts: attempt - 1, replay: crypto.randomUUID() });
                return done(() => {
                    if (wait > 0) setTimeout(() => verdicts.giveBack(), wait);
                    else verdicts.giveBack();
                });
            },
        });
    }

    private received({ bytes, key, place, dueAt }: Reading, attempt: number, verdicts: Pick<ReceivedMessage, 'acknowledge' | 'retry' | 'postpone'>): ReceivedMessage {
        return {
            bytes,
            key,
            attempt,
            publishedAt: dueAt,
            // It has been where the delayed messages are until now.
            delay: 0,
            place,
            ...verdicts,
            deadLetter: async (queue, letter) => {
                await this.publish(queue, letter);
                await verdicts.acknowledge();
            },
            // Nothing to keep it by: the server waits for as long as it takes, but for its own bound of half an hour.
        };
    }

    /** Once a delay, and again where that has failed. */
    private prepareOwnDelay(channel: ChannelDefinition, delay: number): Promise<void> {
        const name = ownDelayQueue(channel.name, delay);
        let preparing = this.ownDelays.get(name);
        if (preparing === undefined) {
            preparing = prepareLayout(this.link, ownDelayLayout(channel, delay)).catch((error: unknown) => {
                this.ownDelays.delete(name);
                throw error;
            });
            this.ownDelays.set(name, preparing);
        }
        return preparing;
    }
}

/** Does something at once; what it throws is a rejection, as of everything that takes time. */
function done(act: () => void): Promise<void> {
    return new Promise(resolve => {
        act();
        resolve();
    });
}
