/*
 * Runs test/vscode in VS Code for the desktop, on machines that can download it and have a screen: `npm run test:vscode:desktop`, with
 * `-- --version 1.96.0` for another than the present one. Closes with `N passed, N failed`.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { bundleSuite, packExtension, root, unpackExtension } from './extension-package.mjs';
import { reportResults } from './suite.mjs';

const { values: { version, executable } } = parseArgs({ options: {
    version: { type: 'string', default: 'stable' },
    // A VS Code that is there already.
    executable: { type: 'string' },
} });

const scratch = mkdtempSync(join(tmpdir(), 'sluice-vscode-desktop-'));
try {
    // What is tested is what users install: nothing that lies beside the package can help it.
    const vsix = packExtension(scratch);
    const suite = await bundleSuite('suite', join(scratch, 'suite.cjs'));
    const workspace = join(scratch, 'workspace');
    mkdirSync(workspace);
    const results = join(scratch, 'results.json');
    await runTests({
        ...(executable ? { vscodeExecutablePath: executable } : { version, cachePath: join(root, '.cache/vscode-desktop') }),
        extensionDevelopmentPath: unpackExtension(vsix),
        extensionTestsPath: suite,
        extensionTestsEnv: { SLUICE_TEST_RESULTS: results, SLUICE_PACKAGE_SIZE: String(statSync(vsix).size) },
        launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${join(scratch, 'user')}`, `--extensions-dir=${join(scratch, 'extensions')}`],
    });
    reportResults(results);
} catch (error) {
    console.log(error.message);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
} finally {
    rmSync(scratch, { recursive: true, force: true });
}
