// Runs the steps named on the command line, or all of them, and sums them up: `node scripts/check.mjs types lint`.
// Every step runs, whatever came before; the exit code is 1 when anything failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countPassed } from './check/count-passed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'sluice-check-'));

const node = process.execPath;
const tool = (path) => join('node_modules', ...path.split('/'));
/** The parts that are type-checked under settings of their own, because they run in a browser or inside VS Code. */
const projects = ['tsconfig.json', 'src/webview/tsconfig.json', 'test/vscode/tsconfig.json'].filter((path) => existsSync(join(root, path)));

/** `counts` reads what a step says of its tests; a step without it is one thing that passes or fails. */
const steps = {
    types: { title: 'Types', commands: projects.map((project) => [node, tool('typescript/bin/tsc'), '--noEmit', '-p', project]) },
    lint: { title: 'Lint', commands: [[node, tool('oxlint/bin/oxlint'), '--quiet']] },
    build: { title: 'Build', commands: [[node, 'scripts/build.mjs']] },
    unit: { title: 'Unit and architecture tests', ...vitest('unit') },
    // The tests that draw samples, with all of them; among the unit tests they take a few.
    properties: { title: 'Properties', ...vitest('properties', '--config', 'vitest.properties.config.ts') },
    // Every condition of every rule is asked for by one of its examples or cases.
    mutants: { title: 'Mutants of rules', commands: [[node, 'scripts/mutate-rules.mjs']] },
    // Of the examples and of random systems: compiled, linted with types, their samples validated, run.
    generated: { title: 'Generated code', commands: [[node, 'scripts/generated-code.mjs']], counts: countPassed },
    brokers: { title: 'Real brokers', commands: [[node, 'scripts/brokers.mjs']], counts: countPassed },
    postgres: { title: 'PostgreSQL', commands: [[node, 'scripts/postgres.mjs']], counts: countPassed },
    editors: { title: 'Other editors', commands: [[node, 'scripts/editors.mjs']], counts: countPassed },
    worker: { title: 'Server in a browser', commands: [[node, 'scripts/vscode/worker.mjs']], counts: countPassed },
    web: { title: 'VS Code in a browser', commands: [[node, 'scripts/vscode/web-test.mjs']], counts: countPassed },
    vscode: { title: 'VS Code', commands: [['npm', 'run', '--silent', 'test:vscode']], counts: countPassed },
};

function vitest(name, ...args) {
    const results = join(scratch, `${name}.json`);
    return {
        commands: [[node, tool('vitest/vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`]],
        counts: () => readVitestResults(results),
    };
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in steps));
if (unknown.length > 0) {
    console.error(`There is no step '${unknown[0]}'. There are: ${Object.keys(steps).join(', ')}.`);
    process.exit(2);
}

const results = [];
for (const name of chosen.length > 0 ? chosen : Object.keys(steps)) {
    results.push(await runStep(steps[name]));
}
rmSync(scratch, { recursive: true, force: true });

console.log('');
for (const { title, passed, failed, skipped, seconds } of results) {
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${failed === 0 ? '✓' : '✗'} ${title}: ${passed} passed, ${failed} failed${rest} (${seconds.toFixed(1)} s)`);
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

async function runStep({ title, commands, counts }) {
    console.log(`\n── ${title}`);
    const started = performance.now();
    let output = '';
    let succeeded = true;
    for (const command of commands) {
        const result = await run(command);
        output += result.output;
        succeeded &&= result.succeeded;
    }
    const seconds = (performance.now() - started) / 1000;
    const counted = counts?.(output);
    const passed = counted?.passed ?? (succeeded && counts === undefined ? 1 : 0);
    // A step that fails, or that should have run tests and tells of none, is a failure even if it counts none.
    const atLeast = !succeeded || (counts !== undefined && passed === 0) ? 1 : 0;
    return { title, passed, failed: Math.max(atLeast, counted?.failed ?? 0), skipped: counted?.skipped ?? 0, seconds };
}

/** Runs a command, showing what it writes while it writes it. */
function run([program, ...args]) {
    return new Promise((resolve) => {
        const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
            from.on('data', (chunk) => {
                output += chunk;
                to.write(chunk);
            });
        }
        child.on('error', (error) => {
            console.error(`'${program}' cannot be started: ${error.message}`);
            resolve({ succeeded: false, output });
        });
        child.on('close', (code) => resolve({ succeeded: code === 0, output }));
    });
}

function readVitestResults(path) {
    if (!existsSync(path)) return undefined;
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    // A file that cannot be loaded has no tests to fail.
    const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
    return { passed: numPassedTests, failed: numFailedTests + unloaded, skipped: numPendingTests };
}
