/*
 * Generates the examples and many random systems, and judges the code that comes out: it compiles under strict settings, passes
 * a linter's recommended rules, those that know types included, its sample messages are valid, the tests that come with it pass, those to begin with and those of its
 * scenarios, and it runs. `node scripts/generated-code.mjs [--systems 100] [--seed 1] [--compared 20]`; the last line sums up.
 * Of so many systems of 40 (`--compared`), each test of a scenario must fail just where `sluice test` says so; each of them takes half a second.
 * The examples are judged with plain and with branded ids, every third of the random systems with branded ones.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { playAll } from './generated-code/players.mjs';
import './polyfill.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { systems: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, compared: { type: 'string', default: '20' } } });
// Outside of the project, whose linter passes over what version control ignores.
const scratch = mkdtempSync(join(tmpdir(), 'sluice-generated-code-'));
const bundles = join(root, '.cache', `generated-code-${process.pid}`);
/** As deep below the root as the module itself, which finds the runtime's files from where it lies. */
const supportModule = pathToFileURL(join(bundles, 'support.mjs')).href;
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
    let tests = 0;
    await timed('compiled, linted, samples validated, tests run', async () => {
        for (let from = 0; from < systems.length; from += together) tests += await judgeCode(systems.slice(from, from + together), support, note);
    });
    const compiled = systems.filter(({ name }) => problems.get(name).length === 0);
    const played = await timed('run', () => playAll(compiled, { support: supportModule, seed: values.seed }));
    let messages = 0;
    for (const [name, { flowed, failures }] of played) {
        messages += flowed;
        for (const failure of failures) note(name, failure);
    }
    const silent = [...played.values()].filter(({ isSilent }) => isSilent).length;
    let failed = 0;
    for (const [name, found] of problems) {
        if (found.length === 0) continue;
        failed++;
        console.log(`✗ ${name}: ${found.length} problems\n${found.slice(0, 8).map(problem => `    ${problem}`).join('\n')}`);
        if (failed <= 2 && texts.has(name)) console.log(texts.get(name).replace(/^/gm, '    | '));
    }
    // Systems in which nothing flows, and programs without tests, would show nothing.
    if (messages < played.size || tests < systems.length) {
        failed++;
        console.log(`✗ Only ${messages} messages flowed in ${played.size} systems, and only ${tests} tests ran.`);
    }
    console.log(`${played.size - silent} of ${systems.length} systems ran; in ${silent} nothing comes from outside. ${messages} messages flowed, ${tests} tests passed.\n${problems.size - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
}

/** Judges the code of some systems, in a folder of their own, with one runtime that has every broker; gives how many tests have passed. */
async function judgeCode(systems, support, note) {
    const folder = mkdtempSync(join(scratch, 'systems-'));
    writeSystems(folder, systems, support);
    // The compiler and the linter use what processors there are.
    for (const line of (await Promise.all([compile(folder), lint(folder)])).flat()) note(line.split('/')[0], line);
    const models = new Map(systems.map(({ name, model }) => [entryName(name), model]));
    for (const problem of await support.findInvalidSamples(folder, 'entry.ts', models)) note(systems.find(({ name }) => problem.startsWith(`${entryName(name)}:`)).name, problem);
    const passed = await runTests(folder, systems, support, note);
    rmSync(folder, { recursive: true, force: true });
    return passed;
}

/**
 * Runs the tests of all systems in one process. A test to begin with passes or is marked as to be done; one of a scenario may fail, since random scenarios expect
 * what does not happen: of some systems `sluice test` must find just the same.
 */
async function runTests(folder, systems, { failingScenarios, readTree, runNodeTests }, note) {
    const out = join(folder, 'tests');
    const parts = systems.flatMap(({ name }) => ['generated', 'handlers'].map(part => join(folder, name, part))).filter(existsSync);
    const files = parts.flatMap(part => [...readTree(part, '.test.ts').keys()].map(path => join(part, path)));
    await build({ entryPoints: files, outdir: out, outbase: folder, bundle: true, splitting: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', tsconfigRaw: '{}' });
    const { passed, output } = await runNodeTests(out);
    if (Number.isNaN(passed)) throw new Error(`The tests of ${systems[0].name} to ${systems.at(-1).name} came to no end:\n${output.slice(-2000)}`);
    const failing = failedTests(out, output);
    const failedOf = (name, part) => failing.filter(test => test.system === name && test.part === part).map(({ title }) => title);
    for (const { system, part, title, isContradiction } of failing) {
        if (part !== 'handlers') continue;
        // A random event may take over a field of its command whose range is another one: the test says so, and is right.
        if (isContradiction) console.log(`   ${system}: '${title}' fails, because the specification contradicts itself`);
        else note(system, `The test to begin with '${title}' fails.`);
    }
    const compared = systems.filter(({ model }) => model.scenarios.length > 0).slice(0, Number(values.compared));
    for (const system of compared) {
        const own = failedOf(system.name, 'generated');
        const expected = await failingScenarios(system);
        for (const title of own.filter(title => !expected.includes(title))) note(system.name, `The test of the scenario '${title}' fails, and 'sluice test' has no such failure.`);
        for (const title of expected.filter(title => !own.includes(title))) note(system.name, `'sluice test' says that '${title}' fails, and its test does not.`);
    }
    return passed;
}

/** The tests that failed, by what Node's runner told in TAP: of which system, whether of its `generated` tests or the `handlers`' own, and what they are called. */
function failedTests(out, output) {
    const failing = [];
    for (const [, title, details] of output.matchAll(/^not ok \d+ - (.*)\n {2}---\n((?: {2}.*\n|\n)*?) {2}\.\.\.$/gm)) {
        if (isStillToWrite(title)) continue;
        const [, location] = /^ {2}location: '(.*):\d+:\d+'$/m.exec(details);
        const [system, part] = relative(out, location).split(sep);
        failing.push({ system, part, isContradiction: /rejected: The data is no valid /.test(details), title: title.replace(/\\([#\\])/g, '$1') });
    }
    return failing;
}

/** Whether a test stands for code that a team has yet to write: Node's runner tells so by a directive of TAP behind the title, in which it masks every '#' of the title itself. */
function isStillToWrite(title) {
    return / # todo\b/i.test(title);
}

async function loadSupport() {
    const outfile = fileURLToPath(supportModule);
    await build({ entryPoints: [join(root, 'test/support/generated-systems.ts')], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
    return import(supportModule);
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
    // The linter knows the types of a file by the settings that lie nearest, and the runtime is reached from every system, too.
    writeFileSync(join(runtime, 'tsconfig.json'), JSON.stringify({ extends: '../tsconfig.json', include: ['**/*.ts'] }));
}

function entryName(name) {
    return name.replaceAll('-', '_');
}

async function compile(folder) {
    const output = await tool(folder, 'typescript/bin/tsc', ['-p', '.', '--pretty', 'false']);
    return output.split('\n').filter(line => line.includes('error '));
}

async function lint(folder) {
    const output = await tool(folder, 'oxlint/bin/oxlint', ['-c', join(root, 'scripts/generated-code/oxlintrc.json'), '--ignore-pattern', '*/generated/runtime/**', '--ignore-pattern', 'node_modules/**', '-f', 'unix', '.']);
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

async function timed(what, work) {
    const started = performance.now();
    const result = await work();
    console.log(`   ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
}
