/*
 * Generated publishers and handlers on each real server, beside its client doing the same by hand: messages of a kibibyte, confirmed when they
 * are published, validated and acknowledged when they are handled. `npm run bench:brokers [-- KIND… --messages 4000 --rounds 11]`. What it
 * prints is recorded in docs/performance.md by hand.
 */
import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { endAll } from '../brokers/processes.mjs';
import { starters } from '../brokers/starters.mjs';
import { specificationFor } from './brokers/work.mjs';
import { answer } from './contestants.mjs';
import { median } from './median.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
/** How each server is reached, and what makes its adapter. */
const servers = {
    nats: { scheme: 'nats', factory: 'createNatsBroker' },
    redis: { scheme: 'redis', factory: 'createRedisBroker' },
    rabbitmq: { scheme: 'amqp', factory: 'createRabbitmqBroker' },
    kafka: { scheme: 'kafka', factory: 'createKafkaBroker' },
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { messages: { type: 'string', default: '4000' }, rounds: { type: 'string', default: '11' } } });
const [count, rounds] = [values.messages, values.rounds].map(Number);
if (![count, rounds].every(value => Number.isInteger(value) && value > 0)) stop('--messages and --rounds take whole numbers from 1 on.');
const unknown = positionals.find(kind => !(kind in servers));
if (unknown !== undefined) stop(`There is no '${unknown}'. There are: ${Object.keys(servers).join(', ')}.`);
if (!existsSync(cli)) stop("There is no dist/cli/main.js. Run 'npm run build' first.");

mkdirSync(join(root, '.cache'), { recursive: true });
const scratch = mkdtempSync(join(root, '.cache/bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void endAll().finally(() => process.exit(2)));

console.log(`${count} messages of a kibibyte, ${rounds} rounds in turn after three to warm up, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}\n`);
for (const kind of positionals.length > 0 ? positionals : Object.keys(servers)) {
    const folder = join(scratch, kind);
    const { scheme, factory } = servers[kind];
    mkdirSync(folder);
    const server = await starters[kind](join(folder, 'server'));
    const url = `${scheme}://127.0.0.1:${server.port}`;
    await writeProgram(kind, folder, factory);
    const contestants = ['generated', 'raw'].map(variety => ({
        variety, rounds: [],
        child: fork(fileURLToPath(new URL('brokers/contestant.mjs', import.meta.url)), [variety, kind, url, folder], process.env.SLUICE_PROFILE ? { execArgv: ['--cpu-prof', `--cpu-prof-dir=${process.env.SLUICE_PROFILE}`] } : {}),
    }));
    for (const { child } of contestants) await answer(child);
    for (let round = -3; round < rounds; round++) {
        // Who is first is not always the same.
        for (const { child, rounds: own } of round % 2 === 0 ? contestants : contestants.toReversed()) {
            child.send(count);
            const times = await answer(child);
            if (round >= 0) own.push(times);
        }
    }
    for (const { child } of contestants) {
        child.send('end');
        await new Promise(resolve => child.once('exit', resolve));
    }
    report(kind, contestants);
    server.close?.();
    await endAll();
}

async function writeProgram(kind, folder, factory) {
    writeFileSync(join(folder, 'bench.sluice'), specificationFor(kind));
    writeFileSync(join(folder, 'sluice.config.json'), '{ "include": ["*.sluice"], "generate": { "targets": ["typescript"], "out": "generated", "handlers": "handlers" } }');
    execFileSync(process.execPath, [cli, 'generate'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    writeFileSync(join(folder, 'entry.ts'), `export { createApp } from './generated/app.js';\nexport { ${factory} as createBroker } from './generated/runtime/brokers/${kind}.js';\n`);
    await build({ entryPoints: [join(folder, 'entry.ts')], outfile: join(folder, 'program.mjs'), bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', tsconfigRaw: '{}' });
}

function report(kind, [generated, raw]) {
    for (const step of ['publish', 'consume']) {
        const perSecond = rounds => Math.round(count / median(rounds.map(times => times[step].clock)) * 1000).toLocaleString('en');
        const ratio = measure => median(generated.rounds.map((times, round) => raw.rounds[round][step][measure] / times[step][measure])).toFixed(2);
        console.log(`${kind.padEnd(10)}${step.padEnd(9)}${`${perSecond(generated.rounds)}/s`.padStart(10)} generated${`${perSecond(raw.rounds)}/s`.padStart(10)} raw   ${ratio('clock')} times as many, ${ratio('processor')} by processor time (medians of the rounds)`);
    }
}

function stop(message) {
    console.error(message);
    process.exit(2);
}
