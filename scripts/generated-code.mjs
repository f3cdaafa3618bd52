/*
 * Generates the examples and many random systems, and judges the code that comes out: it compiles under strict settings, passes
 * a linter's recommended rules, those that know types included, its sample messages are valid, and it runs.
 * `node scripts/generated-code.mjs [--systems 100] [--runs 60] [--seed 1]`; the examples and the first of the random systems are run; the last line sums up.
 * The examples are judged with plain and with branded ids, every third of the random systems with branded ones.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import './polyfill.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { systems: { type: 'string', default: '100' }, runs: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } } });
// Outside of the project, whose linter passes over what version control ignores.
const scratch = mkdtempSync(join(tmpdir(), 'sluice-generated-code-'));
const bundles = join(root, '.cache', `generated-code-${process.pid}`);
/** More than enough for a system that comes to rest; those that never do are looked at for as long. */
const steps = 3000;

/** So many systems are compiled and linted at a time: of all at once the compiler and the linter would need many gigabytes. */
const together = 40;

/** The linter looks for the part of it that knows types beside what it lints, unless it is told. */
const env = { ...process.env, OXLINT_TSGOLINT_PATH: join(root, 'node_modules/.bin/tsgolint') };

try {
    process.exitCode = await judge();
} finally {
    for (const folder of [scratch, bundles]) rmSync(folder, { recursive: true, force: true });
}

async function judge() {
    const support = await loadSupport();
    const systems = await timed('drawn', async () => [...await support.readExamples(join(root, 'examples')), ...await support.drawSystems(Number(values.systems), Number(values.seed))]);
    const texts = new Map(systems.map(({ name, text }) => [name, text]));
    const problems = new Map(systems.map(({ name }) => [name, []]));
    const note = (name, problem) => (problems.get(name) ?? problems.set(name, []).get(name)).push(problem);
    await timed('compiled, linted, samples validated', async () => {
        for (let from = 0; from < systems.length; from += together) await judgeCode([systems[0], ...systems.slice(Math.max(from, 1), from + together)], support, note);
    });
    let messages = 0;
    await timed('run', async () => {
        for (const { name, ...system } of systems.slice(0, Number(values.runs))) {
            const { flowed, failures } = await play(system, support);
            messages += flowed;
            for (const failure of failures) note(name, failure);
        }
    });
    let failed = 0;
    for (const [name, found] of problems) {
        if (found.length === 0) continue;
        failed++;
        console.log(`✗ ${name}: ${found.length} problems\n${found.slice(0, 8).map(problem => `    ${problem}`).join('\n')}`);
        if (failed <= 2 && texts.has(name)) console.log(texts.get(name).replace(/^/gm, '    | '));
    }
    if (messages < Number(values.runs)) {
        failed++;
        console.log(`✗ Only ${messages} messages flowed in ${values.runs} systems.`);
    }
    console.log(`${messages} messages flowed.\n${problems.size - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
}

/** Judges the code of some systems, in a folder of their own, with one runtime that has every broker. */
async function judgeCode(systems, support, note) {
    const folder = mkdtempSync(join(scratch, 'systems-'));
    writeSystems(folder, systems, support);
    // The compiler and the linter use what processors there are.
    for (const line of (await Promise.all([compile(folder), lint(folder)])).flat()) note(line.split('/')[0], line);
    const models = new Map(systems.map(({ name, model }) => [entryName(name), model]));
    for (const problem of await support.findInvalidSamples(folder, 'entry.ts', models)) note(systems.find(({ name }) => problem.startsWith(`${entryName(name)}:`)).name, problem);
    rmSync(folder, { recursive: true, force: true });
}

async function loadSupport() {
    // As deep below the root as the module itself, which finds the runtime's files from where it lies.
    const outfile = join(bundles, 'support.mjs');
    await build({ entryPoints: [join(root, 'test/support/generated-systems.ts')], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
    return import(pathToFileURL(outfile).href);
}

/** A folder a system, and one runtime for all. */
function writeSystems(folder, systems, { writeProgram, writeSharedRuntime, samplesEntry }) {
    const runtime = writeSharedRuntime(folder);
    for (const { name, model, ids } of systems) writeProgram(model, { ids, folder: join(folder, name), files: { 'entry.ts': samplesEntry(model) }, runtime });
    writeFileSync(join(folder, 'entry.ts'), systems.map(({ name }) => `export * as ${entryName(name)} from './${name}/entry.js';\n`).join(''));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
        compilerOptions: {
            target: 'ES2022', module: 'NodeNext', lib: ['ES2022', 'DOM'], types: ['node'], typeRoots: [join(root, 'node_modules/@types')], noEmit: true, skipLibCheck: true,
            strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, isolatedModules: true, verbatimModuleSyntax: true,
            noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true,
        },
        include: ['*/**/*.ts'],
    }));
}

function entryName(name) {
    return name.replaceAll('-', '_');
}

async function compile(folder) {
    const output = await tool(folder, 'typescript/bin/tsc', ['-p', '.', '--pretty', 'false']);
    return output.split('\n').filter(line => line.includes('error '));
}

async function lint(folder) {
    const output = await tool(folder, 'oxlint/bin/oxlint', ['-c', join(root, 'scripts/generated-code/oxlintrc.json'), '--ignore-pattern', '*/generated/runtime/**', '-f', 'unix', '.']);
    return output.split('\n').filter(line => /^\S+:\d+:\d+: /.test(line));
}

function tool(folder, path, given) {
    return new Promise((resolve, reject) => {
        execFile(process.execPath, [join(root, 'node_modules', path), ...given], { cwd: folder, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
            if (error && (stdout === '' || stdout.startsWith('Failed'))) reject(new Error(`${path}: ${stdout}${stderr}`));
            else resolve(stdout);
        });
    });
}

/** What a handler makes up is valid; what the specification carries over into a narrower field may not be, and is refused. */
async function play(system, { runModel }) {
    try {
        const report = await runModel(system, { seed: values.seed, messages: 2, steps });
        return {
            flowed: Object.values(report.counts).reduce((sum, count) => sum + count, 0),
            failures: [
                ...report.failures.map(({ by, reason }) => `${by}: ${reason}`),
                ...report.deadLetters.filter(({ kind, reason }) => kind !== 'rejected' || !/is no valid|has no value/.test(reason)).map(({ message, reason }) => `${message}: ${reason}`),
            ],
        };
    } catch (error) {
        // A system in which nothing comes from outside cannot be played.
        if (/Nothing in this system comes from outside/.test(error.message)) return { flowed: 0, failures: [] };
        return { flowed: 0, failures: [error.stack] };
    }
}

async function timed(what, work) {
    const started = performance.now();
    const result = await work();
    console.log(`   ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
}
