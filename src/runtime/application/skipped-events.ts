import { failureReason } from '../failure-reason.js';
import type { LoggedEvent } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';

/** Tells of events that a part cannot apply: of each type the first one with the reason, and in the end how many there were. */
export class SkippedEvents {
    private readonly counts = new Map<string, number>();

    constructor(
        private readonly part: string,
        private readonly observe: (activity: ApplicationActivity) => void,
    ) {}

    /** To be called for every one. */
    readonly add = ({ position, envelope: { id, type } }: LoggedEvent, error: unknown): void => {
        const count = (this.counts.get(type) ?? 0) + 1;
        this.counts.set(type, count);
        if (count === 1) this.tell(`Event '${id}' (${type}, position ${position} of the log) is passed over: ${failureReason(error)}`);
    };

    /** To be called when there will be no more. */
    sumUp(): void {
        for (const [type, count] of this.counts) if (count > 1) this.tell(`${count} events of type '${type}' were passed over, the first one included.`);
        this.counts.clear();
    }

    private tell(reason: string): void {
        this.observe({ kind: 'failed', part: this.part, reason });
    }
}
