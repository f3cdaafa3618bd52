import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** What was started and not ended yet, oldest first. */
const running = [];

/**
 * Starts a program that outlives this shell's session; it ends with `endAll` at the latest. What it says goes to the file
 * `log`; with `talk: 'lines'` only what it says of errors, and `child` has its other streams. `uid` and `gid` are whose it is.
 */
export function start(command, arguments_, { log, cwd, env = {}, talk, uid, gid }) {
    const output = openSync(log, 'a');
    const stdio = talk === 'lines' ? ['pipe', 'pipe', output] : ['ignore', output, output];
    const child = spawn(command, arguments_, { cwd, env: { ...process.env, ...env }, detached: true, stdio, uid, gid });
    closeSync(output);
    const started = { child, ended: new Promise(resolve => child.once('close', resolve)), failure: undefined };
    child.once('error', error => {
        started.failure = error;
    });
    running.push(started);
    return {
        child,
        /** Ends it as a crash does, without a chance to tidy up. */
        async kill() {
            running.splice(running.indexOf(started), 1);
            // A shell that has started the program must not outlive it, nor the other way round.
            process.kill(-child.pid, 'SIGKILL');
            await started.ended;
        },
        /** Throws when the program has ended, with the end of its log. */
        assertAlive() {
            if (started.failure) throw new Error(`${command}: ${started.failure.message}`);
            if (child.exitCode === null && child.signalCode === null) return;
            throw new Error(`${command} ended with ${child.exitCode ?? child.signalCode}:\n${readFileSync(log, 'utf8').split('\n').slice(-12).join('\n')}`);
        },
    };
}

/** Ends everything that was started here, the youngest first, each by its own process id. */
export async function endAll() {
    for (const { child, ended } of running.splice(0).reverse()) {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
        await ended;
        clearTimeout(timer);
    }
}

/** Runs a program to its end and gives its output; throws where it fails. */
export function run(command, arguments_, options = {}) {
    const { status, stdout, stderr, error } = spawnSync(command, arguments_, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
    if (error) throw new Error(`${command}: ${error.message}`);
    if (status !== 0) throw new Error(`${command} ended with ${status}:\n${`${stdout}${stderr}`.split('\n').slice(-20).join('\n')}`);
    return stdout;
}

const given = new Set();

/** So many ports on the loopback address that nobody listens on, and that nobody was given who may still be about to. */
export async function freePorts(count) {
    const servers = [];
    const ports = [];
    while (ports.length < count) {
        const server = await new Promise((resolve, reject) => {
            const listening = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(listening));
        });
        servers.push(server);
        const { port } = server.address();
        if (!given.has(port)) ports.push(port);
        given.add(port);
    }
    await Promise.all(servers.map(server => new Promise(resolve => {
        server.close(resolve);
    })));
    return ports;
}
