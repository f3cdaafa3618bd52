import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import type { SystemFiles } from '../lsp/systems.js';
import { SluiceError } from '../model/sluice-error.js';
import { hasConfiguration, loadConfiguration } from '../workspace/configuration.js';
import { findSpecificationFiles, isWithin } from '../workspace/find-files.js';
import { nodeFileSystem } from '../workspace/node-file-system.js';

/** Systems in folders of this machine; a document from elsewhere, or not saved yet, is a system of its own. */
export const nodeSystemFiles: SystemFiles = {
    async findRoot(uri, folders) {
        if (!isFile(uri)) return uri;
        const start = dirname(fileURLToPath(uri));
        const limit = folders.filter(isFile).map(folder => fileURLToPath(folder)).filter(folder => isWithin(folder, start)).sort((left, right) => right.length - left.length)[0];
        for (let folder = start; ; folder = dirname(folder)) {
            if (await isRoot(folder)) return toUri(folder);
            if (folder === limit) return toUri(folder);
            // Without a folder that is open, what lies beside a file is not known to belong to it.
            if (dirname(folder) === folder) return uri;
        }
    },

    async listSpecifications(root) {
        if (!isFile(root)) return [];
        const path = fileURLToPath(root);
        if (await nodeFileSystem.kindOf(path) !== 'folder') return await nodeFileSystem.kindOf(path) === 'file' ? [root] : [];
        const configuration = await loadConfiguration(path, nodeFileSystem);
        const others = (await findRootsBelow(path)).filter(other => other !== path);
        try {
            const files = await findSpecificationFiles(path, configuration, [], nodeFileSystem);
            return files.filter(file => !others.some(other => isWithin(other, file))).map(toUri);
        } catch (error) {
            // An empty folder is no mistake in an editor: its first file is about to be written.
            if (error instanceof SluiceError && error.details.file === undefined) return [];
            throw error;
        }
    },

    async findRoots(folder) {
        if (!isFile(folder)) return [];
        const path = fileURLToPath(folder);
        return [...new Set([path, ...await findRootsBelow(path)])].map(toUri);
    },

    async read(uri) {
        if (!isFile(uri)) return undefined;
        try {
            return new TextDecoder().decode(await nodeFileSystem.readFile(fileURLToPath(uri)));
        } catch {
            return undefined;
        }
    },
};

/** Deeper than this nobody keeps a system, and a home folder that was opened by mistake is not searched for minutes. */
const deepestRoot = 6;

async function findRootsBelow(path: string, depth = 0): Promise<string[]> {
    const roots = await isRoot(path) ? [path] : [];
    if (depth >= deepestRoot) return roots;
    const entries = await nodeFileSystem.list(path).catch(() => []);
    for (const { name, folder } of entries) {
        if (folder && !name.startsWith('.') && name !== 'node_modules') roots.push(...await findRootsBelow(join(path, name), depth + 1));
    }
    return roots;
}

async function isRoot(folder: string): Promise<boolean> {
    return hasConfiguration(folder, nodeFileSystem).catch(() => false);
}

function isFile(uri: string): boolean {
    return uri.startsWith('file:');
}

/** As editors write them: `vscode-uri` and they encode the same characters. */
function toUri(path: string): string {
    return URI.parse(pathToFileURL(path).toString()).toString();
}
