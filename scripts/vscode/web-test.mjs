/*
 * Runs test/vscode/web-suite.ts in a real VS Code with the package for browsers, whose extension runs in the browser's own host, and
 * closes with `N passed, N failed`. Where that editor cannot be had it is skipped, and says why.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VsCode } from './editor.mjs';
import { bundleSuite, packExtension, unpackExtension } from './extension-package.mjs';
import { installEditorOrSkip, runSuite } from './suite.mjs';

const timeLimit = 60_000;

installEditorOrSkip('The tests of the package for browsers');

const scratch = mkdtempSync(join(tmpdir(), 'sluice-vscode-web-'));
let editor;
try {
    const vsix = packExtension(scratch, { target: 'web' });
    const size = statSync(vsix).size;
    if (size >= 1_500_000) throw new Error(`The package has ${size} bytes.`);
    const { files } = await import(await readableSuite());
    const installed = unpackExtension(vsix);
    // A suite runs where the extension does that it lies in: here, in the browser.
    const suite = await bundleSuite('web-suite', join(installed, 'suite.js'), { platform: 'browser' });
    const workspace = join(scratch, 'workspace');
    mkdirSync(workspace);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text);
    editor = await VsCode.start({ smokeTest: true });
    const page = await editor.page();
    const said = [];
    page.on('console', message => said.push(message.text()));
    const address = editor.address(workspace, [
        ['extensionDevelopmentPath', editor.remote(installed)], ['extensionDevelopmentKind', 'web'], ['extensionTestsPath', editor.remote(suite)],
        ['enableProposedApi', ''], ['skipWelcome', 'true'],
    ]);
    const results = join(scratch, 'results.json');
    await runSuite(page, { address, results, timeLimit, whenFailed: () => console.log(`The page said:\n  ${said.slice(-20).join('\n  ')}`) });
} catch (error) {
    console.log(error.message);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
} finally {
    await editor?.close();
    rmSync(scratch, { recursive: true, force: true });
}

/** The suite as a module of ours, for the texts that it opens: we have no module 'vscode'. */
async function readableSuite() {
    const plugins = [{ name: 'no-editor', setup: builder => {
        builder.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'nothing' }));
        builder.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }));
    } }];
    return bundleSuite('web-suite', join(scratch, 'files.mjs'), { platform: 'browser', format: 'esm', external: [], plugins });
}
