/*
 * Takes the picture of the README: examples/shop, with one mistake put in, open in VS Code with the packaged extension, beside the view of the system.
 * `node scripts/vscode/screenshot.mjs [--out FILE] [--folder DIR] [--file NAME] [--line N] [--hover WORD] [--mistake RIGHT=WRONG] [--context NAME]`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../debian.mjs';
import { VsCode } from './editor.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { values } = parseArgs({
    options: {
        out: { type: 'string', default: join(root, 'docs/images/editor.png') },
        folder: { type: 'string', default: join(root, 'examples/shop') },
        file: { type: 'string', default: 'ordering/order.sluice' },
        line: { type: 'string', default: '44' },
        hover: { type: 'string', default: 'OrderCompleted' },
        context: { type: 'string', default: 'Ordering' },
        mistake: { type: 'string', default: 'on OrderShipped=on OrderShiped' },
    },
});

const scratch = mkdtempSync(join(tmpdir(), 'sluice-picture-'));
let editor;
let page;
try {
    const vsix = join(scratch, 'sluice.vsix');
    const { status } = spawnSync(process.execPath, [join(root, 'scripts/package.mjs'), '--out', vsix], { stdio: 'inherit' });
    if (status !== 0) throw new Error('The extension could not be packed.');
    const workspace = join(scratch, basename(values.folder));
    cpSync(resolve(values.folder), workspace, { recursive: true });
    const [right, wrong] = values.mistake.split('=');
    const opened = join(workspace, values.file);
    writeFileSync(opened, readFileSync(opened, 'utf8').replace(right, wrong));
    editor = await VsCode.start({
        extension: vsix,
        extraSettings: {
            'workbench.colorTheme': 'Default Light Modern', 'editor.minimap.enabled': false, 'editor.fontSize': 14, 'window.commandCenter': false,
            'breadcrumbs.filePath': 'off', 'editor.stickyScroll.enabled': false, 'workbench.layoutControl.enabled': false,
        },
    });
    page = await editor.page({ viewport: { width: 1180, height: 720 }, deviceScaleFactor: 1.1 });
    const file = `${editor.remote(join(workspace, values.file))}:${values.line}:1`;
    await page.goto(editor.address(workspace, [['openFile', file], ['gotoLineMode', 'true'], ['skipWelcome', 'true']]));
    await page.locator('.view-line').first().waitFor({ timeout: 60_000 });
    // The mistake is there from the beginning: once it is underlined the server has read the folder.
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await page.locator('.activitybar .action-label[aria-label="Sluice"]').click();
    // A click on a row would open the file; its arrow only unfolds it.
    for (const row of [values.context, 'Messages']) {
        const arrow = page.locator('.sidebar .monaco-list-row', { has: page.getByText(row, { exact: true }) }).first().locator('.monaco-tl-twistie');
        await arrow.waitFor({ timeout: 20_000 });
        await arrow.click();
    }
    await page.keyboard.press('Control+Shift+M');
    await page.locator('.markers-panel .monaco-list-row').nth(1).waitFor({ timeout: 20_000 });
    await page.locator('.view-line').getByText(values.hover, { exact: true }).first().hover();
    await page.locator('.monaco-hover:not(.hidden) .rendered-markdown').first().waitFor({ timeout: 20_000 });
    // Colours and icons fade in.
    await page.waitForTimeout(1000);
    mkdirSync(dirname(resolve(values.out)), { recursive: true });
    await page.screenshot({ path: resolve(values.out) });
    // The picture is part of the extension's package: 128 colours show the same in a third of the bytes.
    ensureInstalled('pngquant', 'pngquant');
    execFileSync('pngquant', ['--force', '--speed', '1', '--strip', '--output', resolve(values.out), '128', resolve(values.out)]);
    console.log(values.out);
} catch (error) {
    // What the editor shows says most about why the picture could not be taken.
    await page?.screenshot({ path: `${resolve(values.out)}.failed.png` });
    throw error;
} finally {
    await editor?.close();
    rmSync(scratch, { recursive: true, force: true });
}
