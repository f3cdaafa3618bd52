import { systemClock } from '../../clock.js';

interface Entry {
    /** By the clock that is never set. */
    readonly at: number;
    readonly callback: () => void;
    previous: Entry | undefined;
    next: Entry | undefined;
    isWaiting: boolean;
}

/**
 * Waits that are all equally long and of which hardly any comes to its end, as each message in hand has some: one timer of the host serves all of
 * them, because making and clearing one for each message would be a good part of the work of handling it.
 */
export class Timeouts {
    private first: Entry | undefined;
    private last: Entry | undefined;
    private disarm: (() => void) | undefined;

    constructor(private readonly milliseconds: number) {}

    /** Calls back when the time is over; the function that is given back ends the wait. */
    add(callback: () => void): () => void {
        const entry: Entry = { at: performance.now() + this.milliseconds, callback, previous: this.last, next: undefined, isWaiting: true };
        if (this.last === undefined) this.first = entry;
        else this.last.next = entry;
        this.last = entry;
        if (this.disarm === undefined) this.arm(this.milliseconds);
        return () => this.remove(entry);
    }

    private arm(milliseconds: number): void {
        this.disarm = systemClock.schedule(milliseconds, () => this.ring());
    }

    private ring(): void {
        this.disarm = undefined;
        // Timers of the host count in whole milliseconds.
        const now = performance.now() + 1;
        try {
            while (this.first !== undefined && this.first.at <= now) {
                const { callback } = this.first;
                this.remove(this.first);
                callback();
            }
        } finally {
            // Also where one of them has thrown: the others are called back all the same.
            if (this.first !== undefined && this.disarm === undefined) this.arm(Math.max(0, this.first.at - performance.now()));
        }
    }

    private remove(entry: Entry): void {
        if (!entry.isWaiting) return;
        entry.isWaiting = false;
        if (entry.previous === undefined) this.first = entry.next;
        else entry.previous.next = entry.next;
        if (entry.next === undefined) this.last = entry.previous;
        else entry.next.previous = entry.previous;
        // A timer that nobody needs would keep the program from ending.
        if (this.first !== undefined) return;
        this.disarm?.();
        this.disarm = undefined;
    }
}
