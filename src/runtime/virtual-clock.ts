import type { Clock, ScheduleOptions } from './clock.js';
import { PriorityQueue } from './priority-queue.js';
import { createRandom, type Random } from './random.js';
import { takeTurn, type Scheduler } from './scheduler.js';

/**
 * Time that moves only when told to, and a scheduler that picks the next of all waiting steps by its seed.
 *
 * Steps run by themselves, each in a turn of the event loop of its own, so that every promise continuation that one step
 * sets off has run before the next is picked; time stands still meanwhile. Programs that wait for nothing but each other,
 * this clock and this scheduler therefore run the same way from the same seed. A timer that is due is a step like any
 * other; of two timers the earlier is always first.
 *
 * Work is in hand while a step waits, or while more work is held than parked (see `Scheduler`).
 */
export interface VirtualClock extends Clock, Scheduler {
    /** The seed's numbers for everything else; drawing from it does not change the order of steps. */
    readonly random: Random;
    /** Resolves after `milliseconds` of this clock, and counts as parked meanwhile. */
    sleep(milliseconds: number): Promise<void>;
    /**
     * Moves time on by `milliseconds`, firing every timer on the way at its own time, with the steps that follow from it.
     * Does not wait for held work that stands still. Rejects with the error of a step that throws.
     */
    advance(milliseconds: number): Promise<void>;
    /**
     * Runs until no work is in hand and none but background timers are left, moving time to the next timer only when no
     * work is in hand. Rejects with the error of a step that throws.
     */
    runUntilIdle(options?: RunOptions): Promise<RunResult>;
}

export interface RunOptions {
    /** How far time may move, in milliseconds; a later timer is left waiting. Without it, to the last timer that is not in the background. */
    readonly limit?: number;
    /** After how many steps to give up; steps left over go on by themselves. Without it, never. */
    readonly steps?: number;
    /**
     * How long, in real milliseconds, held work may stand still (waiting for a file, or for ever) before time moves
     * regardless. Default 1000. Only a run that reaches it can differ from another of the same seed.
     */
    readonly patience?: number;
}

export interface RunResult {
    /** False where the limit or the steps were used up first. */
    readonly idle: boolean;
    readonly steps: number;
}

/** Makes a virtual clock that stands at `start` (milliseconds since 1970; by default 2025-01-01T00:00Z). */
export function createVirtualClock(options: { readonly seed?: string | number; readonly start?: number } = {}): VirtualClock {
    const seeded = createRandom(options.seed ?? 0);
    return new SeededClock(seeded, options.start ?? Date.UTC(2025, 0, 1));
}

interface Timer {
    readonly due: number;
    readonly order: number;
    readonly background: boolean;
    callback: (() => void) | undefined;
}

class SeededClock implements VirtualClock {
    readonly random: Random;
    private readonly choice: Random;
    private time: number;
    private readonly steps: (() => void)[] = [];
    private readonly timers = new PriorityQueue<Timer>((a, b) => a.due < b.due || (a.due === b.due && a.order < b.order));
    private timersMade = 0;
    /** Cancelled timers that may still lie among the others, at most: most timers are cancelled long before they are due. */
    private cancelled = 0;
    /** Timers still waiting that are not in the background. */
    private expected = 0;
    private stepsRun = 0;
    private driving = false;
    private held = 0;
    private parked = 0;
    private running = false;
    private failures: unknown[] = [];
    /** Called whenever something has happened that a run may be waiting for. */
    private wake: (() => void) | undefined;

    constructor(seeded: Random, start: number) {
        this.random = seeded.fork('program');
        this.choice = seeded.fork('steps');
        this.time = start;
    }

    now(): number {
        return this.time;
    }

    schedule(milliseconds: number, callback: () => void, options: ScheduleOptions = {}): () => void {
        const background = options.background ?? false;
        // A wait for ever must not let a run move time there.
        if (milliseconds === Infinity) {
            return () => {};
        }
        const timer: Timer = { due: this.time + Math.max(0, milliseconds), order: this.timersMade++, background, callback };
        this.timers.push(timer);
        this.waiting(timer, 1);
        return () => {
            this.disarm(timer);
            if (++this.cancelled > this.timers.size / 2 + 1000) {
                this.timers.retain(({ callback }) => callback !== undefined);
                this.cancelled = 0;
            }
        };
    }

    sleep(milliseconds: number): Promise<void> {
        const awake = this.park();
        return new Promise((resolve) => {
            this.schedule(milliseconds, () => {
                awake();
                resolve();
            });
        });
    }

    enqueue(step: () => void): void {
        this.steps.push(step);
        if (!this.driving) {
            this.driving = true;
            takeTurn(() => this.drive());
        }
        this.wake?.();
    }

    hold(): () => void {
        this.held++;
        return once(() => {
            this.held--;
            this.wake?.();
        });
    }

    park(): () => void {
        this.parked++;
        this.wake?.();
        return once(() => {
            this.parked--;
        });
    }

    async advance(milliseconds: number): Promise<void> {
        const end = this.time + Math.max(0, milliseconds);
        await this.exclusively(async () => {
            for (;;) {
                await this.quiet(() => false);
                if (!this.fireTimers(end)) {
                    break;
                }
            }
            this.time = end;
        });
    }

    async runUntilIdle(options: RunOptions = {}): Promise<RunResult> {
        const { limit = Infinity, steps = Infinity, patience = 1000 } = options;
        const end = this.time + limit;
        const before = this.stepsRun;
        const used = (): number => this.stepsRun - before;
        return this.exclusively(async () => {
            for (;;) {
                await this.quiet(() => used() >= steps);
                if (used() >= steps && this.steps.length > 0) {
                    return { idle: false, steps: used() };
                }
                if (this.held > this.parked && (await this.change(patience))) {
                    continue;
                }
                if (this.expected === 0) {
                    return { idle: true, steps: used() };
                }
                if (!this.fireTimers(end)) {
                    return { idle: false, steps: used() };
                }
            }
        });
    }

    /** One run at a time: two that both move time would make each other's limits meaningless. */
    private async exclusively<T>(run: () => Promise<T>): Promise<T> {
        if (this.running) {
            throw new Error('The virtual clock is already being run: await the first run before the next.');
        }
        this.running = true;
        try {
            return await run();
        } finally {
            this.running = false;
        }
    }

    private drive(): void {
        const step = this.takeStep();
        if (step === undefined) {
            this.driving = false;
            this.wake?.();
            return;
        }
        takeTurn(() => this.drive());
        this.stepsRun++;
        try {
            step();
        } catch (error) {
            if (!this.running) {
                throw error;
            }
            this.failures.push(error);
        }
        this.wake?.();
    }

    private takeStep(): (() => void) | undefined {
        const last = this.steps.pop();
        if (last === undefined) {
            return undefined;
        }
        const chosen = this.choice.integer(0, this.steps.length);
        const step = this.steps[chosen];
        if (step === undefined) {
            return last;
        }
        this.steps[chosen] = last;
        return step;
    }

    /** Resolves when no step waits and every promise continuation has run, or when `enough`. */
    private async quiet(enough: () => boolean): Promise<void> {
        do {
            await new Promise<void>((resolve) => takeTurn(resolve));
            while (this.driving && this.failures.length === 0 && !enough()) {
                await new Promise<void>((resolve) => {
                    this.wake = resolve;
                });
                this.wake = undefined;
            }
        } while (this.driving && this.failures.length === 0 && !enough());
        if (this.failures.length > 0) {
            throw this.failures.shift();
        }
    }

    /** Resolves with true as soon as something happens, or with false after that many real milliseconds. */
    private async change(patience: number): Promise<boolean> {
        const changed = await new Promise<boolean>((resolve) => {
            const timeout = setTimeout(() => resolve(false), patience);
            this.wake = () => {
                clearTimeout(timeout);
                resolve(true);
            };
        });
        this.wake = undefined;
        return changed;
    }

    /** Takes the callback from a timer; undefined where it was taken before. */
    private disarm(timer: Timer): (() => void) | undefined {
        const { callback } = timer;
        if (callback !== undefined) {
            timer.callback = undefined;
            this.waiting(timer, -1);
        }
        return callback;
    }

    private waiting(timer: Timer, change: 1 | -1): void {
        if (!timer.background) {
            this.expected += change;
        }
    }

    private nextTimer(): Timer | undefined {
        let timer = this.timers.peek();
        while (timer !== undefined && timer.callback === undefined) {
            this.timers.pop();
            timer = this.timers.peek();
        }
        return timer;
    }

    /** Moves time to the next timer and makes steps of all that are due then; false where none is due by `end`. */
    private fireTimers(end: number): boolean {
        const first = this.nextTimer();
        if (first === undefined || first.due > end) {
            return false;
        }
        this.time = Math.max(this.time, first.due);
        for (let timer = this.nextTimer(); timer !== undefined && timer.due <= this.time; timer = this.nextTimer()) {
            this.timers.pop();
            const due = timer;
            // Cancelling still works between falling due and running.
            this.enqueue(() => this.disarm(due)?.());
        }
        return true;
    }
}

function once(action: () => void): () => void {
    let done = false;
    return () => {
        if (!done) {
            done = true;
            action();
        }
    };
}
