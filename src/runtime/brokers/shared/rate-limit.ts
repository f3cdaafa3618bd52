import type { ChannelDefinition } from '../../broker.js';

/** Lets no more begin than `count` within any `per` milliseconds, in the order in which they ask. */
export class RateLimit {
    private readonly starts: number[] = [];
    private last: Promise<void> = Promise.resolve();

    constructor(private readonly rate: NonNullable<ChannelDefinition['rate']>) {}

    /** Resolves when the next one may begin, and counts it. */
    begin(): Promise<void> {
        this.last = this.last.then(() => this.takeTurn());
        return this.last;
    }

    private async takeTurn(): Promise<void> {
        const { count, per } = this.rate;
        for (;;) {
            const now = Date.now();
            while (this.starts[0] !== undefined && this.starts[0] + per <= now) this.starts.shift();
            if (this.starts.length < count || this.starts[0] === undefined) break;
            const wait = this.starts[0] + per - now;
            await new Promise(resolve => setTimeout(resolve, wait));
        }
        this.starts.push(Date.now());
    }
}
