/*
 * Runs test/vscode in a real VS Code and closes with `N passed, N failed`. Where that editor cannot be had, the suite is
 * skipped, and says why; SLUICE_VSCODE=required makes that a failure.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VsCode } from './editor.mjs';
import { bundleSuite, packExtension } from './extension-package.mjs';
import { installEditorOrSkip, runSuite } from './suite.mjs';

const timeLimit = 180_000;

installEditorOrSkip('The tests in VS Code');

const scratch = mkdtempSync(join(tmpdir(), 'sluice-vscode-test-'));
const results = join(scratch, 'results.json');
let editor;
try {
    // What is tested is what users install: nothing that lies beside the package can help it.
    const vsix = packExtension(scratch);
    const suite = await bundleSuite('suite', join(scratch, 'suite.cjs'));
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
