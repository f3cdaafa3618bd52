import type { ReceivedMessage } from './driver.js';

/** A consumer that has room for `count` messages at most, until its signal says that it waits no more. */
export interface Taker {
    readonly count: number;
    readonly signal: AbortSignal;
    give(messages: readonly ReceivedMessage[]): void;
}

/** The consumers that wait for messages, first come, first served; `changed` is called when one comes or goes. */
export class Takers {
    private readonly waiting: Taker[] = [];

    constructor(private readonly changed: () => void) {}

    get isEmpty(): boolean {
        return this.waiting.length === 0;
    }

    /** How many messages there is room for. */
    get demand(): number {
        return this.waiting.reduce((sum, { count }) => sum + count, 0);
    }

    /** Resolves with messages when it is given some, and with none when it stops waiting before. */
    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
        return new Promise(resolve => {
            if (signal.aborted) {
                resolve([]);
                return;
            }
            const taker: Taker = {
                count,
                signal,
                give: messages => {
                    signal.removeEventListener('abort', stop);
                    resolve(messages);
                },
            };
            const stop = (): void => {
                const index = this.waiting.indexOf(taker);
                // What is being read for it, it handles all the same.
                if (index < 0) return;
                this.waiting.splice(index, 1);
                taker.give([]);
                this.changed();
            };
            signal.addEventListener('abort', stop);
            this.waiting.push(taker);
            this.changed();
        });
    }

    /** The one whose turn it is, no longer among those who wait. */
    next(): Taker | undefined {
        return this.waiting.shift();
    }

    /** Puts one that was given nothing in front again, unless it has stopped waiting meanwhile. */
    putBack(taker: Taker): void {
        if (taker.signal.aborted) taker.give([]);
        else this.waiting.unshift(taker);
    }
}
