// A process of its own with a generated program, on PostgreSQL and on the broker of its parent. Bundled by children.ts.
import pg from 'pg';
import type * as runtime from '../../src/runtime/index.js';
import type { Broker, Clock, ConsumeOptions, Consumer, DeliveryHandler } from '../../src/runtime/index.js';
import type { FromChild, FromParent } from './shared-broker.js';

interface Program {
    createApp(options: runtime.ApplicationOptions & { readonly handlers: object }): { start(): Promise<void>; stop(): Promise<unknown> };
    createPostgresStore: typeof runtime.createPostgresStore;
    RejectedMessage: typeof runtime.RejectedMessage;
}

const { createApp, createPostgresStore, RejectedMessage } = await import(process.env.SLUICE_TEST_PROGRAM!) as Program;
const tell = (message: FromChild): void => void process.send!(message);

class ParentsBroker implements Broker {
    private asked = 0;
    private readonly waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
    private readonly handlers = new Map<number, DeliveryHandler>();

    constructor() {
        process.on('message', (message: FromParent) => {
            if (message.kind === 'done') {
                const { resolve, reject } = this.waiting.get(message.id)!;
                this.waiting.delete(message.id);
                if (message.error === undefined) resolve();
                else reject(new Error(message.error));
            } else if (message.kind === 'deliver') {
                this.handlers.get(message.consumer)!(message.delivery).then(
                    () => tell({ kind: 'settled', id: message.id }),
                    (error: unknown) => tell({ kind: 'settled', id: message.id, error: { message: String(error), isRejection: error instanceof RejectedMessage } }),
                );
            }
        });
    }

    prepare: Broker['prepare'] = topology => this.ask(id => ({ kind: 'prepare', id, topology }));

    publish: Broker['publish'] = (channel, envelope, options) => this.ask(id => ({ kind: 'publish', id, channel, envelope, ...(options && { options }) }));

    async consume(subscription: string, handler: DeliveryHandler, { concurrency = 1 }: ConsumeOptions = {}): Promise<Consumer> {
        let consumer = 0;
        await this.ask(id => {
            consumer = id;
            this.handlers.set(id, handler);
            return { kind: 'consume', id, subscription, concurrency };
        });
        return { stop: () => this.ask(id => ({ kind: 'stop', id, consumer })) };
    }

    request: Broker['request'] = async () => { throw new Error('Nobody asks here.'); };

    answer: Broker['answer'] = async () => ({ stop: async () => undefined });

    close: Broker['close'] = async () => undefined;

    private ask(make: (id: number) => FromChild): Promise<void> {
        const id = ++this.asked;
        return new Promise((resolve, reject) => {
            this.waiting.set(id, { resolve, reject });
            tell(make(id));
        });
    }
}

/** Time that goes faster than the host's, the same in all processes: of `SLUICE_TEST_SPEED` minutes each takes one. */
function fastClock(speed: number): Clock {
    return {
        now: () => Math.floor(Date.now() * speed),
        schedule(milliseconds, callback) {
            // Timers of the host may be early by a millisecond, which is many here.
            const timer = setTimeout(callback, Math.ceil(milliseconds / speed) + 1);
            return () => clearTimeout(timer);
        },
    };
}

const speed = Number(process.env.SLUICE_TEST_SPEED ?? 1);
const pool = new pg.Pool({ connectionString: process.env.SLUICE_TEST_POSTGRES!, max: 8 });
const app = createApp({
    broker: new ParentsBroker(),
    store: createPostgresStore({ pool, schema: process.env.SLUICE_TEST_SCHEMA! }),
    pollInterval: 50 * speed, snapshotEvery: 7,
    ...(speed !== 1 && { clock: fastClock(speed) }),
    handlers: {
        bank: { post: { sendReceipt: () => ({ receiptSent: {} }) } },
        clock: { tower: { scheduleHourStruck: ({ newId }: runtime.TimeAndIds) => ({ hourStruck: { strike: newId() } }) } },
    },
    observe: activity => {
        if (activity.kind === 'failed') console.error(activity.reason);
    },
});
process.on('message', (message: FromParent) => {
    if (message.kind === 'end') void app.stop().then(() => pool.end()).then(() => tell({ kind: 'stopped' })).then(() => process.disconnect());
});
await app.start();
tell({ kind: 'started' });
