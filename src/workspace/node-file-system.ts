import { lstat, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WritableFileSystem } from './system.js';

/** The file system of the machine. */
export const nodeFileSystem: WritableFileSystem = {
    readFile: path => readFile(path),

    async kindOf(path) {
        try {
            const found = await stat(path);
            return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
        } catch (error) {
            if (isMissing(error)) return undefined;
            // A link to nothing or to itself, or something behind a closed door: it is there, but cannot be used.
            return await lstat(path).then(() => 'other' as const, () => undefined);
        }
    },

    /** Links to folders count as files of no use here; sockets and pipes are left out, because reading one may never end. */
    async list(path) {
        const entries: { name: string; folder: boolean }[] = [];
        for (const entry of await readdir(path, { withFileTypes: true })) {
            if (entry.isDirectory() || entry.isFile()) entries.push({ name: entry.name, folder: entry.isDirectory() });
            else if (entry.isSymbolicLink()) {
                const kind = await stat(join(path, entry.name)).then(found => (found.isFile() ? 'file' : 'other'), () => 'broken');
                if (kind !== 'other') entries.push({ name: entry.name, folder: false });
            }
        }
        return entries.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
    },

    makeFolder: path => mkdir(path, { recursive: true }),

    async writeFile(path, text) {
        const file = await open(path, 'w');
        try {
            await file.writeFile(text);
        } finally {
            await file.close();
        }
    },

    rename: (from, to) => rename(from, to),

    removeFile: path => rm(path),

    async removeEmptyFolder(path) {
        try {
            await rmdir(path);
        } catch (error) {
            if (!isNotEmpty(error)) throw error;
        }
    },
};

function isMissing(error: unknown): boolean {
    return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

function isNotEmpty(error: unknown): boolean {
    return hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST');
}

function hasCode(error: unknown, code: string): boolean {
    return error instanceof Error && 'code' in error && error.code === code;
}
