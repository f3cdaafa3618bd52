// Runs the tests that need PostgreSQL on a server of their own: `node scripts/postgres.mjs [FILTER…]`. Where the server is
// missing it is installed if that is possible, otherwise the tests are passed over. The last line sums up.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAll } from './brokers/processes.mjs';
import { Unavailable } from './debian.mjs';
import { startPostgres } from './postgres/postgres-server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
// The server's user gets through to its own folder.
chmodSync(scratch, 0o755);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
        void endAll().finally(() => process.exit(2));
    });
}

let code = 0;
try {
    const { address } = await startPostgres(join(scratch, 'server'));
    const results = join(scratch, 'results.json');
    const succeeded = await test(address, results);
    const { passed, failed, skipped } = read(results);
    const broken = succeeded || failed > 0 ? failed : 1;
    console.log(`${passed} passed, ${broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    code = broken > 0 ? 1 : 0;
} catch (error) {
    if (error instanceof Unavailable) console.log(`skipped postgres: ${error.message}\n0 passed, 0 failed, 1 skipped`);
    else {
        console.error(error.message);
        console.log('0 passed, 1 failed');
        code = 1;
    }
} finally {
    await endAll();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
process.exit(code);

function test(address, results) {
    return new Promise(resolve => {
        const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/postgres/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...process.argv.slice(2)];
        const child = spawn(process.execPath, vitest, { cwd: root, stdio: 'inherit', env: { ...process.env, SLUICE_TEST_POSTGRES: address, SLUICE_TEST_POSTGRES_FOLDER: scratch } });
        child.on('close', status => resolve(status === 0));
        child.on('error', () => resolve(false));
    });
}

function read(results) {
    if (!existsSync(results)) return { passed: 0, failed: 0, skipped: 0 };
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(results, 'utf8'));
    // A file that cannot be loaded has no tests to fail.
    const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
    return { passed: numPassedTests, failed: numFailedTests + unloaded, skipped: numPendingTests };
}
