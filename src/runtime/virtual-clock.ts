import type { Clock } from './clock.js';
import { seededRandom, type Random } from './random.js';

interface Scheduled {
    readonly at: number;
    /** Decides between callbacks of the same moment: another seed gives another interleaving. */
    readonly order: number;
    readonly sequence: number;
    readonly callback: () => void;
    cancelled: boolean;
}

/** A clock whose time passes only when it is told to; the same seed and the same calls give the same run. */
export class VirtualClock implements Clock {
    private time: number;
    private sequence = 0;
    private readonly random: Random;
    private readonly heap: Scheduled[] = [];

    constructor(options: { readonly start?: number; readonly seed?: number } = {}) {
        this.time = options.start ?? Date.UTC(2026, 0, 1);
        this.random = seededRandom(options.seed ?? 1);
    }

    now(): number {
        return this.time;
    }

    schedule(milliseconds: number, callback: () => void): () => void {
        const scheduled: Scheduled = {
            at: this.time + Math.max(0, milliseconds),
            order: this.random.next(),
            sequence: this.sequence++,
            callback,
            cancelled: false,
        };
        this.push(scheduled);
        return () => {
            scheduled.cancelled = true;
        };
    }

    /**
     * Runs what is due, moment by moment, until nothing is scheduled up to `until` (milliseconds since 1970; without it,
     * until nothing is scheduled at all) or `limit` callbacks have run. Resolves with how many ran. Between two callbacks
     * every promise that can settle without the outside world has settled.
     */
    async run(options: { readonly until?: number; readonly limit?: number } = {}): Promise<number> {
        const { until = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = options;
        let ran = 0;
        await settle();
        while (ran < limit) {
            const next = this.heap[0];
            if (!next || next.at > until) break;
            this.pop();
            if (next.cancelled) continue;
            this.time = Math.max(this.time, next.at);
            next.callback();
            ran++;
            await settle();
        }
        if (Number.isFinite(until) && (this.heap[0]?.at ?? Number.POSITIVE_INFINITY) > until) this.time = Math.max(this.time, until);
        return ran;
    }

    private push(scheduled: Scheduled): void {
        const { heap } = this;
        heap.push(scheduled);
        let index = heap.length - 1;
        while (index > 0) {
            const parent = (index - 1) >> 1;
            if (!precedes(scheduled, heap[parent]!)) break;
            heap[index] = heap[parent]!;
            index = parent;
        }
        heap[index] = scheduled;
    }

    private pop(): void {
        const { heap } = this;
        const last = heap.pop()!;
        if (heap.length === 0) return;
        let index = 0;
        for (;;) {
            let child = 2 * index + 1;
            if (child >= heap.length) break;
            if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child++;
            if (!precedes(heap[child]!, last)) break;
            heap[index] = heap[child]!;
            index = child;
        }
        heap[index] = last;
    }
}

function precedes(left: Scheduled, right: Scheduled): boolean {
    return left.at - right.at < 0 || (left.at === right.at && (left.order < right.order || (left.order === right.order && left.sequence < right.sequence)));
}

/** Lets every promise that is ready run its callbacks, and theirs. */
function settle(): Promise<void> {
    return new Promise(resolve => setImmediate(resolve));
}
