import { RebuildInProgress, type RebuildResult, type Store } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';
import { SkippedEvents } from './skipped-events.js';

/** Makes the rows of projections anew: when asked, and at a start where those that are there are of another version. */
export class Rebuilds {
    private running: Promise<void> | undefined;
    /** What failed here for a reason that will be there the next time, too. */
    private readonly givenUp = new Set<string>();
    private stopping = false;

    constructor(
        private readonly store: Store,
        private readonly observe: (activity: ApplicationActivity) => void,
    ) {}

    /** Applies the log from a position on; the rows that are there serve until that is done. Events that cannot be applied are observed as failures. */
    async rebuild(projection: string, { from }: { readonly from: number }): Promise<RebuildResult> {
        const skipped = new SkippedEvents(projection, this.observe);
        try {
            return await this.store.rebuild(projection, { from, isCancelled: () => this.stopping, onSkipped: skipped.add });
        } finally {
            skipped.sumUp();
        }
    }

    /** Begins with what is out of date, unless that is under way. */
    startOutdated(): void {
        const outdated = this.store.outdated().filter(name => !this.givenUp.has(name));
        if (this.running || this.stopping || outdated.length === 0) return;
        this.running = this.rebuildAll(outdated).finally(() => {
            this.running = undefined;
        });
    }

    /** Gives up what is under way; the rows stay as they were. */
    async stop(): Promise<void> {
        this.stopping = true;
        await this.running;
    }

    private async rebuildAll(projections: readonly string[]): Promise<void> {
        for (const projection of projections) {
            try {
                if (!this.stopping) await this.rebuild(projection, { from: 0 });
            } catch (error) {
                // Another process is at it; should it die, there will be another look.
                if (error instanceof RebuildInProgress || this.stopping) continue;
                this.givenUp.add(projection);
                this.observe({ kind: 'failed', part: projection, reason: `The rows could not be made anew, and the earlier ones still serve: ${reasonOf(error)}` });
            }
        }
    }
}

function reasonOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
