/*
 * Runs test/vscode in a real VS Code and closes with `N passed, N failed`. Where that editor cannot be had, the suite is
 * skipped, and says why; SLUICE_VSCODE=required makes that a failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { VsCode } from './editor.mjs';
import { installEditor } from './install.mjs';
import { runSuite } from './suite.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const timeLimit = 180_000;

try {
    installEditor();
} catch (error) {
    console.log(`The tests in VS Code are skipped: ${error.message}.`);
    const required = process.env.SLUICE_VSCODE === 'required';
    console.log(required ? '0 passed, 1 failed' : '0 passed, 0 failed, 1 skipped');
    process.exit(required ? 1 : 0);
}

const scratch = mkdtempSync(join(tmpdir(), 'sluice-vscode-test-'));
const results = join(scratch, 'results.json');
let editor;
try {
    // What is tested is what users install: nothing that lies beside the package can help it.
    const vsix = join(scratch, 'sluice.vsix');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/package.mjs'), '--out', vsix], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The extension could not be packed: ${stdout}${stderr}`);
    const suite = join(scratch, 'suite.cjs');
    await build({ absWorkingDir: root, entryPoints: ['test/vscode/suite.ts'], bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], outfile: suite, logLevel: 'error' });
    const workspace = join(scratch, 'workspace');
    editor = await VsCode.start({ smokeTest: true, extension: vsix, environment: { SLUICE_TEST_RESULTS: results, SLUICE_PACKAGE_SIZE: String(statSync(vsix).size) } });
    const extensions = join(editor.folder, 'extensions');
    const installed = join(extensions, readdirSync(extensions).find(name => name.startsWith('sluice.sluice-')));
    const page = await editor.page();
    mkdirSync(workspace);
    const address = editor.address(workspace, [
        ['extensionDevelopmentPath', editor.remote(installed)], ['extensionTestsPath', editor.remote(suite)], ['enableProposedApi', ''], ['skipWelcome', 'true'],
    ]);
    await runSuite(page, { address, results, timeLimit });
} catch (error) {
    console.log(error.message);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
} finally {
    await editor?.close();
    rmSync(scratch, { recursive: true, force: true });
}
