import type { Clock } from '../clock.js';
import { UuidTimes } from './uuid-times.js';

/**
 * For how long, and of how many messages, a part remembers that it has handled them. A message that comes again after it
 * was forgotten is handled again, so both should reach beyond whatever may deliver one twice: the retries of a channel, a
 * broker that was away for a while, a producer that repeats itself.
 */
export interface InboxOptions {
    /** Milliseconds since a message was handled; 24 hours unless given. */
    readonly window?: number;
    /** Messages of each part, of which the oldest is forgotten first; 100,000 unless given. Those told by UUIDs and others are counted apart. */
    readonly capacity?: number;
}

/** Remembers which messages each part has handled, so that a second delivery has no second effect. */
export class Inbox {
    private readonly window: number;
    private readonly capacity: number;
    private readonly handled = new Map<string, Remembered>();
    /** Times are counted from here: small numbers take no memory of their own. */
    private readonly origin: number;
    private forgotAt = 0;

    constructor(
        private readonly clock: Pick<Clock, 'now'>,
        { window = 24 * 3_600_000, capacity = 100_000 }: InboxOptions = {},
    ) {
        this.window = window;
        this.capacity = capacity;
        this.origin = clock.now();
    }

    /** How many messages are remembered, of all parts together. */
    get size(): number {
        return [...this.handled.values()].reduce((sum, { size }) => sum + size, 0);
    }

    has(part: string, identity: string): boolean {
        const at = this.handled.get(part)?.timeOf(identity);
        return at !== undefined && this.now() - at < this.window;
    }

    /** Takes note of a message, and forgets what is too old or too much. */
    add(part: string, identity: string): void {
        let own = this.handled.get(part);
        if (!own) this.handled.set(part, own = new Remembered());
        const now = this.now();
        own.add(identity, now, this.capacity);
        this.forget(now);
    }

    private now(): number {
        return this.clock.now() - this.origin;
    }

    /** In steps of a hundredth of the window, as nobody asks for what is over. */
    private forget(now: number): void {
        if (now - this.forgotAt < this.window / 100) return;
        this.forgotAt = now;
        for (const own of this.handled.values()) own.forgetUntil(now - this.window);
    }
}

/** What one part has handled, and when. */
class Remembered {
    /** What identifies most messages. */
    private readonly uuids = new UuidTimes();
    private readonly others = new TextTimes();

    get size(): number {
        return this.uuids.size + this.others.size;
    }

    timeOf(identity: string): number | undefined {
        return this.timesFor(identity).timeOf(identity);
    }

    /** Forgets the oldest where there are more than the capacity. */
    add(identity: string, at: number, capacity: number): void {
        const times = this.timesFor(identity);
        times.add(identity, at);
        if (times.size > capacity) times.forgetOldest();
    }

    forgetUntil(time: number): void {
        this.uuids.forgetUntil(time);
        this.others.forgetUntil(time);
    }

    private timesFor(identity: string): UuidTimes | TextTimes {
        return this.uuids.takes(identity) ? this.uuids : this.others;
    }
}

/** Remembers texts in the order in which they came, each with a time. */
class TextTimes {
    /** The oldest first. */
    private readonly times = new Map<string, number>();
    /** Where the oldest is: a walk from the start would pass over all that was forgotten since the map was last laid out. */
    private walk = this.times.entries();
    private first: readonly [identity: string, at: number] | undefined;

    get size(): number {
        return this.times.size;
    }

    timeOf(identity: string): number | undefined {
        return this.times.get(identity);
    }

    add(identity: string, at: number): void {
        if (this.times.delete(identity) && this.first?.[0] === identity) this.first = undefined;
        this.times.set(identity, at);
    }

    forgetOldest(): void {
        const first = this.oldest();
        if (first) this.times.delete(first[0]);
        this.first = undefined;
    }

    /** Forgets what has a time up to this one. */
    forgetUntil(time: number): void {
        for (let first = this.oldest(); first && first[1] <= time; first = this.oldest()) this.forgetOldest();
    }

    private oldest(): readonly [identity: string, at: number] | undefined {
        if (this.first || this.times.size === 0) return this.first;
        let next = this.walk.next();
        if (next.done) {
            this.walk = this.times.entries();
            next = this.walk.next();
        }
        return this.first = next.value;
    }
}
