import type { BrokerMember } from '../brokers/joined-brokers.js';
import type { Clock } from '../clock.js';
import { failureReason } from '../failure-reason.js';
import { backoff } from '../retry.js';
import type { Outbox, OutboxClaim, OutboxLane, OutgoingMessage, Refusal, WaitingMessage } from '../stores/outbox.js';
import type { ApplicationActivity } from './definition.js';
import { brokerErrorCode, refusalForGood } from './refusal.js';

export interface RelayOptions {
    readonly clock: Clock;
    readonly outbox: Outbox;
    /** What of the outbox it publishes; all unless given. */
    readonly lane?: OutboxLane;
    readonly observe: (activity: ApplicationActivity) => void;
    /** Resolves when the broker has the message. */
    publish(message: OutgoingMessage): Promise<void>;
}

interface Failure {
    readonly message: WaitingMessage;
    readonly error: unknown;
}

const batchSize = 200;
/** Waits in milliseconds after a failure. */
const waits = { times: Infinity, from: 50, to: 10_000 };

/**
 * Publishes what waits in an outbox: of each key in the order in which it was kept, each at least once, and by one process
 * at a time. A message stays until the broker has confirmed it, and those behind it of the same key wait for that; one that the
 * broker refuses for good becomes a dead letter, and those behind it go on.
 */
export class Relay {
    private running: Promise<void> | undefined;
    private claim: OutboxClaim | undefined;
    private isAsked = false;
    private failures = 0;
    private retryAt = 0;
    private stopping = false;
    /** Channels that have no room, and what their waits are: nobody else waits for them. */
    private readonly full = new Map<string, { readonly failures: number; readonly until: number }>();

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
        this.full.clear();
        this.wake();
        await this.running;
        this.stopping = true;
        await this.giveUpClaim();
    }

    private async run(): Promise<void> {
        const { clock, observe } = this.options;
        // Another `wake` may come while this goes on.
        while (this.isAsked && !this.stopping) {
            this.isAsked = false;
            try {
                if (!this.claim && !await this.takeClaim()) return;
                while (await this.publishBatch(this.claim!));
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

    /** False where another process publishes. */
    private async takeClaim(): Promise<boolean> {
        const { outbox, lane } = this.options;
        this.claim = await outbox.claim(lane);
        // That process, of another version perhaps, may not have known a channel that this one knows.
        if (this.claim) await outbox.retry({ code: 'unknown-channel' });
        return this.claim !== undefined;
    }

    /** True where there may be more. */
    private async publishBatch(claim: OutboxClaim): Promise<boolean> {
        const now = this.options.clock.now();
        const exceptChannels = [...this.full].filter(([, { until }]) => until > now).map(([channel]) => channel);
        const batch = await claim.read(batchSize, { exceptChannels });
        if (batch.length === 0) return false;
        const published: WaitingMessage[] = [];
        const failures: Failure[] = [];
        const refusals: (Refusal & { readonly message: WaitingMessage })[] = [];
        await Promise.all(chainsOf(batch).map(async chain => {
            for (const message of chain) {
                try {
                    await this.options.publish(message);
                    published.push(message);
                } catch (error) {
                    const refusal = refusalForGood(error);
                    if (!refusal) {
                        failures.push({ message, error });
                        return;
                    }
                    refusals.push({ ...refusal, position: message.position, message });
                }
            }
        }));
        await claim.remove(published.map(({ position }) => position));
        for (const { channel } of published) this.full.delete(channel);
        await this.putAside(claim, refusals);
        const others = failures.filter(({ error }) => brokerErrorCode(error) !== 'channel-full');
        if (others.length > 0) throw new UnpublishedMessages(others);
        this.letWait(new Set(failures.map(({ message }) => message.channel)));
        return failures.length > 0 || batch.length === batchSize;
    }

    private async putAside(claim: OutboxClaim, refusals: readonly (Refusal & { readonly message: WaitingMessage })[]): Promise<void> {
        if (refusals.length === 0) return;
        const { clock, observe } = this.options;
        await claim.putAside(refusals, clock.now());
        for (const { message: { channel, envelope }, code, reason } of refusals) observe({ kind: 'unpublishable', channel, envelope, code, reason });
    }

    /** Looks at channels that have no room again after a while. */
    private letWait(channels: ReadonlySet<string>): void {
        const { clock, observe } = this.options;
        for (const channel of channels) {
            const failures = (this.full.get(channel)?.failures ?? 0) + 1;
            const wait = backoff(waits, failures);
            this.full.set(channel, { failures, until: clock.now() + wait });
            observe({ kind: 'failed', part: 'outbox', reason: `'${channel}' is full; what is to be published there waits and will be tried again.` });
            clock.schedule(wait, () => this.wake(), { background: true });
        }
    }

    private async giveUpClaim(): Promise<void> {
        const { claim } = this;
        this.claim = undefined;
        // A connection that is lost has nothing left to give back.
        await claim?.release().catch(() => undefined);
    }
}

/** What must go out one after the other. */
function chainsOf(batch: readonly WaitingMessage[]): readonly (readonly WaitingMessage[])[] {
    const chains = new Map<string, WaitingMessage[]>();
    for (const message of batch) {
        // What has no key has no order either.
        const chain = message.key === undefined ? `${message.position}` : `${message.channel}\n${message.key}`;
        const earlier = chains.get(chain);
        if (earlier) earlier.push(message);
        else chains.set(chain, [message]);
    }
    return [...chains.values()];
}

class UnpublishedMessages extends Error {
    constructor(failures: readonly Failure[]) {
        const [first] = failures;
        super(`${failures.length === 1 ? 'A message' : `Messages of ${failures.length} keys`} could not be published and will be tried again: ${failureReason(first?.error)}`);
    }
}

/**
 * The lanes of an outbox whose messages go to several brokers, one for each; of one broker there is none. What is on a channel that
 * nobody knows any more is in the first.
 */
export function lanesOf(members: readonly BrokerMember[]): readonly OutboxLane[] {
    const [first, ...others] = members;
    if (first === undefined) return [];
    return [
        { name: first.name, takes: 'except', channels: others.flatMap(({ channels }) => channels) },
        ...others.map(({ name, channels }): OutboxLane => ({ name, takes: 'only', channels })),
    ];
}
