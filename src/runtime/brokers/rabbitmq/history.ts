import type { Channel, ConsumeMessage } from 'amqplib';
import { BrokerError, type ChannelDefinition, type SubscriptionDefinition } from '../../broker.js';
import { pause } from '../shared/waiting.js';
import { refusalCode, type RabbitLink } from './link.js';
import { copiedProperties, dueTimeOf } from './messages.js';
import { dueExchange, filledMark, fillingLock, logQueue, workQueues } from './names.js';
import { exists } from './preparing.js';
import type { RabbitPublisher } from './publisher.js';
import { topicBindings } from './settings.js';

/** Messages of the log that are on their way at a time. */
const window = 500;
/** How long a log may give nothing before its end is reached, in milliseconds. */
const patience = 10_000;
/** How long is waited before something is tried again, in milliseconds. */
const rest = 200;
/** By how many seconds the server's clock may differ from those of publishers. */
const clockDifference = 60;
/** How often is begun anew when the connection breaks in the middle. */
const attempts = 5;

/** Gives subscriptions what their topics keep: copies it from the topic's log, which is a stream, into the subscription's queues. */
export class TopicHistory {
    constructor(
        private readonly link: RabbitLink,
        private readonly publisher: RabbitPublisher,
    ) {}

    /** Gives a subscription what its topic keeps from before it as of now; once, whichever program comes first. */
    async fillOnce(subscription: SubscriptionDefinition, channel: ChannelDefinition, now: number): Promise<void> {
        const mark = filledMark(subscription.name);
        while (!await exists(this.link, 'exchange', mark)) {
            const unlock = await this.lock(subscription.name);
            if (unlock === undefined) {
                // Another program is about it.
                await pause(rest);
                continue;
            }
            try {
                if (!await exists(this.link, 'exchange', mark)) await this.fill(subscription, channel, undefined, now);
                await this.link.ask(asked => asked.assertExchange(mark, 'fanout', { durable: true }));
            } finally {
                await unlock();
            }
        }
    }

    /** Replaces what a subscription has before it by what its topic keeps, from a time on. Nobody may consume it meanwhile. */
    async fill(subscription: SubscriptionDefinition, topic: ChannelDefinition, since: number | undefined, now = Date.now()): Promise<void> {
        const { milliseconds } = topic.retain;
        // A stream forgets whole segments, long after all in them is too old.
        const earliest = Math.max(since ?? 0, milliseconds === undefined ? 0 : now - milliseconds);
        for (let attempt = 1; ; attempt++) {
            try {
                await this.tryToFill(subscription, topic, earliest);
                return;
            } catch (error) {
                if (refusalCode(error) !== undefined) throw new BrokerError('invalid-topology', `What '${topic.name}' keeps cannot be given to '${subscription.name}': ${this.link.describe(error)}.`);
                if (attempt === attempts) throw new BrokerError('unavailable', `What '${topic.name}' keeps could not be given to '${subscription.name}': ${this.link.describe(error)}.`);
                await pause(rest);
            }
        }
    }

    private async tryToFill(subscription: SubscriptionDefinition, topic: ChannelDefinition, earliest: number): Promise<void> {
        // What comes meanwhile waits in the log, so that it does not come before what was there.
        const isUnbound = await this.unbind(subscription, topic);
        await this.link.ask(async channel => {
            for (const queue of workQueues(subscription, topic)) await channel.purgeQueue(queue);
        });
        const until = await this.copy(subscription, topic, { earliest, from: earliest === 0 ? 'first' : { '!': 'timestamp', value: Math.floor(earliest / 1000) - clockDifference } });
        if (!isUnbound) return;
        await this.link.ask(async channel => {
            for (const { destination, source, key } of topicBindings(subscription, topic)) await channel.bindExchange(destination, source, key);
        });
        await this.copy(subscription, topic, { earliest, from: until + 1 });
    }

    private async unbind(subscription: SubscriptionDefinition, topic: ChannelDefinition): Promise<boolean> {
        try {
            await this.link.ask(async channel => {
                for (const { destination, source, key } of topicBindings(subscription, topic)) await channel.unbindExchange(destination, source, key);
            });
            return true;
        } catch (error) {
            if (refusalCode(error) === 403) return false;
            throw error;
        }
    }

    /** Copies what the log has by now, up to a mark that is put there, and gives the mark's place. */
    private async copy(subscription: SubscriptionDefinition, topic: ChannelDefinition, { earliest, from }: { readonly earliest: number; readonly from: unknown }): Promise<number> {
        const wanted = topicBindings(subscription, topic).map(({ key }) => key);
        const replay = crypto.randomUUID();
        await this.publisher.publish({ exchange: logQueue(topic.name), routingKey: '', content: new Uint8Array(), properties: { messageId: replay, persistent: true } });
        return this.readUntil(replay, topic, from, message => {
            const { fields: { exchange, routingKey }, content } = message;
            // Who may put marks into the log may put other things there as well: only what came through the topic is one of its messages.
            if (exchange !== dueExchange(topic) || (dueTimeOf(message) ?? Infinity) < earliest || !wanted.some(key => matches(key, routingKey))) return Promise.resolve();
            return this.publisher.publish({ exchange: subscription.name, routingKey, content, properties: copiedProperties(message, { replay }) });
        });
    }

    /** Reads a log up to a mark, and gives the mark's place when all before it is taken. */
    private async readUntil(mark: string, { name }: ChannelDefinition, from: unknown, take: (message: ConsumeMessage) => Promise<void>): Promise<number> {
        const channel = await this.link.channel();
        try {
            return await new Promise<number>((resolve, reject) => {
                const taking = new Set<Promise<void>>();
                const fail = (reason: string): void => reject(new BrokerError('unavailable', reason));
                let timer: ReturnType<typeof setTimeout>;
                const wait = (): void => {
                    clearTimeout(timer);
                    timer = setTimeout(() => fail(`nothing more comes of the log of '${name}'`), patience);
                };
                channel.on('error', reject);
                channel.on('close', () => {
                    clearTimeout(timer);
                    fail('the connection broke');
                });
                channel.prefetch(window).then(() => channel.consume(logQueue(name), message => {
                    if (message === null) {
                        fail(`the log of '${name}' is gone`);
                        return;
                    }
                    if (message.properties.messageId === mark) {
                        clearTimeout(timer);
                        Promise.all(taking).then(() => resolve(Number(message.properties.headers?.['x-stream-offset'])), reject);
                        return;
                    }
                    wait();
                    const taken: Promise<void> = take(message).then(() => acknowledge(channel, message), reject).finally(() => taking.delete(taken));
                    taking.add(taken);
                }, { arguments: { 'x-stream-offset': from } })).catch(reject);
                wait();
            });
        } finally {
            await channel.close().catch(() => undefined);
        }
    }

    /** Takes a queue that one connection alone can have, and gives back what lets go of it; undefined where another has it. */
    private async lock(subscription: string): Promise<(() => Promise<void>) | undefined> {
        let kept: Channel | undefined;
        const name = fillingLock(subscription);
        try {
            kept = await this.link.channel();
            await kept.assertQueue(name, { exclusive: true, durable: false, autoDelete: false });
            const channel = kept;
            return async () => {
                await channel.deleteQueue(name).catch(() => undefined);
                await channel.close().catch(() => undefined);
            };
        } catch (error) {
            await kept?.close().catch(() => undefined);
            // Another has it, or the connection broke: whether the server is there is seen by asking again.
            const code = refusalCode(error);
            if (code === undefined || code === 405) return undefined;
            throw new BrokerError('invalid-topology', `'${subscription}' cannot be given what was published before it: ${this.link.describe(error)}.`);
        }
    }
}

function acknowledge(channel: Channel, message: ConsumeMessage): void {
    try {
        channel.ack(message);
    } catch {
        // It is closed, and a stream forgets nothing.
    }
}

/** Whether a topic exchange would route by this binding key, of whose wild cards only `*` and a whole `#` are used. */
function matches(key: string, routingKey: string): boolean {
    if (key === '#') return true;
    const [wanted, words] = [key.split('.'), routingKey.split('.')];
    return wanted.length === words.length && wanted.every((word, index) => word === '*' || word === words[index]);
}
