import { basename, dirname, join } from 'node:path';
import type { PlannedChange, WritePlan } from './plan-files.js';
import type { WritableFileSystem } from './system.js';
import { fileError } from './text-file.js';

/**
 * Carries out a plan: every file is first written whole beside its place, and only when all are there do they take their
 * places. Where one cannot be written, what was begun is cleared away, and a `SluiceError` says which.
 */
export async function writePlan({ changes, manifest }: WritePlan, fileSystem: WritableFileSystem): Promise<void> {
    const written = [...changes, ...(manifest ? [manifest] : [])].filter(({ kind }) => kind !== 'remove');
    await replaceFiles(written, fileSystem);
    for (const { path, shown } of changes.filter(({ kind }) => kind === 'remove')) {
        await attempt(shown, 'removed', async () => {
            await fileSystem.removeFile(path);
            await removeEmptyFolders(dirname(path), manifest && dirname(manifest.path), fileSystem);
        });
    }
}

/** Writes files whole or not at all: `text` into `path`, for each. */
export async function replaceFiles(files: readonly Pick<PlannedChange, 'path' | 'shown' | 'text'>[], fileSystem: WritableFileSystem): Promise<void> {
    const staged: { from: string; to: string; shown: string }[] = [];
    const folders: string[] = [];
    const made = new Set<string>();
    try {
        for (const { path, shown, text = '' } of files) {
            const folder = dirname(path);
            if (!made.has(folder)) {
                const first = await attempt(shown, 'written', () => fileSystem.makeFolder(folder));
                if (first !== undefined) folders.push(...foldersBetween(first, folder));
                made.add(folder);
            }
            const from = join(folder, `.${basename(path)}.${process.pid}.sluice-tmp`);
            staged.push({ from, to: path, shown });
            await attempt(shown, 'written', () => fileSystem.writeFile(from, text));
        }
    } catch (error) {
        for (const { from } of staged) await fileSystem.removeFile(from).catch(() => undefined);
        for (const folder of folders.reverse()) await fileSystem.removeEmptyFolder(folder).catch(() => undefined);
        throw error;
    }
    for (const [index, { from, to, shown }] of staged.entries()) {
        try {
            await attempt(shown, 'written', () => fileSystem.rename(from, to));
        } catch (error) {
            for (const rest of staged.slice(index)) await fileSystem.removeFile(rest.from).catch(() => undefined);
            throw error;
        }
    }
}

async function attempt<T>(shown: string, doing: string, act: () => Promise<T>): Promise<T> {
    try {
        return await act();
    } catch (error) {
        throw fileError(error, shown, doing);
    }
}

/** `first`, and what is below it on the way to `last`. */
function foldersBetween(first: string, last: string): string[] {
    const folders: string[] = [];
    for (let folder = last; folder.length >= first.length; folder = dirname(folder)) {
        folders.unshift(folder);
        if (folder === first || dirname(folder) === folder) break;
    }
    return folders;
}

async function removeEmptyFolders(folder: string, top: string | undefined, fileSystem: WritableFileSystem): Promise<void> {
    for (let current = folder; top !== undefined && current.length > top.length; current = dirname(current)) {
        if ((await fileSystem.list(current)).length > 0) return;
        await fileSystem.removeEmptyFolder(current);
    }
}
