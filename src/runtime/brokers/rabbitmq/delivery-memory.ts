import { RecentNames } from '../shared/recent-names.js';
import type { Reading } from './messages.js';

/** Copies of messages that are remembered at a time, at least. */
const most = 10_000;

/**
 * What this program knows of a subscription's messages and the server does not: what was settled although the server may not have
 * heard of it, deliveries that were no attempts, and which ids it has had within the window of deduplication.
 */
export class DeliveryMemory {
    private readonly settledCopies = new RecentNames(most);
    private readonly inHand = new Set<string>();
    private readonly corrections = new Map<string, number>();
    private readonly ids = new Map<string, { readonly place: string; readonly dueAt: number }>();

    constructor(
        /** For how many milliseconds a message of the same id is taken for one already had; undefined where nobody asks for that. */
        private readonly window: number | undefined,
    ) {}

    /** Whether the message is another delivery of one that was settled here, or another message of the same id. */
    isKnown({ copy, place, dueAt, deduplicationId, isRedelivered }: Reading): boolean {
        if (this.settledCopies.has(copy)) return true;
        // What was published once more for want of a confirmation, while the first of it is being handled.
        if (this.inHand.has(copy) && !isRedelivered) return true;
        if (this.window === undefined || deduplicationId === undefined) return false;
        const before = this.ids.get(deduplicationId);
        if (before !== undefined && before.place !== place && dueAt - before.dueAt < this.window) return true;
        this.remember(deduplicationId, { place, dueAt });
        return false;
    }

    take({ copy }: Reading): void {
        this.inHand.add(copy);
    }

    /** It is no more in hand, and is given out again. */
    release({ copy }: Reading): void {
        this.inHand.delete(copy);
    }

    /** Nothing more is to be done with this copy. */
    settle({ copy }: Reading): void {
        this.inHand.delete(copy);
        this.corrections.delete(copy);
        this.settledCopies.add(copy);
    }

    /** So many of the deliveries that the server counts were no attempts. */
    discount({ copy }: Reading, deliveries: number): void {
        const sum = this.discountOf(copy) + deliveries;
        this.corrections.delete(copy);
        this.corrections.set(copy, sum);
        forgetOldest(this.corrections);
    }

    /** Which attempt this delivery is. */
    attemptOf({ copy, attemptsBefore, deliveries }: Reading): number {
        return Math.max(1, attemptsBefore + deliveries + 1 - this.discountOf(copy));
    }

    private discountOf(copy: string): number {
        return this.corrections.get(copy) ?? 0;
    }

    private remember(id: string, had: { readonly place: string; readonly dueAt: number }): void {
        this.ids.delete(id);
        this.ids.set(id, had);
        const over = Date.now() - this.window!;
        for (const [old, { dueAt }] of this.ids) {
            if (dueAt >= over) break;
            this.ids.delete(old);
        }
    }
}

function forgetOldest(known: Map<string, unknown>): void {
    if (known.size <= most) return;
    const [oldest] = known.keys();
    known.delete(oldest!);
}
