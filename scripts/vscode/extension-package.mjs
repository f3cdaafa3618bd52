import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Packs the extension as users install it, by default for desktops and servers, into `folder`; gives the path of the package. */
export function packExtension(folder, { target } = {}) {
    const vsix = join(folder, 'sluice.vsix');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/package.mjs'), ...(target ? ['--target', target] : []), '--out', vsix], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The extension could not be packed: ${stdout}${stderr}`);
    return vsix;
}

/** Takes a package apart beside it and gives the folder of the extension: an editor under test takes one. */
export function unpackExtension(vsix) {
    const folder = `${vsix}.unpacked`;
    const { status, stderr } = spawnSync('python3', ['-m', 'zipfile', '-e', vsix, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The package could not be unpacked: ${stderr}`);
    return join(folder, 'extension');
}

/** Bundles a suite of test/vscode for the extension host that loads it. */
export async function bundleSuite(name, outfile, options = { platform: 'node' }) {
    await build({ absWorkingDir: root, entryPoints: [`test/vscode/${name}.ts`], bundle: true, format: 'cjs', external: ['vscode'], outfile, logLevel: 'error', ...options });
    return outfile;
}
