import type { ConfirmChannel, Options } from 'amqplib';
import { BrokerError } from '../../broker.js';
import { ConfirmedPublisher } from '../shared/confirmed-publisher.js';
import { pause } from '../shared/waiting.js';
import type { RabbitLink } from './link.js';

/** A message with where it goes. */
export interface Publication {
    readonly exchange: string;
    readonly routingKey: string;
    /** Bytes, or the text that they stand for. */
    readonly content: Uint8Array | string;
    readonly properties: Options.Publish;
    /** What is said where the server refuses it because a queue behind the exchange is full; without it, it is sent again later. */
    readonly full?: string;
}

type Content = Parameters<ConfirmChannel['publish']>[2];

/** The client takes bytes in no other form; looked up so, because programs need not have the types of Node. */
const host = globalThis as unknown as { readonly Buffer: { from(text: string): Content; from(bytes: ArrayBufferLike, offset: number, length: number): Content } };

/** How long the server is left alone that has refused something, in milliseconds. */
const rest = 300;

/** Publishes over a channel of its own, in order and confirmed, whatever becomes of the connection. */
export class RabbitPublisher {
    private readonly publisher: ConfirmedPublisher<Publication>;
    private readonly unconfirmed = new Map<number, Publication>();
    /** What came back because no queue takes it, by the id of the message. */
    private readonly returned = new Set<string>();
    private channel: ConfirmChannel | undefined;
    private closing = false;

    constructor(
        private readonly link: RabbitLink,
        { publishTimeout }: { readonly publishTimeout: number },
    ) {
        // A server that is short of memory lets publishers wait without a word; a connection that is dead is cut by its heartbeat.
        this.publisher = new ConfirmedPublisher((number, publication) => this.send(number, publication), { timeout: publishTimeout, silence: Number.MAX_SAFE_INTEGER });
    }

    async connect(): Promise<void> {
        this.publisher.interrupt();
        this.link.onBack(() => void this.open());
        await this.open();
    }

    publish(publication: Publication): Promise<void> {
        // Written into what was made for this publication alone: a copy would cost as much as the rest of it.
        publication.properties.mandatory = true;
        return this.publisher.publish(publication);
    }

    settled(): Promise<void> {
        return this.publisher.settled();
    }

    /** What has not been confirmed by now never is. */
    close(): void {
        this.closing = true;
    }

    private async open(): Promise<void> {
        while (this.channel === undefined && this.link.isConnected && !this.closing) {
            try {
                const channel = await this.link.confirmChannel();
                if (this.channel !== undefined) return void channel.close().catch(() => undefined);
                this.adopt(channel);
                return;
            } catch {
                await pause(rest);
            }
        }
    }

    private adopt(channel: ConfirmChannel): void {
        this.channel = channel;
        channel.on('return', ({ properties }) => void this.returned.add(String(properties.messageId)));
        channel.on('error', (error: Error) => this.refuse(this.link.describe(error)));
        channel.on('close', () => {
            this.channel = undefined;
            this.publisher.interrupt();
            // The connection may be there still: the server has refused something.
            if (this.link.isConnected) setTimeout(() => void this.open(), rest);
        });
        this.publisher.resume();
    }

    private send(number: number, publication: Publication): void {
        this.unconfirmed.set(number, publication);
        const { channel } = this;
        if (channel === undefined) return;
        const { exchange, routingKey, content, properties, full } = publication;
        channel.publish(exchange, routingKey, bytesOf(content), properties, (error: unknown) => {
            // With its channel a message is gone only for as long as there is no other.
            if (this.channel !== channel) return;
            const isReturned = this.returned.delete(String(properties.messageId));
            if (error !== null && full === undefined) this.publisher.hold(rest);
            else if (error !== null) this.confirm(number, new BrokerError('channel-full', `${full} Publish again later.`));
            else this.confirm(number, isReturned ? new BrokerError('unavailable', `No queue takes what is published to the exchange '${exchange}'.`) : undefined);
        });
    }

    private confirm(number: number, refusal?: BrokerError): void {
        this.unconfirmed.delete(number);
        this.publisher.confirm(number, refusal);
    }

    /** The server ends a channel over one message: the others are sent again, and that one is not. */
    private refuse(reason: string): void {
        const [, exchange] = /exchange '([^']*)'/.exec(reason) ?? [];
        const [, most] = /larger than.*max size (\d+)/.exec(reason) ?? [];
        for (const [number, publication] of [...this.unconfirmed]) {
            if (exchange !== undefined && publication.exchange === exchange) this.confirm(number, new BrokerError('unavailable', `RabbitMQ does not let this program publish: ${reason}.`));
            else if (most !== undefined && bytesOf(publication.content).byteLength > Number(most)) this.confirm(number, new BrokerError('invalid-message', `The message is larger than RabbitMQ takes: ${reason}.`));
        }
    }
}

/** A small text goes into memory that others share, which is much cheaper than memory of its own. */
function bytesOf(content: Uint8Array | string): Content {
    return typeof content === 'string' ? host.Buffer.from(content) : host.Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
