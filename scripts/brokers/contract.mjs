import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs the behaviours of `test/runtime/brokers/contract` on a server that was started here, each a check of the section; gives what
 * became of them, by title. Tests have a process of their own, and ask for a restart by HTTP.
 */
export async function checkContract(kind, { server, folder, section, concurrency }) {
    const control = await offerRestart(server);
    try {
        const results = await runTests(filesOf(kind), { env: { SLUICE_STARTED_SERVER: JSON.stringify(control.started) }, folder, section, concurrency });
        // What is tried beside the behaviours is no row of their table.
        return results.filter(({ isBehaviour }) => isBehaviour);
    } finally {
        control.close();
    }
}

/** Lets a process of tests know a server, and have it started again. */
export async function offerRestart(server) {
    const control = createServer((_, response) => {
        server.restart().then(() => response.end(), error => response.writeHead(500).end(String(error.message ?? error)));
    });
    await new Promise((resolve, reject) => {
        control.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return { started: { port: server.port, management: server.management, secured: server.secured, restart: `http://127.0.0.1:${control.address().port}/` }, close: () => control.close() };
}

/** Runs files of tests in a process of their own, each test a check of the section; gives what became of them. What one has said of itself (`task.meta.said`) is printed. */
export async function runTests(files, { env, folder, section, concurrency }) {
    const outputFile = join(folder, 'tests.json');
    mkdirSync(folder, { recursive: true });
    const said = await runVitest(files, { outputFile, concurrency, env: { ...process.env, ...env } });
    const results = existsSync(outputFile) ? readResults(outputFile) : [];
    if (results.length === 0) throw new Error(`Nothing was tried.\n${said.split('\n').slice(-20).join('\n')}`);
    for (const { title, failure, milliseconds, outcome, said: words } of results) {
        if (outcome !== 'skipped') section.record(title, { ...(failure !== undefined && { error: new Error(failure) }), milliseconds });
        if (words !== undefined) console.log(`   ${words}`);
    }
    return results;
}

function runVitest(files, { outputFile, concurrency, env }) {
    return new Promise((resolve, reject) => {
        const vitest = join(root, 'node_modules/vitest/vitest.mjs');
        const child = spawn(process.execPath, [vitest, 'run', '--config', 'vitest.brokers.config.ts', '--reporter=dot', '--reporter=json', `--outputFile.json=${outputFile}`, ...(concurrency === undefined ? [] : [`--maxConcurrency=${concurrency}`]), ...files], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
        let said = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (said += data));
        child.once('error', reject).once('close', () => resolve(said));
    });
}

/** The behaviours of brokers, and what else is tried on the same server. */
function filesOf(kind) {
    return [`test/brokers/${kind}.contract.ts`, `test/brokers/live/${kind}.contract.ts`].filter(path => existsSync(join(root, path)));
}

function readResults(path) {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
    return testResults.flatMap(({ assertionResults }) => assertionResults).map(({ ancestorTitles, title, status, duration, failureMessages, meta }) => ({
        title: `${ancestorTitles.at(-1)}: ${title}`,
        isBehaviour: ancestorTitles.length === 2,
        outcome: status === 'failed' ? 'failed' : status !== 'passed' ? 'skipped' : meta?.refused ? 'refused' : 'kept',
        failure: status === 'failed' ? failureMessages.join('\n').split('\n').slice(0, 6).join('\n') : undefined,
        milliseconds: duration ?? 0,
        said: meta?.said,
    }));
}
