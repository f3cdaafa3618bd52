import { BrokerError } from '../../broker.js';

interface Entry<Message> {
    readonly message: Message;
    readonly deadline: number;
    sentAt: number;
    resolve(): void;
    reject(error: BrokerError): void;
}

/** Durations in milliseconds. */
export interface ConfirmedPublisherOptions {
    /** Messages that may wait for their confirmation at a time; 1000 unless given. */
    readonly window?: number;
    /** After how long a message that nobody confirmed is given up; 30,000 unless given. */
    readonly timeout?: number;
    /** After how long without a confirmation all is sent again; 5000 unless given. */
    readonly silence?: number;
}

/**
 * Sends messages in the order in which they come and keeps each until the server has confirmed it. After a break all that is
 * not confirmed is sent again, in the same order and before anything new, so that a cut neither loses nor reorders; the server
 * must recognize what it had already, or have it twice.
 */
export class ConfirmedPublisher<Message> {
    /** Sent and not confirmed, in the order of sending. */
    private readonly unconfirmed = new Map<number, Entry<Message>>();
    private readonly waiting = new Map<number, Entry<Message>>();
    private readonly window: number;
    private readonly timeout: number;
    private readonly silence: number;
    private numbers = 0;
    private open = true;
    private resumption: ReturnType<typeof setTimeout> | undefined;
    private watch: ReturnType<typeof setTimeout> | undefined;
    private idle: (() => void)[] = [];

    constructor(
        /** Puts a message on its way under a number by which `confirm` knows it. Throws a `BrokerError` where it never can. */
        private readonly send: (number: number, message: Message) => void,
        { window = 1000, timeout = 30_000, silence = 5000 }: ConfirmedPublisherOptions = {},
    ) {
        this.window = window;
        this.timeout = timeout;
        this.silence = silence;
    }

    /** Resolves when the server has the message; rejects with what the server says of it, or with `unavailable`. */
    publish(message: Message): Promise<void> {
        return new Promise((resolve, reject) => {
            const number = this.numbers++;
            const entry: Entry<Message> = { message, deadline: Date.now() + this.timeout, sentAt: 0, resolve, reject };
            if (this.open && this.waiting.size === 0 && this.unconfirmed.size < this.window) this.transmit(number, entry);
            else this.waiting.set(number, entry);
            this.watchOver();
        });
    }

    /** The server has answered; a number that is not known any more was answered before. */
    confirm(number: number, refusal?: BrokerError): void {
        const entry = this.unconfirmed.get(number);
        if (entry === undefined) return;
        this.unconfirmed.delete(number);
        if (refusal === undefined) entry.resolve();
        else entry.reject(refusal);
        this.sendWaiting();
        this.tellIdle();
    }

    /** The way to the server is broken: nothing is sent until `resume`. */
    interrupt(): void {
        this.open = false;
        clearTimeout(this.resumption);
    }

    /** The way is free again. */
    resume(): void {
        clearTimeout(this.resumption);
        this.open = true;
        for (const [number, entry] of this.unconfirmed) this.transmit(number, entry);
        this.sendWaiting();
    }

    /** The server cannot take messages just now: all that is not confirmed is sent again after a while. */
    hold(milliseconds: number): void {
        if (!this.open) return;
        this.open = false;
        this.resumption = setTimeout(() => this.resume(), milliseconds);
    }

    /** Resolves when nothing waits for its confirmation any more. */
    settled(): Promise<void> {
        if (this.unconfirmed.size + this.waiting.size === 0) return Promise.resolve();
        return new Promise(resolve => this.idle.push(resolve));
    }

    private sendWaiting(): void {
        for (const [number, entry] of this.waiting) {
            if (!this.open || this.unconfirmed.size >= this.window) return;
            this.waiting.delete(number);
            this.transmit(number, entry);
        }
    }

    private transmit(number: number, entry: Entry<Message>): void {
        entry.sentAt = Date.now();
        this.unconfirmed.set(number, entry);
        try {
            this.send(number, entry.message);
        } catch (error) {
            // What cannot be sent because the way has just broken is sent after the break.
            if (error instanceof BrokerError) this.confirm(number, error);
        }
    }

    private watchOver(): void {
        if (this.watch !== undefined) return;
        this.watch = setTimeout(() => {
            this.watch = undefined;
            const now = Date.now();
            for (const entries of [this.unconfirmed, this.waiting]) {
                for (const [number, entry] of entries) {
                    if (entry.deadline > now) continue;
                    entries.delete(number);
                    entry.reject(new BrokerError('unavailable', `The server has not confirmed the message within ${this.timeout} ms; it may have it all the same.`));
                }
            }
            const [oldest] = this.unconfirmed.values();
            if (this.open && oldest !== undefined && oldest.sentAt + this.silence <= now) this.resume();
            this.tellIdle();
            if (this.unconfirmed.size + this.waiting.size > 0) this.watchOver();
        }, Math.min(1000, this.silence, this.timeout));
    }

    private tellIdle(): void {
        if (this.unconfirmed.size + this.waiting.size === 0) {
            clearTimeout(this.watch);
            this.watch = undefined;
            for (const resolve of this.idle.splice(0)) resolve();
        }
    }
}
