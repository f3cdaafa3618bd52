import type { Consumer } from '../../broker.js';
import type { MessageSource, ReceivedMessage } from './driver.js';
import { handleMessage, keepInHand, type Handling } from './message-handling.js';
import { pause } from './waiting.js';

/** One consumer of a subscription: takes what it has room for, and has it handled. */
export class ServerConsumer implements Consumer {
    private readonly abort = new AbortController();
    private readonly inHand = new Set<Promise<void>>();
    private readonly parked = new Map<ReceivedMessage, () => void>();
    private readonly taking: Promise<void>;
    private wake: () => void = () => {};
    private stopped: Promise<void> | undefined;

    constructor(
        private readonly source: MessageSource,
        private readonly handling: Omit<Handling, 'park'>,
        private readonly options: { readonly concurrency: number; readonly gone: () => void },
    ) {
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
        while (this.inHand.size > 0) await Promise.all(this.inHand);
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
            const room = this.options.concurrency - this.inHand.size;
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
        const { subscription: { acknowledgeTimeout } } = this.handling;
        const park = (parked: ReceivedMessage): void => void this.parked.set(parked, keepInHand(parked, acknowledgeTimeout));
        // What the server could not be told of is given out again.
        const working = handleMessage(message, { ...this.handling, park }).catch(() => undefined).finally(() => {
            this.inHand.delete(working);
            this.wake();
        });
        this.inHand.add(working);
    }
}
