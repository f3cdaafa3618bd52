import type { Consumer, DeliveryHandler } from '../broker.js';

/** One consumer of a subscription: how much it has in hand, and whether it takes more. */
export class MemoryConsumer implements Consumer {
    inHand = 0;
    lastServed = 0;
    private stopped: Promise<void> | undefined;
    private resolveStopped: () => void = () => {};

    constructor(
        readonly handler: DeliveryHandler,
        private readonly concurrency: number,
        private readonly detach: () => void,
    ) {}

    get isFree(): boolean {
        return this.stopped === undefined && this.inHand < this.concurrency;
    }

    take(serving: number): void {
        this.inHand++;
        this.lastServed = serving;
    }

    giveBack(): void {
        this.inHand--;
        this.stopIfIdle();
    }

    stop(): Promise<void> {
        if (this.stopped === undefined) {
            this.stopped = new Promise((resolve) => {
                this.resolveStopped = resolve;
            });
            this.stopIfIdle();
        }
        return this.stopped;
    }

    private stopIfIdle(): void {
        if (this.stopped !== undefined && this.inHand === 0) {
            this.detach();
            this.resolveStopped();
        }
    }
}
