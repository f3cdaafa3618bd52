/*
 * Bundles the programs into dist/: the command line, which the language server is part of, and the extension, and beside them the runtime
 * that generated code takes along, as it is, what targets of a team's own import, and the examples that `sluice init` starts from. A part whose entry does not exist yet is left out.
 * `node scripts/build.mjs [cli] [extension] [web] [runtime] [target] [types] [templates] [--out DIR] [--without-servers]`: the last leaves out of the
 * command line what speaks with servers.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: 'dist' }, 'without-servers': { type: 'boolean', default: false } } });
const out = resolve(root, values.out);
const { version, homepage } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Names stay as they are: classes and functions are told by name in messages.
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: false,
    legalComments: 'none',
    logLevel: 'warning',
    define: { SLUICE_VERSION: JSON.stringify(version), SLUICE_HOMEPAGE: JSON.stringify(homepage), SLUICE_WITHOUT_SERVERS: String(values['without-servers']) },
    // The protocol's packages are bundled from their modules of today, so that each is in a program once.
    mainFields: ['module', 'main'],
};

const parts = {
    cli: () => bundle('src/cli/main.ts', 'cli/main.js', {
        format: 'esm',
        // The clients of servers are for those who change servers.
        external: ['esbuild', '@nats-io/transport-node', '@platformatic/kafka', 'ioredis'],
        // A command loads what it needs and no more: `--help` must not wait for the parser.
        splitting: true,
        chunkNames: 'chunk-[hash]',
        banner: { js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    }),
    extension: () => bundle('src/extension/main.ts', 'extension/main.cjs', { format: 'cjs', external: ['vscode'], minifyIdentifiers: true }),
    web: bundleForBrowser,
    runtime: copyRuntime,
    target: () => bundle('src/targets/target.ts', 'target/target.js', { format: 'esm' }),
    types: emitTypes,
    templates: copyTemplates,
};

for (const name of positionals) {
    if (!(name in parts)) {
        console.error(`There is no part '${name}'. There are: ${Object.keys(parts).join(', ')}.`);
        process.exit(2);
    }
}
const chosen = positionals.length > 0 ? positionals : Object.keys(parts);
// A part clears its folder before it fills it, and types lie in that of the target.
const results = await Promise.allSettled(chosen.filter(name => name !== 'types').map(name => parts[name]()));
if (chosen.includes('types')) results.push(...await Promise.allSettled([parts.types()]));
// esbuild has told about its errors already.
for (const { reason } of results) if (reason && !('errors' in reason)) console.error(reason);
process.exitCode = results.every(({ status }) => status === 'fulfilled') ? 0 : 1;

/** The extension for browsers, and the language server that it starts as a worker: each one file, because neither can load others. */
async function bundleForBrowser() {
    const browser = { platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'], minifyIdentifiers: true };
    await bundle('src/extension/browser.ts', 'web/extension/browser.js', { ...browser, format: 'cjs', external: ['vscode'] });
    await bundle('src/server/browser/worker.ts', 'web/server/worker.js', {
        ...browser, format: 'iife',
        alias: { 'node:path': 'path-browserify', 'node:url': './src/server/browser/urls.ts' },
        inject: ['src/server/browser/set-immediate.ts'],
    });
}

async function bundle(entry, file, options) {
    if (!existsSync(join(root, entry))) return console.error(`${entry} is not there; ${file} is left out.`);
    const folder = join(out, dirname(file));
    await rm(folder, { recursive: true, force: true });
    const { metafile } = await build({ ...common, ...options, entryPoints: [entry], outdir: folder, outExtension: { '.js': extname(file) }, metafile: true });
    refuseCopies(file, Object.keys(metafile.inputs));
}

/** Two copies of the protocol in one program take each other's cancellations for results. */
function refuseCopies(file, inputs) {
    for (const name of ['vscode-jsonrpc', 'vscode-languageserver-protocol', 'vscode-languageserver-types']) {
        const copies = new Set(inputs.flatMap(input => [...input.matchAll(new RegExp(`^.*node_modules/${name}(?=/)`, 'g'))].map(([path]) => path)));
        if (copies.size > 1) throw new Error(`${file} holds ${copies.size} copies of ${name}: ${[...copies].join(', ')}`);
    }
}

async function copyRuntime() {
    const target = join(out, 'runtime');
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    await cp(join(root, 'src/runtime'), target, { recursive: true });
}

/** The types of `sluice/target`, for editors and compilers. */
async function emitTypes() {
    const folder = join(out, 'target/types');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const settings = join(folder, 'tsconfig.json');
    await writeFile(settings, JSON.stringify({
        extends: join(root, 'tsconfig.json'), files: [join(root, 'src/targets/target.ts')], include: [],
        compilerOptions: { noEmit: false, emitDeclarationOnly: true, declaration: true, rootDir: join(root, 'src'), outDir: folder, types: [] },
    }));
    await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', settings]);
    await rm(settings);
}

async function copyTemplates() {
    const target = join(out, 'templates');
    await rm(target, { recursive: true, force: true });
    // What an example was generated into while it was tried out is not part of it.
    const isOurs = path => !/[/\\](generated|handlers|node_modules|dist)([/\\]|$)/.test(path.slice(root.length));
    await cp(join(root, 'examples'), target, { recursive: true, filter: isOurs });
}
