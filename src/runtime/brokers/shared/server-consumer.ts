import type { Consumer } from '../../broker.js';
import { takeTurn } from '../../scheduler.js';
import type { MessageSource, ReceivedMessage } from './driver.js';
import { handleMessage, keepInHand, type Handling } from './message-handling.js';
import { Timeouts } from './timeouts.js';
import { pause } from './waiting.js';

/** One consumer of a subscription: takes what it has room for, and has it handled. */
export class ServerConsumer implements Consumer {
    private readonly abort = new AbortController();
    private inHand = 0;
    private emptied: () => void = () => {};
    private readonly parked = new Map<ReceivedMessage, () => void>();
    private readonly handling: Handling;
    private readonly taking: Promise<void>;
    private wake: () => void = () => {};
    private isWaking = false;
    private readonly finished = (): void => {
        this.inHand--;
        if (this.inHand === 0) this.emptied();
        if (this.isWaking) return;
        // For all that is finished in one turn as many are taken together: to take costs the same for one as for many.
        this.isWaking = true;
        takeTurn(() => {
            this.isWaking = false;
            this.wake();
        });
    };
    private stopped: Promise<void> | undefined;

    constructor(
        private readonly source: MessageSource,
        handling: Omit<Handling, 'park' | 'timeouts' | 'reminders'>,
        private readonly options: { readonly concurrency: number; readonly gone: () => void },
    ) {
        const { acknowledgeTimeout } = handling.subscription;
        const reminders = new Timeouts(Math.min(acknowledgeTimeout, 30_000) / 3);
        this.handling = {
            ...handling,
            reminders,
            timeouts: acknowledgeTimeout === Infinity ? undefined : new Timeouts(acknowledgeTimeout),
            park: message => void this.parked.set(message, keepInHand(message, reminders)),
        };
        this.taking = this.takeUntilStopped();
    }

    stop(): Promise<void> {
        this.stopped ??= this.finish();
        return this.stopped;
    }

    private async finish(): Promise<void> {
        this.abort.abort();
        this.wake();
        await this.taking;
        if (this.inHand > 0) await new Promise<void>(resolve => (this.emptied = resolve));
        // What has nowhere to go goes to the next consumer.
        await Promise.allSettled([...this.parked].map(([message, letGo]) => {
            letGo();
            return message.postpone(0);
        }));
        this.options.gone();
    }

    private async takeUntilStopped(): Promise<void> {
        const { signal } = this.abort;
        while (!signal.aborted) {
            const room = this.options.concurrency - this.inHand;
            if (room <= 0) {
                await new Promise<void>(resolve => (this.wake = resolve));
                continue;
            }
            let messages: readonly ReceivedMessage[] = [];
            try {
                messages = await this.source.take(room, signal);
            } catch {
                // The server is away or does not want to: what it has stays there.
                await pause(500, signal);
            }
            for (const message of messages) this.work(message);
        }
    }

    private work(message: ReceivedMessage): void {
        this.inHand++;
        // What the server could not be told of is given out again.
        handleMessage(message, this.handling).then(this.finished, this.finished);
    }
}
