import type { Channel, ConsumeMessage } from 'amqplib';
import type { MessageSource, ReceivedMessage } from '../shared/driver.js';
import { Takers } from '../shared/takers.js';
import type { DeliveryMemory } from './delivery-memory.js';
import type { RabbitLink } from './link.js';
import { readMessage, type Reading } from './messages.js';

/** How long a message that came when nobody had room for it any more is kept from other programs, in milliseconds. */
const grace = 1000;
/** How long the server is left alone that has refused to give something out, in milliseconds. */
const rest = 300;

interface Arrived {
    readonly message: ConsumeMessage;
    readonly channel: Channel;
}

/** What can become of a message of a queue that several consumers share. */
export interface SharedVerdicts {
    readonly message: ConsumeMessage;
    readonly reading: Reading;
    readonly attempt: number;
    acknowledge(): void;
    /** Gives it back as if it had not been given out. */
    giveBack(): void;
}

/**
 * The messages of a queue without order, for all consumers of this program: each has the server send as many as it has room for, and
 * what comes goes to whoever waits.
 */
export class SharedSource implements MessageSource {
    private readonly takers = new Takers(() => this.handOut());
    private readonly members = new Map<AbortSignal, { readonly room: number; tag?: string }>();
    private arrived: Arrived[] = [];
    private channel: Channel | undefined;
    private work: Promise<void> = Promise.resolve();
    private handed = 0;

    constructor(
        private readonly link: RabbitLink,
        private readonly queue: string,
        private readonly memory: DeliveryMemory,
        private readonly receive: (verdicts: SharedVerdicts) => ReceivedMessage,
    ) {
        link.onBack(() => this.attend());
    }

    /** Messages that were given out here and are not settled. */
    get held(): number {
        return this.arrived.length + this.handed;
    }

    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
        // A consumer that comes for the first time has nothing in hand: as much as it asks for now is what it can have.
        if (!signal.aborted && !this.members.has(signal)) {
            this.members.set(signal, { room: count });
            signal.addEventListener('abort', () => this.leave(signal), { once: true });
            this.attend();
        }
        return this.takers.take(count, signal);
    }

    /** Nothing is waited for any more. */
    close(): void {
        this.members.clear();
    }

    /** Sees to it that the server sends to each consumer, one after the other. */
    private attend(): void {
        this.work = this.work.then(() => this.attach()).catch(() => {
            if (this.link.isConnected) setTimeout(() => this.attend(), rest);
        });
    }

    private async attach(): Promise<void> {
        if (!this.link.isConnected || this.members.size === 0) return;
        const channel = this.channel ?? await this.open();
        for (const [signal, member] of this.members) {
            if (member.tag !== undefined) continue;
            await channel.prefetch(member.room);
            const { consumerTag } = await channel.consume(this.queue, message => this.arrive(message, channel, member));
            if (this.members.has(signal)) member.tag = consumerTag;
            else await channel.cancel(consumerTag);
        }
    }

    private async open(): Promise<Channel> {
        const channel = await this.link.channel();
        this.channel = channel;
        channel.on('close', () => {
            if (this.channel === channel) this.channel = undefined;
            for (const member of this.members.values()) delete member.tag;
            // The server gives them out again, and counts that.
            for (const { message } of this.arrived) this.memory.discount(readMessage(message), 1);
            this.arrived = [];
            if (this.link.isConnected) setTimeout(() => this.attend(), rest);
        });
        return channel;
    }

    private arrive(message: ConsumeMessage | null, channel: Channel, member: { tag?: string }): void {
        if (message === null) {
            // The queue is gone, or moves to another server.
            delete member.tag;
            setTimeout(() => this.attend(), rest);
            return;
        }
        this.arrived.push({ message, channel });
        this.handOut();
    }

    private leave(signal: AbortSignal): void {
        const tag = this.members.get(signal)?.tag;
        this.members.delete(signal);
        if (tag !== undefined) void this.channel?.cancel(tag).catch(() => undefined);
        if (this.members.size === 0) setTimeout(() => this.releaseUnlessNeeded(), grace);
    }

    private releaseUnlessNeeded(): void {
        if (this.members.size > 0) return;
        for (const arrived of this.arrived.splice(0)) this.giveBack(arrived, readMessage(arrived.message));
    }

    private handOut(): void {
        while (!this.takers.isEmpty && this.arrived.length > 0) {
            const taker = this.takers.next()!;
            const given: ReceivedMessage[] = [];
            while (given.length < taker.count && this.arrived.length > 0) {
                const received = this.read(this.arrived.shift()!);
                if (received !== undefined) given.push(received);
            }
            if (given.length > 0) taker.give(given);
            else this.takers.putBack(taker);
        }
    }

    private read(arrived: Arrived): ReceivedMessage | undefined {
        const { message } = arrived;
        const reading = readMessage(message);
        if (this.memory.isKnown(reading)) {
            this.tell(arrived, channel => channel.ack(message));
            return undefined;
        }
        this.memory.take(reading);
        this.handed++;
        let isSettled = false;
        return this.receive({
            message,
            reading,
            attempt: this.memory.attemptOf(reading),
            acknowledge: () => {
                // What is delivered at most once is settled before it is handled, and perhaps set aside after that.
                if (isSettled) return;
                isSettled = true;
                this.handed--;
                this.memory.settle(reading);
                this.tell(arrived, channel => channel.ack(message));
            },
            giveBack: () => {
                this.handed--;
                this.giveBack(arrived, reading);
            },
        });
    }

    private giveBack(arrived: Arrived, reading: Reading): void {
        this.memory.release(reading);
        this.memory.discount(reading, 1);
        this.tell(arrived, channel => channel.nack(arrived.message, false, true));
    }

    private tell({ channel }: Arrived, verdict: (channel: Channel) => void): void {
        try {
            // What was given out over another channel the server has taken back with it.
            if (channel === this.channel) verdict(channel);
        } catch {
            // It ends just now.
        }
    }
}
