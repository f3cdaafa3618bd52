import type { Clock } from '../clock.js';
import { nextCronTime } from './cron.js';
import type { ApplicationActivity } from './definition.js';
import type { ScheduleDefinition, TimeAndIds } from './parts.js';
import type { Settler } from './settling.js';
import type { StoreGate } from './store-gate.js';

export interface SchedulesOptions {
    readonly clock: Clock;
    readonly settler: Settler;
    readonly gate: StoreGate;
    /** How often each schedule fires. */
    readonly limit: number;
    readonly observe: (activity: ApplicationActivity) => void;
    readonly timeAndIds: () => TimeAndIds;
}

/** Runs what services do at intervals and at certain times. */
export class Schedules {
    private readonly cancellations = new Set<() => void>();

    constructor(private readonly options: SchedulesOptions) {}

    /** Waits for the next time; and then for the one after it. */
    start(part: string, schedule: ScheduleDefinition, fired = 0): void {
        const { clock, limit } = this.options;
        if (fired >= limit) return;
        const now = clock.now();
        const { every } = schedule;
        const due = typeof every === 'number' ? now + every : nextCronTime(every, now);
        const cancel = clock.schedule(due - now, () => {
            this.cancellations.delete(cancel);
            this.start(part, schedule, fired + 1);
            void this.run(part, schedule, due);
        }, { background: true });
        this.cancellations.add(cancel);
    }

    stop(): void {
        for (const cancel of this.cancellations) cancel();
        this.cancellations.clear();
    }

    private async run(part: string, { name, every, run }: ScheduleDefinition, due: number): Promise<void> {
        const { gate, settler, observe, timeAndIds } = this.options;
        // Of an interval the next time is as good.
        if (typeof every === 'number' && gate.isClosed) return;
        try {
            await gate.run(async () => {
                const decision = await run(timeAndIds());
                // A moment of the calendar is the same to all processes that share a store: one of them has the effect.
                const handled = typeof every === 'number' ? undefined : { part, identity: `every ${name} ${new Date(due).toISOString()}` };
                await settler.settle(decision, { part, cause: undefined, ...(handled && { change: { handled } }) });
            });
        } catch (error) {
            observe({ kind: 'failed', part, reason: error instanceof Error ? error.message : String(error) });
        }
    }
}
