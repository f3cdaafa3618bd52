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
    const server = start('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--appendonly', 'yes', '--save', '', '--aclfile', users], { log: join(folder, 'redis.log') });
    const client = await eventually('Redis', async () => {
        server.assertAlive();
        return connectRedis(port).catch(() => undefined);
    });
    return {
        port,
        users,
        ask: client.ask,
        close: client.close,
        /** What redis-cli says to commands on its standard input. */
        feed: text => run('redis-cli', ['-p', String(port)], { input: text }),
    };
}
