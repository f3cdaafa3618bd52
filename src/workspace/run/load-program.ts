import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads what the module `entry` of a folder exports; `paths` are all modules of the folder, in TypeScript that the compiler takes.
 * They are bundled, and where there is no bundler for this machine, as in an editor's extension, translated one by one.
 */
export async function loadProgram(folder: string, entry: string, paths: readonly string[]): Promise<unknown> {
    const bundler = await import('esbuild').catch(() => undefined);
    if (!bundler) return await loadTranslated(folder, entry, paths);
    const outfile = join(folder, 'bundle.mjs');
    await bundler.build({ entryPoints: [join(folder, entry)], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', tsconfigRaw: '{}' });
    return await import(pathToFileURL(outfile).href);
}

/** Leaves the types out of each module, which the others find under the name that they import it by. */
async function loadTranslated(folder: string, entry: string, paths: readonly string[]): Promise<unknown> {
    const { transform } = await import('sucrase');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
    await Promise.all(paths.filter(path => path.endsWith('.ts')).map(async path => {
        const { code } = transform(await readFile(join(folder, path), 'utf8'), { transforms: ['typescript'], disableESTransforms: true, filePath: path });
        await writeFile(join(folder, path.replace(/\.ts$/, '.js')), code);
    }));
    return await import(pathToFileURL(join(folder, entry.replace(/\.ts$/, '.js'))).href);
}
