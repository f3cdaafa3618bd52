import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { FlowModel } from '../../src/model/flow-model.js';
import { generateTypeScript } from '../../src/targets/typescript/typescript.js';
import { readTree } from './read-tree.js';
import { temporaryFolder } from './temporary-folder.js';

const project = fileURLToPath(new URL('../../', import.meta.url));

export const runtimeFiles = readTree(join(project, 'src/runtime'), '.ts');

/** As strict as a team may have it; without types of the host, since generated code must need none. */
const compilerOptions = {
    target: 'ES2022', module: 'NodeNext', lib: ['ES2022', 'DOM'], types: [], noEmit: true,
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true,
    // The language's own declarations are checked by those who make them.
    skipDefaultLibCheck: true,
};

/** Writes what is generated from a model as a project: `generated`, `handlers` and what else is given, by path. */
export function writeProgram(model: FlowModel, { folder = temporaryFolder(), files = {} }: { folder?: string; files?: Record<string, string> } = {}): string {
    const all = new Map<string, string>([['package.json', '{ "type": "module" }'], ['tsconfig.json', JSON.stringify({ compilerOptions, include: ['**/*.ts'] })]]);
    for (const { path, text, scaffold } of generateTypeScript(model, { version: 'test', root: 'file:///system', handlers: '../handlers', runtimeFiles })) all.set(`${scaffold ? 'handlers' : 'generated'}/${path}`, text);
    for (const [path, text] of Object.entries(files)) all.set(path, text);
    for (const [path, text] of all) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    return folder;
}

/** What `tsc` says of a project, one line a problem. */
export function compile(folder: string): Promise<string[]> {
    return new Promise(resolve => {
        execFile(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'], { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => {
            resolve(`${stdout}${stderr}`.split('\n').filter(line => line.includes('error ')));
        });
    });
}

/** Bundles a module of a project and loads it. */
export async function load<Module>(folder: string, entry: string): Promise<Module> {
    const outfile = join(folder, `${entry.replaceAll('/', '-')}.mjs`);
    await build({ entryPoints: [join(folder, entry)], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', tsconfigRaw: '{}' });
    return await import(pathToFileURL(outfile).toString()) as Module;
}
