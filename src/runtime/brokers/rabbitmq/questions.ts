import type { Channel, ConsumeMessage } from 'amqplib';
import { BrokerError } from '../../broker.js';
import { OpenQuestions } from '../shared/open-questions.js';
import type { Questions } from '../shared/questions.js';
import { pause } from '../shared/waiting.js';
import { refusalCode, type RabbitLink } from './link.js';
import { questionQueue, replyExchange, replyQueue } from './names.js';
import { prepareLayout } from './preparing.js';
import type { RabbitPublisher } from './publisher.js';
import { questionLayout } from './settings.js';

/** Questions that an answerer has in hand at a time. */
const inHandAtOnce = 100;
/** How long the server is left alone that has refused something, in milliseconds. */
const rest = 300;

interface Question {
    readonly query: string;
    readonly text: string;
    readonly deadline: number;
}

/**
 * Questions and replies over queues: a question goes to one of those who answer it, its reply to the queue of the program that asked.
 * Not by direct reply-to, because who answers that way may write to every queue.
 */
export class RabbitQuestions implements Questions {
    private readonly open = new OpenQuestions<Question>();
    private readonly prepared = new Map<string, Promise<void>>();
    /** The queue in which replies to this connection come. */
    private replies: Promise<string> | undefined;

    constructor(
        private readonly link: RabbitLink,
        private readonly publisher: RabbitPublisher,
    ) {
        link.onLost(() => (this.replies = undefined));
        // The replies to what was asked before would go to a queue that is gone.
        link.onBack(() => {
            for (const [id, question] of this.open.all()) void this.ask(id, question);
        });
    }

    request(query: string, text: string, timeout: number): Promise<string> {
        const id = crypto.randomUUID();
        const question = { query, text, deadline: Date.now() + timeout };
        const reply = this.open.wait(id, { query, timeout }, question);
        void this.ask(id, question);
        return reply;
    }

    async answer(query: string, handler: (bytes: Uint8Array) => Promise<string>): Promise<() => Promise<void>> {
        await this.prepare(query);
        const inHand = new Set<Promise<void>>();
        let channel: Channel | undefined;
        let tag: string | undefined;
        let stopped = false;
        const attend = async (): Promise<void> => {
            try {
                const own = await this.link.channel();
                own.on('close', () => {
                    if (channel === own) channel = undefined;
                    if (this.link.isConnected && !stopped) setTimeout(() => void attend(), rest);
                });
                channel = own;
                await own.prefetch(inHandAtOnce);
                ({ consumerTag: tag } = await own.consume(questionQueue(query), message => {
                    if (message === null) return void own.close().catch(() => undefined);
                    const answering: Promise<void> = this.reply(message, handler).then(() => own.ack(message)).catch(() => undefined).finally(() => inHand.delete(answering));
                    inHand.add(answering);
                }));
            } catch {
                // It is tried again when the connection, or the channel, is there again.
            }
        };
        const end = this.link.onBack(() => void attend());
        await attend();
        return async () => {
            stopped = true;
            end();
            if (tag !== undefined) await channel?.cancel(tag).catch(() => undefined);
            while (inHand.size > 0) await Promise.all(inHand);
            await channel?.close().catch(() => undefined);
        };
    }

    private async ask(id: string, { query, text, deadline }: Question): Promise<void> {
        while (this.open.has(id) && this.link.isConnected) {
            try {
                await this.prepare(query);
                const replyTo = await (this.replies ??= this.listen());
                await this.publisher.publish({
                    exchange: questionQueue(query), routingKey: '', content: text,
                    // Nobody waits any longer.
                    properties: { correlationId: id, replyTo, messageId: crypto.randomUUID(), expiration: String(Math.max(1, deadline - Date.now())), contentType: 'application/cloudevents+json' },
                });
                return;
            } catch (error) {
                if (error instanceof BrokerError && error.code !== 'unavailable') {
                    this.open.refuse(id, error);
                    return;
                }
                await pause(rest);
            }
        }
    }

    /** Once a query, and again where that has failed. */
    private prepare(query: string): Promise<void> {
        let preparing = this.prepared.get(query);
        if (preparing === undefined) {
            preparing = prepareLayout(this.link, questionLayout(query)).catch((error: unknown) => {
                this.prepared.delete(query);
                throw error;
            });
            this.prepared.set(query, preparing);
        }
        return preparing;
    }

    /** A queue of this connection alone, which ends with it. */
    private async listen(): Promise<string> {
        const name = replyQueue(crypto.randomUUID());
        try {
            const channel = await this.link.channel();
            channel.on('close', () => (this.replies = undefined));
            await channel.assertQueue(name, { exclusive: true, durable: false, autoDelete: true });
            await channel.bindQueue(name, replyExchange, name);
            await channel.consume(name, message => {
                if (message !== null) this.open.answer(String(message.properties.correlationId), message.content.toString());
            }, { noAck: true });
            return name;
        } catch (error) {
            this.replies = undefined;
            if (refusalCode(error) === undefined) throw error;
            throw new BrokerError('unsupported', `RabbitMQ does not let this program have a queue for replies: ${this.link.describe(error)}.`);
        }
    }

    private async reply({ content, properties: { replyTo, correlationId } }: ConsumeMessage, handler: (bytes: Uint8Array) => Promise<string>): Promise<void> {
        // It is no question.
        if (typeof replyTo !== 'string' || typeof correlationId !== 'string') return;
        const text = await handler(content);
        // Who has asked may be gone meanwhile.
        await this.publisher.publish({
            exchange: replyExchange, routingKey: replyTo, content: text,
            properties: { correlationId, messageId: crypto.randomUUID(), contentType: 'application/json' },
        }).catch(() => undefined);
    }
}
