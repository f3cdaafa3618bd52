import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from '../debian.mjs';
import { endAll } from './processes.mjs';

/** What can be started, each with how to reach it then. */
export const kinds = {
    kafka: async folder => (await (await import('./kafka-server.mjs')).startKafka(folder)).address,
    rabbitmq: async folder => `amqp://127.0.0.1:${(await (await import('./rabbitmq-server.mjs')).startRabbitmq(folder)).port}`,
    nats: async folder => `nats://127.0.0.1:${(await (await import('./nats-server.mjs')).startNats(folder)).port}`,
    redis: async folder => `redis://127.0.0.1:${(await (await import('./redis-server.mjs')).startRedis(folder)).port}`,
    postgres: async folder => (await (await import('../postgres/postgres-server.mjs')).startPostgres(folder)).address,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await keep(...process.argv.slice(2));

/** Starts the servers, writes down where they are, and ends them when it is ended. */
async function keep(folder, record, ...chosen) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void endAll().finally(() => process.exit(0)));
    const servers = {};
    for (const kind of chosen) {
        try {
            mkdirSync(join(folder, kind), { recursive: true });
            servers[kind] = { address: await kinds[kind](join(folder, kind)) };
        } catch (error) {
            if (!(error instanceof Unavailable)) {
                console.error(`${kind}: ${error.message}`);
                await endAll();
                process.exit(1);
            }
            servers[kind] = { missing: error.message };
        }
    }
    writeFileSync(`${record}.new`, JSON.stringify({ pid: process.pid, servers }));
    renameSync(`${record}.new`, record);
    setInterval(() => {}, 2 ** 30);
}
