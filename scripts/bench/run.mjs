// Times a cold `sluice check` beside `buf lint` on the same messages: `npm run bench [-- --messages 10000 --files 400 --runs 5]`.
// What it prints is recorded in docs/performance.md by hand, with the machine it ran on.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nativeBuf } from './buf.mjs';
import { writeMessages } from './messages.mjs';
import { peakMemory } from './peak-memory.mjs';
import { median } from './median.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
if (!existsSync(cli)) {
    console.error("There is no dist/cli/main.js. Run 'npm run build' first.");
    process.exit(2);
}

const { values } = parseArgs({ options: { messages: { type: 'string', default: '10000' }, files: { type: 'string', default: '400' }, runs: { type: 'string', default: '5' } } });
const [messages, files, runs] = [values.messages, values.files, values.runs].map(Number);
if (![messages, files, runs].every((value) => Number.isInteger(value) && value > 0)) {
    console.error('--messages, --files and --runs take whole numbers from 1 on.');
    process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const folders = writeMessages(scratch, { messages, files });
const contestants = [
    { name: 'sluice check', command: [process.execPath, cli, 'check'], cwd: folders.sluice },
    { name: 'buf lint', command: [...nativeBuf(root), 'lint'], cwd: folders.proto },
    { name: 'node, doing nothing', command: [process.execPath, '-e', '0'], cwd: scratch },
].map((contestant) => ({ ...contestant, times: [] }));

console.log(`${messages} messages of 6 fields in ${files} files, ${runs} runs each in turn, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}\n`);
// The first round only fills the file cache, and is watched for memory instead of timed.
for (const contestant of contestants) contestant.memory = await peakMemory(start(contestant));
for (let run = 0; run < runs; run++) {
    for (const contestant of contestants) {
        const before = performance.now();
        await finished(contestant, start(contestant));
        contestant.times.push(performance.now() - before);
    }
}

console.log(`${'median'.padStart(33)}${'fastest'.padStart(11)}${'slowest'.padStart(11)}${'memory'.padStart(11)}`);
for (const { name, times, memory } of contestants) {
    const cells = [median(times), Math.min(...times), Math.max(...times)].map((time) => `${(time / 1000).toFixed(2)} s`);
    cells.push(memory === undefined ? 'unknown' : `${Math.round(memory / 1e6)} MB`);
    console.log(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(11)).join('')}`);
}
const [sluice, buf] = contestants.map(({ times }) => median(times));
console.log(`\nsluice check takes ${(sluice / buf).toFixed(2)} times as long as buf lint.`);

function start({ command: [program, ...args], cwd }) {
    return spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A contestant that finds something to complain about does other work than the one that does not. */
async function finished({ name }, child) {
    const code = await new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', resolve);
    });
    if (code !== 0) {
        console.error(`'${name}' ended with ${code}: there is nothing to compare.`);
        process.exit(1);
    }
}
