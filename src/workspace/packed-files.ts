import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files below a folder that is packed with the program, by their paths with `/`; sorted. `names` are tried in turn
 * beside this module and above it: `templates` in the package, `examples` in the source.
 */
export async function readPackedFiles(names: readonly string[], marker: string): Promise<Map<string, string>> {
    const folder = await findPackedFolder(names, marker);
    const files = new Map<string, string>();
    const pending = [''];
    for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
        for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
            const path = below === '' ? entry.name : `${below}/${entry.name}`;
            if (entry.isDirectory()) pending.push(path);
            else files.set(path, await readFile(join(folder, path), 'utf8'));
        }
    }
    return new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
}

async function findPackedFolder(names: readonly string[], marker: string): Promise<string> {
    let folder = dirname(fileURLToPath(import.meta.url));
    for (let level = 0; level < 4; level++, folder = dirname(folder)) {
        for (const name of names) {
            const candidate = join(folder, name);
            if (await stat(join(candidate, marker)).then(() => true, () => false)) return candidate;
        }
    }
    throw new Error(`The installation lacks its folder '${names[0]}'.`);
}
