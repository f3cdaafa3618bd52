/*
 * Packs the extension into sluice-VERSION.vsix: what the editor needs and nothing else, gathered in a folder of its own,
 * because the package.json of the whole project names tools and libraries that are bundled already.
 * `node scripts/package.mjs [--out FILE]`
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const { values } = parseArgs({ options: { out: { type: 'string', default: `sluice-${manifest.version}.vsix` } } });
const out = resolve(values.out);
const contents = ['LICENSE', 'README.md', 'language-configuration.json', 'syntaxes', 'snippets', 'icons', 'schema', 'docs/rules', 'docs/images/editor.png'];
/** Examples that no project starts from. */
const unused = ['templates/meetings', 'templates/antipatterns'];
/** The language server is a command of the command line. */
const parts = ['cli', 'runtime', 'templates', 'extension'];
const kept = ['name', 'displayName', 'description', 'version', 'publisher', 'license', 'repository', 'icon', 'engines', 'main', 'activationEvents', 'categories', 'capabilities', 'contributes'];

const folder = await mkdtemp(join(tmpdir(), 'sluice-vsix-'));
try {
    // Whoever changes servers does so on a command line, in or outside the editor.
    run([join(root, 'scripts/build.mjs'), ...parts, '--out', join(folder, 'dist'), '--without-servers'], root);
    for (const name of unused) await rm(join(folder, 'dist', name), { recursive: true });
    const reduced = Object.fromEntries(kept.filter(key => key in manifest).map(key => [key, manifest[key]]));
    reduced.engines = { vscode: manifest.engines.vscode };
    // What is bundled are modules in files that end in .js; the extension itself is a .cjs.
    reduced.type = 'module';
    reduced.files = ['**'];
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(reduced, null, 2)}\n`);
    for (const name of contents) if (existsSync(join(root, name))) await cp(join(root, name), join(folder, name), { recursive: true });
    run([join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', out], folder);
    console.log(`${values.out}: ${Math.round((await stat(out)).size / 1024)} KB`);
} finally {
    await rm(folder, { recursive: true, force: true });
}

function run(parameters, cwd) {
    const { status } = spawnSync(process.execPath, parameters, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) process.exit(1);
}
