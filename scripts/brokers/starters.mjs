import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from '../debian.mjs';
import { offerRestart } from './contract.mjs';

/** How each server is started, in a folder of its own. */
export const starters = {
    nats: async folder => (await import('./nats-server.mjs')).startNats(folder),
    redis: async folder => (await import('./redis-server.mjs')).startRedis(folder),
    rabbitmq: async folder => (await import('./rabbitmq-server.mjs')).startRabbitmq(folder),
    kafka: async folder => (await import('./kafka-server.mjs')).startKafka(folder),
};

/**
 * Starts the servers that programs can run on, side by side, and lets a process of tests know them and have them started again; one that is not
 * to be had here is passed over by name, as what `purpose` is done without.
 */
export async function startServers({ folder, purpose, kinds = Object.keys(starters) }) {
    const adapter = kind => fileURLToPath(new URL(`../../src/runtime/brokers/${kind}.ts`, import.meta.url));
    const wanted = kinds.filter(kind => existsSync(adapter(kind)));
    const results = await Promise.allSettled(wanted.map(async kind => offerRestart(await starters[kind](join(folder, kind)))));
    const controls = results.flatMap(({ value }) => value ?? []);
    const close = () => controls.forEach(control => control.close());
    for (const [index, { reason }] of results.entries()) {
        if (reason === undefined) continue;
        if (!(reason instanceof Unavailable)) {
            close();
            throw reason;
        }
        console.log(`   ${purpose}: without ${wanted[index]}: ${reason.message}`);
    }
    return { started: Object.fromEntries(results.flatMap(({ value }, index) => (value ? [[wanted[index], value.started]] : []))), close };
}
