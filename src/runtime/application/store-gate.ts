import { PostponedMessage, type Delivery } from '../broker.js';
import { isPostponement, isRejection } from '../brokers/shared/rejection.js';
import type { Clock } from '../clock.js';
import { askDependency } from '../observability/health.js';
import { backoff } from '../retry.js';
import { StoreUnavailable, type Store } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';

export interface StoreGateOptions {
    readonly store: Store;
    readonly clock: Clock;
    readonly observe: (activity: ApplicationActivity) => void;
}

/** How a message comes: for how many milliseconds it may be held, and whether it can be given out again. */
export interface Comings {
    readonly acknowledgeTimeout: number;
    readonly isOnce: boolean;
}

/** The waits in milliseconds between looks at whether the store is there again. */
const waits = { times: Infinity, from: 100, to: 2000 };
/**
 * How often a message is worked out anew at once because the store was lost and is there all the same: a connection may be lost by
 * chance, but a message that breaks its connection each time has failed.
 */
const lossRetries = 3;

/**
 * Keeps messages back while the store cannot be reached: handlers hold what they have until it is there again, and take nothing more; then
 * the broker gives it to them once more, and no attempt is counted.
 */
export class StoreGate {
    /** Resolves when the store is there again, or nobody wants to know any more. */
    private closed: Promise<void> | undefined;
    private open = (): void => undefined;
    private stopped = false;

    constructor(private readonly options: StoreGateOptions) {}

    /** Whether the store was away when it was last looked at. */
    get isClosed(): boolean {
        return this.closed !== undefined;
    }

    /** The same handler, which is not called while the store is away, and whose failures count only while it is there. */
    guard(handler: (delivery: Delivery) => Promise<unknown>, { acknowledgeTimeout, isOnce }: Comings): (delivery: Delivery) => Promise<unknown> {
        return async delivery => {
            // Who holds a message for too long has failed by that alone.
            const until = this.options.clock.now() + acknowledgeTimeout / 2;
            if (this.isClosed) {
                await this.opens(until);
                // What can be given out again begins its time anew.
                if (!isOnce || this.isClosed) throw away();
            }
            for (let losses = 1; ; losses++) {
                try {
                    const work = handler(delivery);
                    return await (isOnce ? work : this.unlessStoreHangs(work, until));
                } catch (error) {
                    if (isOnce || isRejection(error) || isPostponement(error)) throw error;
                    if (await this.isAway()) {
                        await this.opens(until);
                        throw away();
                    }
                    if (!(error instanceof StoreUnavailable) || losses > lossRetries) throw error;
                }
            }
        };
    }

    /** Does what no message asked for, such as a schedule, once the store is there; undefined where the application stops before it is. */
    async run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
        for (let losses = 1; ; losses++) {
            await this.closed;
            if (this.stopped) return undefined;
            try {
                return await work();
            } catch (error) {
                if (isRejection(error)) throw error;
                if (!await this.isAway() && (!(error instanceof StoreUnavailable) || losses > lossRetries)) throw error;
            }
        }
    }

    /** Keeps nothing back any more: who waits is told that the store is away. */
    stop(): void {
        this.stopped = true;
        this.open();
    }

    /** Resolves when the store is there again, at the latest at some moment. */
    private opens(until: number): Promise<void> {
        const { closed = Promise.resolve() } = this;
        if (until === Infinity) return closed;
        const { clock } = this.options;
        return new Promise(resolve => {
            const cancel = clock.schedule(until - clock.now(), resolve, { background: true });
            void closed.then(() => {
                cancel();
                resolve();
            });
        });
    }

    /** What the work comes to; a database may be silent as well, and who waits for it to speak has failed by then. */
    private unlessStoreHangs<Result>(work: Promise<Result>, until: number): Promise<Result> {
        if (until === Infinity) return work;
        const { clock } = this.options;
        return new Promise((resolve, reject) => {
            const cancel = clock.schedule(until - clock.now(), () => {
                void this.isAway().then(is => {
                    if (is) reject(away());
                });
            }, { background: true });
            work.then(resolve, reject).finally(cancel);
        });
    }

    /** Whether the store cannot be reached, of which those who hold something are told then. */
    async isAway(): Promise<boolean> {
        if (this.closed) return true;
        if (await this.reaches()) return false;
        this.close();
        return true;
    }

    private close(): void {
        if (this.closed || this.stopped) return;
        const { clock, observe } = this.options;
        this.closed = new Promise(resolve => {
            this.open = () => {
                this.closed = undefined;
                resolve();
            };
        });
        observe({ kind: 'failed', part: 'store', reason: 'The store cannot be reached. Messages wait until it is there again.' });
        const look = async (failures: number): Promise<void> => {
            if (this.stopped || await this.reaches()) this.open();
            else clock.schedule(backoff(waits, failures), () => void look(failures + 1), { background: true });
        };
        clock.schedule(backoff(waits, 1), () => void look(2), { background: true });
    }

    private async reaches(): Promise<boolean> {
        const { store, clock } = this.options;
        return store.ping === undefined || (await askDependency({ name: 'The store', ping: async () => store.ping?.() }, clock)).ready;
    }
}

function away(): PostponedMessage {
    return new PostponedMessage('The store cannot be reached.');
}
