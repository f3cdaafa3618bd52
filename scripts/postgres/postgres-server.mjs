import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../brokers/report.mjs';
import { freePorts, run, start } from '../brokers/processes.mjs';
import { ensurePackages, has } from '../debian.mjs';

/**
 * Starts a server of its own in a folder, which must not exist yet; gives the address for clients, and ways to stop it and to start it again on
 * what it has. Nobody is asked for a password, and nobody else is let in.
 */
export async function startPostgres(folder) {
    ensurePackages(['postgresql'], { what: 'PostgreSQL', isThere: () => findProgram('postgres') !== undefined && findProgram('initdb') !== undefined });
    const user = unprivileged();
    mkdirSync(folder, { recursive: true });
    if (user) chownSync(folder, user.uid, user.gid);
    const data = join(folder, 'data');
    const program = { cwd: folder, ...user };
    run(findProgram('initdb'), ['--pgdata', data, '--username', 'sluice', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale', '--no-sync'], program);
    const [port] = await freePorts(1);
    const begin = () => start(findProgram('postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-c', 'fsync=off', '-c', 'max_connections=60'], { ...program, log: join(folder, 'server.log') });
    const address = `postgres://sluice@127.0.0.1:${port}/postgres`;
    let server;
    const restart = async () => {
        server = begin();
        await eventually('PostgreSQL answers', async () => {
            server.assertAlive();
            return await answers(address) ? true : undefined;
        });
    };
    await restart();
    return {
        address,
        /** Takes no more clients and cuts off those that it has. */
        async stop() {
            const closed = once(server.child, 'close');
            server.child.kill('SIGINT');
            await closed;
        },
        restart,
    };
}

async function answers(address) {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: address });
    try {
        await client.connect();
        return true;
    } catch {
        return false;
    } finally {
        await client.end().catch(() => undefined);
    }
}

/** The server does not run as root: Debian's package brings a user for it. */
function unprivileged() {
    if (process.getuid?.() !== 0) return undefined;
    const id = (option) => Number(run('id', [option, 'postgres']).trim());
    return { uid: id('-u'), gid: id('-g') };
}

/** Debian has the server's programs where no shell looks. */
function findProgram(name) {
    const folder = '/usr/lib/postgresql';
    const versions = existsSync(folder) ? readdirSync(folder).sort((left, right) => Number(right) - Number(left)) : [];
    return versions.map(version => join(folder, version, 'bin', name)).find(path => existsSync(path)) ?? (has(name) ? name : undefined);
}
