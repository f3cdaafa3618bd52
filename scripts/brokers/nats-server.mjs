import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from '../debian.mjs';
import { connectNats } from './nats-client.mjs';
import { freePorts, start } from './processes.mjs';
import { eventually } from './report.mjs';

/** Starts a NATS server with JetStream of its own in `folder`, and connects to it. */
export async function startNats(folder) {
    ensureInstalled('nats-server', 'nats-server');
    mkdirSync(folder, { recursive: true });
    const [port, monitor] = await freePorts(2);
    const settings = join(folder, 'nats.conf');
    // JetStream sets aside what a stream may grow to, and would offer no more than is free here.
    writeFileSync(settings, `jetstream { store_dir: ${JSON.stringify(join(folder, 'js'))}, max_file_store: 10TB }\n`);
    const launch = async () => {
        const server = start('nats-server', ['-c', settings, '-a', '127.0.0.1', '-p', String(port), '-m', String(monitor)], { log: join(folder, 'nats.log') });
        await eventually('NATS', async () => {
            server.assertAlive();
            const health = await fetch(`http://127.0.0.1:${monitor}/healthz?js-enabled=true`).catch(() => undefined);
            return health?.ok ? true : undefined;
        }, { pause: 20 });
        return server;
    };
    let server = await launch();
    return {
        port,
        ...await connectNats(port),
        async restart() {
            await server.kill();
            server = await launch();
        },
    };
}
