import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from '../debian.mjs';
import { freePorts, run, start } from './processes.mjs';
import { connectRedis } from './redis-client.mjs';
import { eventually } from './report.mjs';

/** Starts a Redis of its own in `folder`, with an empty file for users, and connects to it. */
export async function startRedis(folder) {
    ensureInstalled('redis-server', 'redis-server');
    mkdirSync(folder, { recursive: true });
    const [port] = await freePorts(1);
    const users = join(folder, 'users.acl');
    writeFileSync(users, '');
    // While the disk is busy, 'everysec' confirms what it has not written, and a server that is killed then loses it.
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const launch = () => start('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...durable, '--aclfile', users], { log: join(folder, 'redis.log') });
    const connected = () => eventually('Redis', async () => {
        server.assertAlive();
        const client = await connectRedis(port).catch(() => undefined);
        // While it reads what it had, it answers nothing else.
        return client && await client.ask('PING').then(() => client, () => undefined);
    }, { pause: 20 });
    let server = launch();
    const client = await connected();
    return {
        port,
        users,
        ask: client.ask,
        close: client.close,
        async restart() {
            await server.kill();
            server = launch();
            (await connected()).close();
        },
        /** What redis-cli says to commands on its standard input. */
        feed: text => run('redis-cli', ['-p', String(port)], { input: text }),
    };
}
