import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FlowModel } from '../model/flow-model.js';
import { SluiceError } from '../model/sluice-error.js';
import type { GeneratedFile } from '../targets/generated-file.js';
import type { Target } from '../targets/target.js';
import { nodeFileSystem } from './node-file-system.js';

/**
 * The files of a target that is a module of the team's own, `path` relative to `root`: TypeScript or JavaScript that exports
 * `generate`. Throws a `SluiceError` that names the module where it is missing, cannot be built, fails, or gives no files.
 */
export async function generateOwnTarget(path: string, root: string, model: FlowModel, options: { version: string }): Promise<GeneratedFile[]> {
    const entry = resolve(root, path);
    if (!/\.(ts|mts|js|mjs)$/.test(entry)) throw new SluiceError(`The target '${path}' is no module.`, { hint: 'Name a file that ends in .ts, .mts, .js or .mjs.' });
    if (await nodeFileSystem.kindOf(entry) !== 'file') throw new SluiceError(`There is no target '${path}'.`, { hint: `Targets of your own are modules, named by their path from '${basename(root)}', the folder of the configuration.` });
    const generate = await load(entry, path);
    let files: unknown;
    try {
        files = await generate(model, options);
    } catch (error) {
        throw new SluiceError(`The target '${path}' failed: ${error instanceof Error ? error.message : String(error)}`, { hint: placeIn(error) ?? 'Mend it, and generate again; nothing was written.' });
    }
    return checkFiles(files, path);
}

/** Bundles the module with what it imports; packages are looked up from where it lies, `sluice/target` is ours. */
async function load(entry: string, path: string): Promise<Target> {
    const bundler = await import('esbuild').catch(() => undefined);
    if (!bundler) {
        throw new SluiceError(`The target '${path}' cannot be loaded: the editor's extension brings no bundler along.`, {
            hint: "Add Sluice to the project, and the extension takes that one: 'npm install --save-dev sluice'.",
        });
    }
    const folder = await mkdtemp(join(tmpdir(), 'sluice-target-'));
    const outfile = join(folder, 'target.mjs');
    try {
        await bundler.build({
            entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', sourcemap: 'inline', logLevel: 'silent', tsconfigRaw: '{}',
            plugins: [{
                name: 'sluice',
                setup(plugins) {
                    plugins.onResolve({ filter: /^sluice\/target$/ }, () => ({ path: ownModule() }));
                },
            }],
        });
        process.setSourceMapsEnabled(true);
        const { generate } = await import(pathToFileURL(outfile).href) as { generate?: unknown };
        if (typeof generate === 'function') return generate as Target;
    } catch (error) {
        const [first] = (error as { errors?: { text: string; location: { line: number; column: number } | null }[] }).errors ?? [];
        const message = first?.text ?? (error instanceof Error ? error.message : String(error));
        throw new SluiceError(`The target '${path}' cannot be loaded: ${message.replace(/\.$/, '')}.`, {
            ...(first?.location && { file: path, line: first.location.line, column: first.location.column + 1 }), hint: placeIn(error) ?? 'Mend it, and generate again; nothing was written.',
        });
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
    throw new SluiceError(`The target '${path}' exports no function 'generate'.`, { hint: "Write 'export const generate: Target = (model, options) => [{ path, text }]', with the type from 'sluice/target'." });
}

/** Beside the bundled program, or in the sources. */
function ownModule(): string {
    const here = dirname(fileURLToPath(import.meta.url));
    return here.endsWith(join('src', 'workspace')) ? join(here, '../targets/target.ts') : join(here, '../target/target.js');
}

/** Where in the team's own code something went wrong. */
function placeIn(error: unknown): string | undefined {
    const frame = error instanceof Error ? /\(?((?:file:\/\/)?[^\s()]+\.(?:ts|mts|js|mjs)):(\d+):(\d+)\)?/.exec(error.stack?.split('\n').slice(1).join('\n') ?? '') : null;
    return frame ? `At ${basename(frame[1]!)}:${frame[2]}:${frame[3]}. Mend it, and generate again; nothing was written.` : undefined;
}

function checkFiles(files: unknown, path: string): GeneratedFile[] {
    if (!Array.isArray(files)) throw new SluiceError(`The target '${path}' gives no list of files.`, { hint: "Return '[{ path: \"name.txt\", text: \"…\" }]', or an empty list." });
    return files.map((file: unknown, index) => {
        const { path: name, text, scaffold } = (typeof file === 'object' && file !== null ? file : {}) as Partial<GeneratedFile>;
        if (typeof name !== 'string' || typeof text !== 'string') throw new SluiceError(`Entry ${index} of what the target '${path}' gives is no file.`, { hint: "A file is '{ path: \"name.txt\", text: \"…\" }'." });
        if (name === '' || /^([/\\]|[A-Za-z]:)/.test(name) || name.split(/[/\\]/).some(step => step === '..' || step === '')) throw new SluiceError(`The target '${path}' wants to write '${name}', which is outside of the output folder.`, { hint: 'Give paths below it, with /.' });
        return { path: name, text, ...(scaffold && { scaffold }) };
    });
}
