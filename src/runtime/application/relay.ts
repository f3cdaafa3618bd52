import type { Clock } from '../clock.js';
import { backoff } from '../retry.js';
import type { Outbox, OutboxClaim, OutgoingMessage } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';

export interface RelayOptions {
    readonly clock: Clock;
    readonly outbox: Outbox;
    readonly observe: (activity: ApplicationActivity) => void;
    /** Resolves when the broker has the message. */
    publish(message: OutgoingMessage): Promise<void>;
}

type Waiting = Awaited<ReturnType<OutboxClaim['read']>>[number];

const batchSize = 200;
/** Waits in milliseconds after a failure. */
const waits = { times: Infinity, from: 50, to: 10_000 };

/**
 * Publishes what waits in an outbox: of each key in the order in which it was kept, each at least once, and by one process
 * at a time. A message stays until the broker has confirmed it, and those behind it of the same key wait for that.
 */
export class Relay {
    private running: Promise<void> | undefined;
    private claim: OutboxClaim | undefined;
    private isAsked = false;
    private failures = 0;
    private retryAt = 0;
    private stopping = false;

    constructor(private readonly options: RelayOptions) {}

    /** Says that something may wait. */
    wake(): void {
        this.isAsked = true;
        if (this.running || this.options.clock.now() < this.retryAt) return;
        this.running = this.run().finally(() => {
            this.running = undefined;
        });
    }

    /** Publishes what waits, as far as the broker takes it now, and lets others go on. */
    async stop(): Promise<void> {
        this.retryAt = 0;
        await this.running;
        this.wake();
        await this.running;
        this.stopping = true;
        await this.giveUpClaim();
    }

    private async run(): Promise<void> {
        const { outbox, clock, observe } = this.options;
        // Another `wake` may come while this goes on.
        while (this.isAsked && !this.stopping) {
            this.isAsked = false;
            try {
                this.claim ??= await outbox.claim();
                if (!this.claim) return;
                while (await this.publishBatch(this.claim));
                this.failures = 0;
            } catch (error) {
                this.failures++;
                const wait = backoff(waits, this.failures);
                this.retryAt = clock.now() + wait;
                observe({ kind: 'failed', part: 'outbox', reason: error instanceof Error ? error.message : String(error) });
                if (!(error instanceof UnpublishedMessages)) await this.giveUpClaim();
                clock.schedule(wait, () => {
                    this.retryAt = 0;
                    this.wake();
                }, { background: true });
                return;
            }
        }
    }

    /** True where there may be more. */
    private async publishBatch(claim: OutboxClaim): Promise<boolean> {
        const batch = await claim.read(batchSize);
        if (batch.length === 0) return false;
        const chains = new Map<string, Waiting[]>();
        for (const message of batch) {
            // What has no key has no order either.
            const chain = message.key === undefined ? `${message.position}` : `${message.channel}\n${message.key}`;
            const earlier = chains.get(chain);
            if (earlier) earlier.push(message);
            else chains.set(chain, [message]);
        }
        const published: number[] = [];
        const failures: unknown[] = [];
        await Promise.all([...chains.values()].map(async chain => {
            try {
                for (const message of chain) {
                    await this.options.publish(message);
                    published.push(message.position);
                }
            } catch (error) {
                failures.push(error);
            }
        }));
        await claim.remove(published);
        if (failures.length > 0) throw new UnpublishedMessages(failures);
        return batch.length === batchSize;
    }

    private async giveUpClaim(): Promise<void> {
        const { claim } = this;
        this.claim = undefined;
        // A connection that is lost has nothing left to give back.
        await claim?.release().catch(() => undefined);
    }
}

class UnpublishedMessages extends Error {
    constructor(failures: readonly unknown[]) {
        const [first] = failures;
        super(`${failures.length === 1 ? 'A message' : `Messages of ${failures.length} keys`} could not be published and will be tried again: ${first instanceof Error ? first.message : String(first)}`);
    }
}
