// A process with the generated program on a real server and on PostgreSQL, to be killed in the middle of its work. Bundled by rounds.contract.ts.
import { appendFileSync } from 'node:fs';
import pg from 'pg';
import type * as runtime from '../../../src/runtime/index.js';

interface Program {
    createApp(options: { readonly broker: runtime.Broker; readonly store: runtime.Store; readonly pollInterval: number; readonly handlers: object }): { start(): Promise<void>; stop(): Promise<unknown> };
    createBroker(options: { readonly name: string; readonly url: string }): Required<Pick<runtime.Broker, 'watch'>> & runtime.Broker;
    createPostgresStore: typeof runtime.createPostgresStore;
}

const { program, url, postgres, schema, journal } = JSON.parse(process.argv[2]!) as Record<'program' | 'url' | 'postgres' | 'schema' | 'journal', string>;
const { createApp, createBroker, createPostgresStore } = await import(program) as Program;
const pool = new pg.Pool({ connectionString: postgres, max: 8 });
pool.on('error', () => undefined);
const broker = createBroker({ name: 'main', url });
broker.watch(failure => {
    if (failure.kind !== 'retried') appendFileSync(`${journal}.dead`, `${failure.deadLetter.subscription}: ${failure.deadLetter.reason}\n`);
});
const app = createApp({
    broker,
    store: createPostgresStore({ pool, schema }),
    pollInterval: 50,
    // What a handler does in the world: the kernel has it, whatever becomes of this process.
    handlers: { load: { worker: { doWork: ({ lane, number }: { lane: string; number: number }) => {
        appendFileSync(journal, `${lane}/${number}\n`);
        return { workDone: {} };
    } } } },
});
process.once('message', () => void app.stop().then(() => broker.close()).then(() => pool.end()).then(() => process.disconnect()));
await app.start();
process.send!('started');
