import { pause } from '../shared/waiting.js';
import { codes } from './codes.js';
import type { Position } from './group-member.js';
import type { Entry, PartitionWindow } from './window.js';

/** After how many milliseconds a commit is tried again that did not work. */
const rest = 200;
/** How long what was settled may wait for more, in milliseconds: each commit costs the server as much as a message does. */
const gather = 20;

/** Tells the server what was settled and what is given out: one commit at a time, and each has all that has changed meanwhile. */
export class Committer {
    private dirty = new Set<PartitionWindow>();
    /** Entries that wait until the server knows of their next delivery. */
    private announced: Entry[] = [];
    private waiting: (() => void)[] = [];
    private isUrgent = false;
    private isCommitting = false;
    private isFinishing = false;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly commit: (positions: readonly Position[]) => Promise<number>,
        /** The server knows more than before. */
        private readonly changed: () => void,
    ) {}

    /** Commits in a while. */
    tell(window: PartitionWindow): void {
        this.dirty.add(window);
        this.timer ??= setTimeout(() => this.hurry(window), gather);
    }

    /** Commits as soon as can be. */
    hurry(window: PartitionWindow): void {
        this.dirty.add(window);
        clearTimeout(this.timer);
        this.timer = undefined;
        this.isUrgent = true;
        if (!this.isCommitting) void this.commitAll();
    }

    /** Commits as soon as can be that a message is given out once more. */
    announce(entry: Entry): void {
        if (entry.announced > entry.deliveries) return;
        entry.announced = entry.deliveries + 1;
        this.announced.push(entry);
        this.hurry(entry.window);
    }

    /** Resolves when the server knows what has been settled up to now, or when it is not this program's any more. */
    told(window: PartitionWindow): Promise<void> {
        return new Promise(resolve => {
            this.waiting.push(resolve);
            this.hurry(window);
        });
    }

    /** Commits exactly what is so: nothing more is given out after that. */
    async finish(windows: readonly PartitionWindow[]): Promise<void> {
        this.isFinishing = true;
        try {
            await Promise.all(windows.map(window => this.told(window)));
        } finally {
            this.isFinishing = false;
        }
    }

    /** Nobody need be told any more of what is lost. */
    forget(): void {
        for (const window of this.dirty) if (window.isLost) this.dirty.delete(window);
        if (this.dirty.size === 0 && !this.isCommitting) this.release(this.waiting.splice(0));
    }

    private async commitAll(): Promise<void> {
        this.isCommitting = true;
        // What is settled in the same turn goes along.
        await Promise.resolve();
        while (this.isUrgent && this.dirty.size > 0) {
            this.isUrgent = false;
            const windows = [...this.dirty].filter(({ isLost }) => !isLost);
            const [announced, waiting] = [this.announced, this.waiting];
            [this.dirty, this.announced, this.waiting] = [new Set(), [], []];
            const given = windows.map(window => window.announced);
            const way = this.isFinishing ? 'exactly' : 'ahead';
            const code = windows.length === 0 ? codes.none : await this.commit(windows.map(window => ({ topic: window.topic, partition: window.partition, progress: window.progress(way) }))).catch(() => -1);
            if (code === codes.none) {
                for (const [index, window] of windows.entries()) {
                    window.given = way === 'exactly' ? window.next - 1 : given[index]!;
                    if (way === 'exactly') window.announced = window.given;
                }
                for (const entry of announced) {
                    if (way === 'exactly') entry.announced = entry.deliveries;
                    else entry.covered = entry.announced;
                }
                this.release(waiting);
                this.changed();
            } else {
                for (const window of windows) if (!window.isLost) this.dirty.add(window);
                this.announced.unshift(...announced.filter(({ window }) => !window.isLost));
                this.waiting.unshift(...waiting);
                this.isUrgent = true;
                if (this.dirty.size > 0) await pause(rest);
            }
        }
        this.isCommitting = false;
        // What is not this program's any more, it need not wait for.
        if (this.dirty.size === 0) this.release(this.waiting.splice(0));
    }

    private release(waiting: readonly (() => void)[]): void {
        for (const resolve of waiting) resolve();
    }
}
