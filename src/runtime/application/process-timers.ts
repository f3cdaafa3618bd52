import { RejectedMessage } from '../broker.js';
import type { Clock } from '../clock.js';
import { StoreConflict, type ProcessTimerRecord, type Store } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';
import type { TimeAndIds } from './parts.js';
import type { ProcessRunner } from './process.js';
import type { Settler } from './settling.js';
import type { Turns } from './turns.js';

export interface ProcessTimersOptions {
    readonly process: string;
    readonly store: Store;
    readonly clock: Clock;
    readonly settler: Settler;
    readonly turns: Turns;
    readonly observe: (activity: ApplicationActivity) => void;
    readonly timeAndIds: () => TimeAndIds;
}

/** What a timer does may fail as what a message does, but nothing gives it out again: the waits between its attempts. */
const retries = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(seconds => seconds * 1000);

/**
 * Fires the timers of a process that its store keeps. Where several processes of the operating system fire the same one, the
 * store lets one of them have its effect.
 */
export class ProcessTimers {
    /** What cancels the timers that wait here, by instance and timer. */
    private readonly waiting = new Map<string, Map<string, () => void>>();
    private stopped = false;

    constructor(
        private readonly runner: ProcessRunner,
        private readonly options: ProcessTimersOptions,
    ) {}

    /** Lets those that the store has wait here, if they are due before a moment; those that are overdue fire at once. */
    async pickUp(before: number): Promise<void> {
        for (const timer of await this.options.store.timers(this.options.process, before)) {
            if (!this.waiting.get(timer.key)?.has(nameOf(timer))) this.set(timer);
        }
    }

    /** Lets these wait, and no others of that instance. */
    replace(key: string, timers: readonly ProcessTimerRecord[]): void {
        for (const cancel of this.waiting.get(key)?.values() ?? []) cancel();
        this.waiting.delete(key);
        for (const timer of timers) this.set(timer);
    }

    /** Cancels all that wait; states that are entered from now on, by messages still in hand, set none. */
    stop(): void {
        this.stopped = true;
        for (const key of [...this.waiting.keys()]) this.replace(key, []);
    }

    private set(timer: ProcessTimerRecord): void {
        if (this.stopped) return;
        let own = this.waiting.get(timer.key);
        if (!own) this.waiting.set(timer.key, own = new Map<string, () => void>());
        own.set(nameOf(timer), this.options.clock.schedule(timer.due - this.options.clock.now(), () => {
            own.delete(nameOf(timer));
            if (own.size === 0 && this.waiting.get(timer.key) === own) this.waiting.delete(timer.key);
            void this.fire(timer);
        }));
    }

    private async fire(timer: ProcessTimerRecord): Promise<void> {
        const { process, turns, observe } = this.options;
        try {
            await turns.run(process, [`/${timer.key}`], () => this.expire(timer));
        } catch (error) {
            const wait = error instanceof RejectedMessage ? undefined : retries[timer.attempt - 1];
            observe({ kind: 'failed', part: process, reason: `${error instanceof Error ? error.message : String(error)}${wait === undefined ? ' The timer is given up.' : ''}` });
            await this.tryAgain(timer, wait);
        }
    }

    private async expire(timer: ProcessTimerRecord): Promise<void> {
        const { process, settler, observe, timeAndIds } = this.options;
        if (this.stopped) return;
        let isTold = timer.attempt > 1;
        for (;;) {
            const effect = await this.runner.expire(timer, timeAndIds(), {
                onExpired: () => {
                    if (!isTold) observe({ kind: 'timed-out', process, key: timer.key, state: timer.state });
                    isTold = true;
                },
            });
            if (!effect) return;
            try {
                await settler.settle(effect, { part: process, cause: timer.cause, change: { expired: timer } });
                return;
            } catch (error) {
                // Another process moved the instance: what is left of the timer is looked at once more.
                if (!(error instanceof StoreConflict)) throw error;
            }
        }
    }

    private async tryAgain(timer: ProcessTimerRecord, wait: number | undefined): Promise<void> {
        const { store, clock } = this.options;
        const at = clock.now();
        try {
            if (wait === undefined) {
                await store.commit({ at, expired: timer });
                return;
            }
            const next = { ...timer, due: at + wait, attempt: timer.attempt + 1 };
            if (!await store.commit({ at, postponed: next })) return;
            this.set(next);
        } catch (error) {
            // The store has it still, and whoever looks there next picks it up.
            this.options.observe({ kind: 'failed', part: timer.process, reason: error instanceof Error ? error.message : String(error) });
        }
    }
}

function nameOf({ entry, index }: ProcessTimerRecord): string {
    return `${entry}/${index}`;
}
