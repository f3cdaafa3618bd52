/*
 * The main job in one go: makes a project out of the shop, checks it, tests its scenarios, generates it, compiles it and runs it.
 * Every command is printed as one would type it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sluice = join(root, 'dist/cli/main.js');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const folder = mkdtempSync(join(tmpdir(), 'sluice-demo-'));

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

step('npm run build', [join(root, 'scripts/build.mjs')], root);
step('sluice init shop --template shop', [sluice, 'init', 'shop', '--template', 'shop'], folder);
const shop = join(folder, 'shop');
// What 'npm install' would bring there: the clients of the shop's brokers, which the compiler wants to see.
symlinkSync(join(root, 'node_modules'), join(shop, 'node_modules'), 'junction');
step('sluice check', [sluice, 'check'], shop);
step('sluice test', [sluice, 'test'], shop);
step('sluice generate', [sluice, 'generate'], shop);
step('tsc --noEmit', [tsc, '--noEmit'], shop);
step('sluice run --seed 1', [sluice, 'run', '--seed', '1'], shop);
console.log('\nAll of it: written, checked, tested, generated, compiled and run. Now your own flow: sluice init my-flow');

function step(title, [script, ...given], cwd) {
    console.log(`\n$ ${title}`);
    const started = performance.now();
    const { status } = spawnSync(process.execPath, [script, ...given], { cwd, stdio: 'inherit' });
    if (status !== 0) {
        console.error(`'${title}' failed with exit code ${status}.`);
        process.exit(1);
    }
    console.log(`  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
