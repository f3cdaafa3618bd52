import type { Channel, ConsumeMessage } from 'amqplib';
import type { DeliveryMemory } from './delivery-memory.js';
import type { RabbitLink } from './link.js';
import { readMessage } from './messages.js';

/** A message of a partition, from its delivery until it is settled. */
export interface Entry {
    readonly message: ConsumeMessage;
    readonly channel: Channel;
    /** Attempts of this delivery that have failed. */
    tried: number;
}

/**
 * One queue of an ordered subscription, consumed over a channel of its own: when that is closed, the server takes back in one step
 * all that it has sent, before it sends to another program.
 */
export class Partition {
    readonly waiting: Entry[] = [];
    /** One of its messages is being handled, or waits for another attempt. */
    isBusy = false;
    /** Messages have come since it is consumed here: the server has chosen this program among those that consume it. */
    isActive = false;
    /** Others shall have it as soon as nothing of it is in hand. */
    isLeaving = false;
    checkedAt = 0;
    private channel: Channel | undefined;

    constructor(
        readonly queue: string,
        private readonly link: RabbitLink,
        private readonly memory: DeliveryMemory,
        private readonly options: {
            /** How many messages the server may send ahead. */
            readonly ahead: number;
            /** Something has come. */
            readonly arrived: () => void;
            /** It is not consumed any more. */
            readonly closed: () => void;
        },
    ) {}

    get isOpen(): boolean {
        return this.channel !== undefined;
    }

    async open(): Promise<void> {
        const channel = await this.link.channel();
        this.channel = channel;
        channel.on('close', () => this.forget(channel));
        await channel.prefetch(this.options.ahead);
        await channel.consume(this.queue, message => {
            if (message === null) {
                this.close();
                return;
            }
            this.isActive = true;
            this.waiting.push({ message, channel, tried: 0 });
            this.options.arrived();
        });
    }

    /** Lets the server give everything that is not settled to others. */
    close(): void {
        const { channel } = this;
        if (channel === undefined) return;
        void channel.close().catch(() => undefined);
        this.forget(channel);
    }

    /** How many programs consume the queue, this one included. */
    async countConsumers(): Promise<number> {
        return (await this.channel?.checkQueue(this.queue))?.consumerCount ?? 0;
    }

    acknowledge({ message, channel }: Entry): void {
        try {
            if (channel === this.channel) channel.ack(message);
        } catch {
            // It ends just now, and the message comes once more.
        }
    }

    /** Puts a message in front again, or leaves it to the server where that has taken it back. */
    putBack(entry: Entry): void {
        if (entry.channel === this.channel) this.waiting.unshift(entry);
        else this.discount(entry);
    }

    private forget(channel: Channel): void {
        if (this.channel !== channel) return;
        this.channel = undefined;
        this.isActive = false;
        this.isLeaving = false;
        for (const entry of this.waiting.splice(0)) this.discount(entry);
        this.options.closed();
    }

    /** The server counts one delivery more, however many attempts that was. */
    private discount({ message, tried }: Entry): void {
        this.memory.discount(readMessage(message), 1 - tried);
    }
}
