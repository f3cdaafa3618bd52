/*
 * Packs the extension into sluice-VERSION.vsix: what the editor needs and nothing else, gathered in a folder of its own,
 * because the package.json of the whole project names tools and libraries that are bundled already. For browsers there is a
 * package of its own, as one with everything would be too large: sluice-web-VERSION.vsix.
 * `node scripts/package.mjs [--target web] [--out FILE]`
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const { values } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string' } } });
if (values.target !== undefined && values.target !== 'web') {
    console.error(`There is no target '${values.target}'. There is 'web'; without one, the package is for VS Code on any machine.`);
    process.exit(2);
}
const isWeb = values.target === 'web';
const out = resolve(values.out ?? `sluice-${isWeb ? 'web-' : ''}${manifest.version}.vsix`);
const contents = ['LICENSE', 'README.md', 'language-configuration.json', 'syntaxes', 'snippets', 'icons', 'schema', 'docs/rules', 'docs/images/editor.png'];
/** Examples that no project starts from. */
const unused = ['templates/meetings', 'templates/antipatterns'];
/** On a machine the language server is a command of the command line; in a browser there is nothing that could be run. */
const parts = isWeb ? ['web'] : ['cli', 'runtime', 'templates', 'extension'];
const kept = ['name', 'displayName', 'description', 'version', 'publisher', 'license', 'repository', 'icon', 'engines', isWeb ? 'browser' : 'main', 'activationEvents', 'categories', 'capabilities', 'contributes'];

const folder = await mkdtemp(join(tmpdir(), 'sluice-vsix-'));
try {
    // Whoever changes servers does so on a command line, in or outside the editor.
    run([join(root, 'scripts/build.mjs'), ...parts, '--out', join(folder, 'dist'), '--without-servers'], root);
    if (!isWeb) for (const name of unused) await rm(join(folder, 'dist', name), { recursive: true });
    const reduced = Object.fromEntries(kept.filter(key => key in manifest).map(key => [key, manifest[key]]));
    reduced.engines = { vscode: manifest.engines.vscode };
    // What is bundled for machines are modules in files that end in .js; the extension itself is a .cjs.
    if (!isWeb) reduced.type = 'module';
    // In a browser files are read through the editor, wherever they are.
    if (isWeb) reduced.capabilities = { ...reduced.capabilities, virtualWorkspaces: true };
    reduced.files = ['**'];
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(reduced, null, 2)}\n`);
    for (const name of contents) if (existsSync(join(root, name))) await cp(join(root, name), join(folder, name), { recursive: true });
    run([join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', ...(isWeb ? ['--target', 'web'] : []), '--out', out], folder);
    console.log(`${basename(out)}: ${Math.round((await stat(out)).size / 1024)} KB`);
} finally {
    await rm(folder, { recursive: true, force: true });
}

function run(parameters, cwd) {
    const { status } = spawnSync(process.execPath, parameters, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) process.exit(1);
}
