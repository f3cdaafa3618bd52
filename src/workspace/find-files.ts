import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { SluiceError } from '../model/sluice-error.js';
import { configurationFile, hasConfiguration, packageFile } from './configuration.js';
import { createGlobMatcher, createWayMatcher } from './glob.js';
import type { Configuration, FileSystem } from './system.js';
import { fileError } from './text-file.js';

const extension = '.sluice';

/**
 * The specification files of the system at `root`, absolute and sorted: those that "include" names, and those that
 * `paths` names as files. Without a configuration, files that are named are the whole system. Hidden folders,
 * node_modules and the folder of generated files are left out. So is a folder below with a configuration of its own,
 * which is a system of its own, unless "include" names files in it by spelling out the way there: `billing/*.sluice`
 * does, `**` does not. Links to folders are not followed, so that a loop of links has an end. Throws a `SluiceError`
 * where `paths` name no specification.
 */
export async function findSpecificationFiles(root: string, configuration: Configuration, paths: string[], fileSystem: FileSystem): Promise<string[]> {
    const named = await namedFiles(root, paths, fileSystem);
    if (configuration.path === undefined && paths.length > 0 && named.length === paths.length) return [...new Set(named)].sort(compare);
    const isIncluded = createGlobMatcher(configuration.include);
    const isSpelledOut = createWayMatcher(configuration.include);
    const skipped = resolve(root, configuration.generate.out);
    const found = new Set(named);
    const leftOut: string[] = [];
    const pending: { folder: string; system?: string }[] = [{ folder: root }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { folder } = next;
        const entries = await listFolder(folder, root, fileSystem);
        const way = slashed(relative(root, folder));
        const isSystem = folder !== root && await hasConfigurationIn(folder, entries, fileSystem);
        if (isSystem && !isSpelledOut(way)) {
            leftOut.push(way);
            continue;
        }
        const system = isSystem ? way : next.system;
        for (const { name, folder: isFolder } of entries) {
            const path = join(folder, name);
            if (isFolder) {
                if (!name.startsWith('.') && name !== 'node_modules' && path !== skipped) pending.push({ folder: path, ...(system !== undefined && { system }) });
            } else if (name.endsWith(extension)) {
                const below = slashed(relative(root, path));
                if (isIncluded(below) && (system === undefined || isSpelledOut(system, below))) found.add(path);
            }
        }
    }
    if (found.size === 0) throw nothingFound(root, configuration, leftOut.sort(compare));
    return [...found].sort(compare);
}

/** What cannot be read of a folder below is none of this system's business. */
async function hasConfigurationIn(folder: string, entries: { name: string }[], fileSystem: FileSystem): Promise<boolean> {
    if (!entries.some(({ name }) => name === configurationFile || name === packageFile)) return false;
    return await hasConfiguration(folder, fileSystem).catch(() => false);
}

/** A path with `/` whatever the platform. */
export function slashed(path: string): string {
    return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** Whether `path` is `folder` or below it. */
export function isWithin(folder: string, path: string): boolean {
    const way = relative(folder, path);
    return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

async function namedFiles(root: string, paths: string[], fileSystem: FileSystem): Promise<string[]> {
    const files: string[] = [];
    for (const path of paths) {
        const absolute = resolve(path);
        const kind = await fileSystem.kindOf(absolute);
        if (kind === undefined) throw new SluiceError(`There is no file or folder '${path}'.`, { hint: 'Check the path.' });
        if (!isWithin(root, absolute)) {
            throw new SluiceError(`'${path}' does not belong to the system in '${root}'.`, { hint: 'Give the paths of one system at a time.' });
        }
        if (kind === 'folder') continue;
        if (kind === 'other') throw new SluiceError(`'${path}' is neither a file nor a folder.`, { hint: `Give a folder, or files that end in ${extension}.` });
        if (!absolute.endsWith(extension)) {
            throw new SluiceError(`'${path}' is not a specification.`, { hint: `Specifications are files that end in ${extension}; give one, or a folder of them.` });
        }
        files.push(absolute);
    }
    return files;
}

async function listFolder(folder: string, root: string, fileSystem: FileSystem) {
    try {
        return await fileSystem.list(folder);
    } catch (error) {
        throw fileError(error, slashed(relative(root, folder)) || folder, 'read');
    }
}

function nothingFound(root: string, { path, include }: Configuration, leftOut: string[]): SluiceError {
    const folders = `'${leftOut.slice(0, 3).join("', '")}'${leftOut.length > 3 ? ' and others' : ''}`;
    if (path === undefined) {
        return new SluiceError(`There are no ${extension} files in '${root}'.`, {
            hint: leftOut.length > 0 ? `Folders below it are systems of their own, because they have a configuration: ${folders}. Give one of them.`
                : "Give the folder of a system, or start one with 'sluice init'.",
        });
    }
    return new SluiceError(`No ${extension} files match "include": ${include.map(glob => JSON.stringify(glob)).join(', ')}.`, {
        file: slashed(relative(root, path)),
        hint: `Globs are relative to '${root}'. Correct them, or add a first file.${leftOut.length > 0
            ? ` Folders with a configuration of their own are left out unless a glob spells out the way there, such as "${leftOut[0]}/**/*${extension}": ${folders}.` : ''}`,
    });
}

function compare(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}
