import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { FlowModel } from '../../src/model/flow-model.js';
import type { IdTypes } from '../../src/targets/typescript/brands.js';
import { generateTypeScript } from '../../src/targets/typescript/typescript.js';
import { readTree } from './read-tree.js';
import { temporaryFolder } from './temporary-folder.js';

const project = fileURLToPath(new URL('../../', import.meta.url));

export const runtimeFiles = readTree(join(project, 'src/runtime'), '.ts');

/** As strict as a team may have it; without types of the host, since generated code must need none. */
const compilerOptions = {
    target: 'ES2022', module: 'NodeNext', lib: ['ES2022', 'DOM'], types: [], noEmit: true,
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true,
    // The declarations of the language and of brokers' clients are checked by those who make them.
    skipLibCheck: true,
};

/** Tests run in Node, and know its types. */
const withTests = { ...compilerOptions, types: ['node'], typeRoots: [join(project, 'node_modules/@types')] };

/**
 * Writes what is generated from a model as a project: `generated`, `handlers` and what else is given, by path. `runtime` is
 * the folder of one that several systems share.
 */
export function writeProgram(model: FlowModel, { folder = temporaryFolder(), files = {}, runtime, ids = 'plain' }: { folder?: string; files?: Record<string, string>; runtime?: string; ids?: IdTypes } = {}): string {
    const all = new Map<string, string>([
        ['package.json', '{ "type": "module" }'],
        ['tsconfig.json', JSON.stringify({ compilerOptions, include: ['**/*.ts'], exclude: ['**/*.test.ts'] })],
        ['tsconfig.all.json', JSON.stringify({ compilerOptions: withTests, include: ['**/*.ts'] })],
    ]);
    for (const { path, text, scaffold } of generateTypeScript(model, { version: 'test', root: 'file:///system', handlers: '../handlers', ids, runtimeFiles })) {
        if (runtime === undefined || scaffold || !path.startsWith('runtime/')) all.set(`${scaffold ? 'handlers' : 'generated'}/${path}`, text);
    }
    for (const [path, text] of Object.entries(files)) all.set(path, text);
    for (const [path, text] of all) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    // For the clients of the brokers that it is on, and nothing else.
    if (all.has('generated/runtime/brokers/shared/server-broker.ts') && !existsSync(join(folder, 'node_modules'))) symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
    if (runtime !== undefined) symlinkSync(runtime, join(folder, 'generated/runtime'), 'junction');
    return folder;
}

/** Writes the whole runtime, every broker included, into a folder for several systems to share, and has the brokers' clients found from there. */
export function writeSharedRuntime(folder: string): string {
    const runtime = join(folder, 'runtime');
    for (const [path, text] of runtimeFiles) {
        mkdirSync(dirname(join(runtime, path)), { recursive: true });
        writeFileSync(join(runtime, path), text);
    }
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
    return runtime;
}

/** What `tsc` says of a project, one line a problem; with `tsconfig.all.json` of its tests as well. */
export function compile(folder: string, configuration = 'tsconfig.json'): Promise<string[]> {
    return new Promise(resolve => {
        execFile(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', join(folder, configuration), '--pretty', 'false'], { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => {
            resolve(`${stdout}${stderr}`.split('\n').filter(line => line.includes('error ')));
        });
    });
}

/** Bundles a module of a project and loads it. */
export async function load<Module>(folder: string, entry: string): Promise<Module> {
    const outfile = join(folder, `${entry.replaceAll('/', '-')}.mjs`);
    await build({ entryPoints: [join(folder, entry)], outfile, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', tsconfigRaw: '{}' });
    return await import(pathToFileURL(outfile).toString()) as Module;
}

/** Bundles the tests of a project into its folder `dist`, and gives that; what the compiler says of them is another matter. */
export async function bundleTests(folder: string): Promise<string> {
    const outdir = join(folder, 'dist');
    await build({
        entryPoints: [...readTree(folder, '.test.ts').keys()].map(path => join(folder, path)), outdir, outbase: folder, bundle: true, splitting: true, packages: 'external',
        format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', tsconfigRaw: '{}',
    });
    return outdir;
}

/** What Node's test runner says of the tests in a folder, run in one process, because most start faster than a process: how many passed and failed, and all that it told. */
export function runNodeTests(folder: string): Promise<{ passed: number; failed: number; output: string }> {
    // A runner inside of another must not take itself for a part of that.
    const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
    const entry = join(folder, 'all-tests.mjs');
    writeFileSync(entry, [...readTree(folder, '.test.js').keys()].map(path => `import ${JSON.stringify(pathToFileURL(join(folder, path)))};\n`).join(''));
    return new Promise(resolve => {
        execFile(process.execPath, ['--test-reporter', 'tap', entry], { cwd: folder, env, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => {
            const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout)?.[1] ?? Number.NaN);
            resolve({ passed: count('pass'), failed: count('fail'), output: `${stdout}${stderr}` });
        });
    });
}
