import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from '../debian.mjs';
import { offerRestart, runTests } from './contract.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How each server is started. */
const servers = {
    nats: async folder => (await import('./nats-server.mjs')).startNats(folder),
    redis: async folder => (await import('./redis-server.mjs')).startRedis(folder),
    rabbitmq: async folder => (await import('./rabbitmq-server.mjs')).startRabbitmq(folder),
    kafka: async folder => (await import('./kafka-server.mjs')).startKafka(folder),
};

/** Runs the examples' programs on the servers that programs can run on, each system on one of them after the other and on several at once. */
export async function check({ folder, section }) {
    const controls = {};
    for (const [kind, start] of Object.entries(servers)) {
        if (!existsSync(join(root, `src/runtime/brokers/${kind}.ts`))) continue;
        try {
            controls[kind] = await offerRestart(await start(join(folder, kind)));
        } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
            console.log(`   programs: without ${kind}: ${error.message}`);
        }
    }
    const started = Object.fromEntries(Object.entries(controls).map(([kind, control]) => [kind, control.started]));
    try {
        await runTests(['test/brokers/programs.contract.ts'], { env: { SLUICE_STARTED_SERVERS: JSON.stringify(started) }, folder, section });
    } finally {
        for (const control of Object.values(controls)) control.close();
    }
}
