// What `scripts/brokers.sh` does: `start` leaves a keeper behind that has the servers, `stop` ends it, `status` says what runs where.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinds } from './keeper.mjs';

const folder = fileURLToPath(new URL('../../.cache/brokers/service', import.meta.url));
const record = join(folder, 'running.json');
const log = join(folder, 'keeper.log');

const [command, ...chosen] = process.argv.slice(2);
const unknown = chosen.find(kind => !(kind in kinds));
if (!['start', 'stop', 'status'].includes(command) || unknown !== undefined) {
    console.error(unknown === undefined ? 'Usage: scripts/brokers.sh start|stop|status [KIND…]' : `There is no '${unknown}'. There are: ${Object.keys(kinds).join(', ')}.`);
    process.exit(2);
}
process.exitCode = await { start, stop, status }[command]();

async function start() {
    if (running() !== undefined) {
        console.error('They run already. Stop them first: scripts/brokers.sh stop');
        return 2;
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const output = openSync(log, 'a');
    const keeper = spawn(process.execPath, [fileURLToPath(new URL('keeper.mjs', import.meta.url)), folder, record, ...(chosen.length > 0 ? chosen : Object.keys(kinds))], { detached: true, stdio: ['ignore', output, output] });
    let ended = false;
    keeper.once('exit', () => (ended = true)).unref();
    while (!existsSync(record) && !ended) await new Promise(resolve => setTimeout(resolve, 100));
    if (!existsSync(record)) {
        console.error(readFileSync(log, 'utf8').trim());
        return 1;
    }
    return status();
}

async function stop() {
    const found = running();
    if (found === undefined) {
        console.log('Nothing runs.');
        return 0;
    }
    process.kill(found.pid, 'SIGTERM');
    while (isAlive(found.pid)) await new Promise(resolve => setTimeout(resolve, 100));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    console.log('Stopped.');
    return 0;
}

function status() {
    const found = running();
    if (found === undefined) {
        console.log('Nothing runs.');
        return 1;
    }
    for (const [kind, { address, missing }] of Object.entries(found.servers)) console.log(`${kind.padEnd(10)} ${address ?? `not here: ${missing}`}`);
    return 0;
}

function running() {
    if (!existsSync(record)) return undefined;
    const found = JSON.parse(readFileSync(record, 'utf8'));
    return isAlive(found.pid) ? found : undefined;
}

function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
