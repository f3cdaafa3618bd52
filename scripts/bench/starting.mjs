/*
 * How much longer than a Node that does nothing a generated service takes to start, and how much more memory it holds then: the shop with
 * its examples' handlers, as one bundle and as plain compiled modules. `npm run bench:starting [-- --runs 15]`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { median } from './median.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
if (!existsSync(cli)) {
    console.error("There is no dist/cli/main.js. Run 'npm run build' first.");
    process.exit(2);
}
const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
    console.error('--runs takes a whole number from 1 on.');
    process.exit(2);
}

mkdirSync(join(root, '.cache'), { recursive: true });
const scratch = mkdtempSync(join(root, '.cache/bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
cpSync(join(root, 'examples/shop'), scratch, { recursive: true, filter: path => !/[/\\](generated|handlers|node_modules)$/.test(path) });
writeFileSync(join(scratch, 'sluice.config.json'), '{ "include": ["**/*.sluice"], "generate": { "targets": ["typescript"], "out": "generated", "handlers": "handlers" } }');
execFileSync(process.execPath, [cli, 'generate'], { cwd: scratch, stdio: ['ignore', 'ignore', 'inherit'] });
writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }');
// Both say what they hold once they could begin to work, and end.
const told = 'process.stdout.write(`${process.memoryUsage.rss()}`); process.exit(0);';
writeFileSync(join(scratch, 'service.ts'), `
import { createApp, onOneBroker } from './generated/app.js';
import { handlers } from './generated/handlers.js';
import { createMemoryBroker } from './generated/runtime/index.js';
const app = createApp({ brokers: onOneBroker(createMemoryBroker()), handlers });
await app.start();
${told}
`);
const common = { platform: 'node', target: 'node20', format: 'esm', logLevel: 'error', tsconfigRaw: '{}' };
await build({ ...common, entryPoints: [join(scratch, 'service.ts')], outfile: join(scratch, 'bundle.mjs'), bundle: true });
await build({ ...common, entryPoints: readdirSync(scratch, { recursive: true }).filter(path => path.endsWith('.ts')).map(path => join(scratch, path)), outdir: join(scratch, 'compiled'), outbase: scratch });
writeFileSync(join(scratch, 'compiled/package.json'), '{ "type": "module" }');

const contestants = [
    { name: 'node, doing nothing', args: ['-e', told] },
    { name: 'the shop, one bundle', args: [join(scratch, 'bundle.mjs')] },
    { name: 'the shop, plain modules', args: [join(scratch, 'compiled/service.js')] },
].map(contestant => ({ ...contestant, times: [], memory: [] }));

for (let run = -1; run < runs; run++) {
    for (const { name, args, times, memory } of contestants) {
        const began = performance.now();
        const held = await start(name, args);
        // The first round only fills the file cache.
        if (run < 0) continue;
        times.push(performance.now() - began);
        memory.push(held);
    }
}

const modules = readdirSync(join(scratch, 'compiled'), { recursive: true }).filter(path => path.endsWith('.js')).length;
console.log(`A service of ${modules} modules, ${runs} runs each in turn, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}\n`);
console.log(`${'until started'.padStart(40)}${'more'.padStart(10)}${'memory'.padStart(12)}${'more'.padStart(10)}`);
const [idle] = contestants;
for (const { name, times, memory } of contestants) {
    const cells = [`${median(times).toFixed(0)} ms`.padStart(16), `${(median(times) - median(idle.times)).toFixed(0)} ms`.padStart(10), `${megabytes(median(memory))} MB`.padStart(12), `${megabytes(median(memory) - median(idle.memory))} MB`.padStart(10)];
    console.log(`${name.padEnd(24)}${cells.join('')}`);
}

/** The memory that it held, in bytes. */
function start(name, args) {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        let output = '';
        child.stdout.on('data', chunk => output += chunk);
        child.on('error', reject);
        child.on('close', code => (code === 0 && Number(output) > 0 ? resolve(Number(output)) : reject(new Error(`'${name}' ended with ${code}.`))));
    });
}

function megabytes(bytes) {
    return (bytes / 1e6).toFixed(1);
}
