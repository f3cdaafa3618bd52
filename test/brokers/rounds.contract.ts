import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import type { Broker } from '../../src/runtime/broker.js';
import { createRandom } from '../../src/runtime/random.js';
import { load, writeProgram } from '../support/generated-program.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { modelOf } from '../support/model-of.js';
import { restartServer, startedServers } from './server-under-test.js';

const here = fileURLToPath(new URL('rounds', import.meta.url));
const servers = startedServers();
const postgres = process.env['SLUICE_TEST_POSTGRES'];
const rounds = Number(process.env['SLUICE_ROUNDS'] ?? 3);
const seed = process.env['SLUICE_SEED'] ?? 'rounds';

/** How a program reaches each kind of server by a proxy. */
const kinds: Readonly<Record<string, { readonly factory: string; url(port: number): string }>> = {
    nats: { factory: 'createNatsBroker', url: port => `nats://127.0.0.1:${port}` },
    redis: { factory: 'createRedisBroker', url: port => `redis://127.0.0.1:${port}` },
    rabbitmq: { factory: 'createRabbitmqBroker', url: port => `amqp://127.0.0.1:${port}` },
    // The server says where it is, and would be reached there past the proxy.
    kafka: { factory: 'createKafkaBroker', url: port => `kafka://127.0.0.1:${port}?advertised=ignore` },
};
const lanes = 16;
/** Messages of each lane that are sent in a round. */
const perRound = 8;
/** Programs that share the work, and how many messages each may have in hand. */
const workers = 2;
const inHand = 8;
/** After how long without any progress it is believed that there will be none, in milliseconds: longer than any lease or wait of the specification. */
const patience = 60_000;

interface Program {
    createApp(options: { readonly broker: Broker; readonly handlers: object }): { start(): Promise<void>; stop(): Promise<unknown>; readonly send: { readonly load: { doWork(data: object): Promise<unknown> } } };
    createBroker(options: { readonly name: string; readonly url: string }): Broker;
}

type Disturbance = 'kill' | 'cut' | 'restart';

const closing: (() => unknown)[] = [];
afterAll(async () => {
    for (const close of closing.splice(0).reverse()) await close();
});

describe.runIf(postgres !== undefined)('load', () => {
    it.for(Object.keys(servers).filter(kind => kind in kinds))(`on %s, ${rounds} rounds with a program killed, connections cut or the server started again: nothing is lost, each effect is there once, and in order`, { timeout: 120_000 + rounds * 60_000 }, async (kind, { task }) => {
        const { factory, url } = kinds[kind]!;
        const random = createRandom(`${seed} ${kind}`);
        const entry = `export { createApp } from './generated/app.js';\nexport { createPostgresStore } from './generated/runtime/index.js';\nexport { ${factory} as createBroker } from './generated/runtime/brokers/${kind}.js';\n`;
        const folder = writeProgram(await modelOf(readFileSync(join(here, 'load.sluice'), 'utf8').replace('KIND', kind)), { files: { 'entry.ts': entry } });
        const options = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', tsconfigRaw: '{}', packages: 'external' } as const;
        const [program, child, journal] = [join(folder, 'program.mjs'), join(folder, 'worker.mjs'), join(folder, 'journal')];
        await build({ ...options, entryPoints: [join(folder, 'entry.ts')], outfile: program });
        await build({ ...options, entryPoints: [join(here, 'worker.ts')], outfile: child });
        writeFileSync(journal, '');

        const schema = `rounds_${process.pid}_${kind}`;
        const pool = new pg.Pool({ connectionString: postgres, max: 2 });
        closing.push(() => pool.end());
        const proxies = Array.from({ length: workers + 1 }, () => new LoopbackProxy(servers[kind]!.port));
        const ports = await Promise.all(proxies.map(proxy => proxy.open()));
        closing.push(() => proxies.forEach(proxy => proxy.close()));
        const startWorker = (index: number) => {
            const process_ = fork(child, [JSON.stringify({ program, url: url(ports[index]!), postgres, schema, journal })], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
            closing.push(() => process_.kill('SIGKILL'));
            return { process: process_, started: once(process_, 'message') };
        };
        const running = Array.from({ length: workers }, (_, index) => startWorker(index));
        await Promise.all(running.map(({ started }) => started));

        const { createApp, createBroker } = await load<Program>(folder, 'entry.ts');
        const broker = createBroker({ name: 'main', url: url(ports[workers]!) });
        // This program sends and takes nothing.
        const idle = async () => ({ stop: async () => undefined });
        const driver = createApp({ broker: new Proxy(broker, { get: (target, property) => (property === 'consume' || property === 'answer' ? idle : bound(target, property as keyof Broker)) }), handlers: { load: { worker: {} } } });
        await driver.start();
        closing.push(() => broker.close());

        const disturb: Readonly<Record<Disturbance, () => Promise<unknown>>> = {
            async kill() {
                const index = random.integer(0, workers - 1);
                await end(running[index]!.process, 'SIGKILL');
                running[index] = startWorker(index);
                await running[index]!.started;
            },
            async cut() {
                for (const proxy of proxies) proxy.cut();
            },
            restart: () => restartServer(servers[kind]!),
        };
        let order: Disturbance[] = [];
        const done: Disturbance[] = [];
        for (let round = 0; round < rounds; round++) {
            const sending = Promise.all(Array.from({ length: lanes }, async (_, lane) => {
                // Each lane in its order, and all at the same time.
                for (let index = 0; index < perRound; index++) await driver.send.load.doWork({ lane: `lane-${lane}`, number: round * perRound + index });
            }));
            await new Promise(resolve => setTimeout(resolve, random.integer(5, 400)));
            // In no order that is known, but each as often as the others.
            if (order.length === 0) order = ['kill', 'cut', 'restart'];
            const [disturbance] = order.splice(random.integer(0, order.length - 1), 1) as [Disturbance];
            done.push(disturbance);
            await Promise.all([disturb[disturbance](), sending]);
        }

        const sent = lanes * perRound * rounds;
        const tallies = async () => (await pool.query<{ lane: string; count: number; numbers: number[] }>(`select lane, count, numbers from "${schema}".load_tally order by lane`)).rows;
        const counted = async () => (await tallies()).reduce((sum, { count }) => sum + Number(count), 0);
        // How long it takes is the machine's affair, as long as it goes on. More than all of them would be an effect too many, which is not waited for.
        for (let before = -1, now = await counted(); now < sent; now = await counted()) {
            expect(now, `Of ${sent} messages ${now} were counted, and no more for ${patience} ms.`).toBeGreaterThan(before);
            before = now;
            await expect.poll(counted, { timeout: patience, interval: 200 }).toBeGreaterThan(before).catch(() => undefined);
        }
        await Promise.all(running.map(({ process: worker }) => end(worker)));
        const rows = await tallies();
        const expected = Array.from({ length: perRound * rounds }, (_, number) => number);
        expect(rows.map(({ numbers }) => numbers)).toEqual(Array.from({ length: lanes }, () => expected));
        expect(existsSync(`${journal}.dead`) ? readFileSync(`${journal}.dead`, 'utf8') : '').toBe('');
        const handled = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
        expect(new Set(handled).size).toBe(sent);
        // What was in hand when something broke may be handled once more, and nothing else.
        const again = handled.length - sent;
        expect(again).toBeLessThanOrEqual(done.length * workers * inHand);
        Object.assign(task.meta, { said: `${kind}: ${sent} messages, ${done.join(' ')}: none lost, ${again} handled again` });
    });
});

/** Ends a program: kindly, unless told otherwise. */
async function end(child: ChildProcess, signal?: 'SIGKILL'): Promise<void> {
    const exited = once(child, 'exit');
    if (signal) child.kill(signal);
    else child.send('end');
    await exited;
}

function bound(broker: Broker, property: keyof Broker): unknown {
    const value = broker[property] as unknown;
    return typeof value === 'function' ? value.bind(broker) : value;
}
