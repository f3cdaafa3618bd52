/*
 * Runs test/vscode/web-suite.ts in a real VS Code with the package for browsers, whose extension runs in the browser's own host, and
 * closes with `N passed, N failed`. Where that editor cannot be had it is skipped, and says why.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { VsCode } from './editor.mjs';
import { installEditor } from './install.mjs';

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
    const ended = new Promise(resolve => setTimeout(() => resolve('time-out'), timeLimit).unref());
    const exited = new Promise((resolve, reject) => {
        page.exposeFunction('codeAutomationLog', () => undefined).catch(reject);
        page.exposeFunction('codeAutomationExit', code => resolve(code)).catch(reject);
    });
    await page.goto(editor.address(workspace, [
        ['extensionDevelopmentPath', editor.remote(installed)], ['extensionDevelopmentKind', 'web'], ['extensionTestsPath', editor.remote(suite)],
        ['enableProposedApi', ''], ['skipWelcome', 'true'],
    ]));
    const code = await Promise.race([exited, ended]);
    const results = join(scratch, 'results.json');
    if (!existsSync(results)) {
        if (process.env.SLUICE_VSCODE_PICTURE) await page.screenshot({ path: process.env.SLUICE_VSCODE_PICTURE });
        throw new Error(`VS Code ended (${code}) without results. It said:\n${said.slice(-20).join('\n')}`);
    }
    const { passed, failures } = JSON.parse(readFileSync(results, 'utf8'));
    for (const name of passed) console.log(`✓ ${name}`);
    for (const { name, message } of failures) console.log(`✗ ${name}\n  ${message.replaceAll('\n', '\n  ')}`);
    if (failures.length > 0) console.log(`The page said:\n  ${said.filter(text => /sluice/i.test(text)).slice(-10).join('\n  ')}`);
    console.log(`${passed.length} passed, ${failures.length} failed`);
    process.exitCode = failures.length === 0 && passed.length > 0 ? 0 : 1;
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
