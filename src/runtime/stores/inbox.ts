import type { Clock } from '../clock.js';

/**
 * For how long, and of how many messages, a part remembers that it has handled them. A message that comes again after it
 * was forgotten is handled again, so both should reach beyond whatever may deliver one twice: the retries of a channel, a
 * broker that was away for a while, a producer that repeats itself.
 */
export interface InboxOptions {
    /** Milliseconds since a message was handled; 24 hours unless given. */
    readonly window?: number;
    /** Messages of each part, of which the oldest is forgotten first; 100,000 unless given. */
    readonly capacity?: number;
}

/** Remembers which messages each part has handled, so that a second delivery has no second effect. */
export class Inbox {
    private readonly window: number;
    private readonly capacity: number;
    /** When what was handled, by part and identity; of each part the oldest first. */
    private readonly handled = new Map<string, Map<string, number>>();

    constructor(
        private readonly clock: Pick<Clock, 'now'>,
        { window = 24 * 3_600_000, capacity = 100_000 }: InboxOptions = {},
    ) {
        this.window = window;
        this.capacity = capacity;
    }

    /** How many messages are remembered, of all parts together. */
    get size(): number {
        return [...this.handled.values()].reduce((sum, { size }) => sum + size, 0);
    }

    has(part: string, identity: string): boolean {
        const at = this.handled.get(part)?.get(identity);
        return at !== undefined && !this.isOver(at);
    }

    /** Takes note of a message, and forgets what is too old or too much. */
    add(part: string, identity: string): void {
        let own = this.handled.get(part);
        if (!own) this.handled.set(part, own = new Map());
        // The oldest stay first.
        own.delete(identity);
        own.set(identity, this.clock.now());
        if (own.size > this.capacity) own.delete(own.keys().next().value!);
        for (const times of this.handled.values()) {
            for (const [old, at] of times) {
                if (!this.isOver(at)) break;
                times.delete(old);
            }
        }
    }

    private isOver(at: number): boolean {
        return this.clock.now() - at >= this.window;
    }
}
