import type { Delivery } from '../broker.js';
import type { Clock } from '../clock.js';

/** A message that a handler was still at work on when the time to stop was over; the broker gives it out again. */
export interface Unfinished {
    readonly subscription: string;
    readonly type: string;
    readonly id: string;
}

/** What stopping has left; nothing where all that was in hand was settled. */
export interface StopReport {
    readonly unfinished: readonly Unfinished[];
}

export interface StopOptions {
    /** Milliseconds to wait for what is in hand; without it, until all is settled. */
    readonly timeout?: number;
}

/** Knows which deliveries are being handled. */
export class DeliveriesInHand {
    /**
     * In places that are used again, and not in a set: V8 keeps the tables that a set has outgrown by comings and goings, with all
     * that was in them, until it collects its old garbage.
     */
    private readonly places: (Delivery | undefined)[] = [];
    private readonly free: number[] = [];

    constructor(private readonly clock: Clock) {}

    /** Has it in hand until the work settles. */
    async hold(delivery: Delivery, work: (delivery: Delivery) => Promise<unknown>): Promise<void> {
        const place = this.free.pop() ?? this.places.length;
        this.places[place] = delivery;
        try {
            await work(delivery);
        } finally {
            this.places[place] = undefined;
            this.free.push(place);
        }
    }

    /** Resolves when all is settled, or when the time is over, with what is in hand then. */
    async settle(settled: Promise<unknown>, { timeout = Infinity }: StopOptions = {}): Promise<StopReport> {
        if (timeout === Infinity) await settled;
        else await this.withTimeout(settled, timeout);
        const unfinished = this.places.filter(delivery => delivery !== undefined);
        return { unfinished: unfinished.map(({ subscription, envelope: { type, id } }) => ({ subscription, type, id })) };
    }

    private withTimeout(settled: Promise<unknown>, timeout: number): Promise<void> {
        return new Promise((resolve, reject) => {
            const cancel = this.clock.schedule(timeout, resolve);
            settled.then(() => resolve(), reject).finally(cancel);
        });
    }
}
