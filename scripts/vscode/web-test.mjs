/*
 * Runs test/vscode/web-suite.ts in a real VS Code with the package for browsers, whose extension runs in the browser's own host, and
 * closes with `N passed, N failed`. Where that editor cannot be had it is skipped, and says why.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { VsCode } from './editor.mjs';
import { installEditor } from './install.mjs';
import { runSuite } from './suite.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const timeLimit = 60_000;

try {
    installEditor();
} catch (error) {
    console.log(`The tests of the package for browsers are skipped: ${error.message}.`);
    const required = process.env.SLUICE_VSCODE === 'required';
    console.log(required ? '0 passed, 1 failed' : '0 passed, 0 failed, 1 skipped');
    process.exit(required ? 1 : 0);
}

const scratch = mkdtempSync(join(tmpdir(), 'sluice-vscode-web-'));
let editor;
try {
    const vsix = join(scratch, 'sluice-web.vsix');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/package.mjs'), '--target', 'web', '--out', vsix], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The extension could not be packed: ${stdout}${stderr}`);
    const size = statSync(vsix).size;
    if (size >= 1_500_000) throw new Error(`The package has ${size} bytes.`);
    const { files } = await import(await buildSuite('esm', 'files.mjs'));
    const installed = unpack(vsix);
    // A suite runs where the extension does that it lies in: here, in the browser.
    const suite = await buildSuite('cjs', 'package/extension/suite.js');
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

/** The suite as a file for the editor, or with its texts for us, who have no module 'vscode'. */
async function buildSuite(format, name) {
    const outfile = join(scratch, name);
    const external = format === 'cjs' ? { external: ['vscode'] } : { plugins: [{ name: 'no-editor', setup: builder => {
        builder.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'nothing' }));
        builder.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }));
    } }] };
    await build({ absWorkingDir: root, entryPoints: ['test/vscode/web-suite.ts'], bundle: true, platform: 'browser', format, outfile, logLevel: 'error', ...external });
    return outfile;
}

/** What is in the package; an editor under test takes a folder. */
function unpack(vsix) {
    const folder = join(scratch, 'package');
    const { status, stderr } = spawnSync('python3', ['-m', 'zipfile', '-e', vsix, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The package could not be unpacked: ${stderr}`);
    const names = readdirSync(join(folder, 'extension'));
    if (!names.includes('package.json')) throw new Error(`The package holds ${names.join(', ')}.`);
    return join(folder, 'extension');
}
