import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { mergeFixes } from '../model/fixes.js';
import { isWithin, slashed } from './find-files.js';
import { openSystem } from './open-system.js';
import type { FileSystem, OpenedSystem } from './system.js';

/** One fix may make room for the next; a fix that brings back what it mends must not go on for ever. */
const mostPasses = 10;

/** A file that fixes change. */
export interface FixedFile {
    path: string;
    /** Relative to the system's root, with `/`. */
    shown: string;
    before: string;
    text: string;
}

/**
 * Works out the fixes of what is found in the files that `paths` name (which may change other files too: a name is
 * changed everywhere), and gives the system as it then is and the files to write; writes nothing. With `unsafe` also those
 * that a person must look at. Of fixes that touch the same text the first is taken.
 */
export async function fixSystem(opened: OpenedSystem, paths: string[], { unsafe }: { unsafe: boolean }, fileSystem: FileSystem): Promise<{ system: OpenedSystem; files: FixedFile[] }> {
    const texts = new Map<string, string>();
    const overlaid: FileSystem = {
        kindOf: path => fileSystem.kindOf(path),
        list: path => fileSystem.list(path),
        readFile: async path => {
            const text = texts.get(path);
            return text === undefined ? fileSystem.readFile(path) : new TextEncoder().encode(text);
        },
    };
    let system = opened;
    for (let pass = 0; pass < mostPasses; pass++) {
        const changed = fixedTexts(system, paths.map(path => resolve(path)), unsafe);
        if (changed.length === 0) break;
        for (const { path, text } of changed) texts.set(path, text);
        system = await openSystem(paths, overlaid);
    }
    const files = opened.files.flatMap(({ path, text: before }) => {
        const text = texts.get(path);
        return text === undefined || text === before ? [] : [{ path, shown: slashed(relative(opened.root, path)), before, text }];
    });
    return { system, files };
}

function fixedTexts({ files, diagnostics }: OpenedSystem, scopes: string[], unsafe: boolean): { path: string; text: string }[] {
    const known = new Set(files.map(({ uri }) => uri));
    const edits = mergeFixes(diagnostics.flatMap(({ origin, fixes }) => {
        if (!known.has(origin.uri) || (scopes.length > 0 && !scopes.some(scope => isWithin(scope, fileURLToPath(origin.uri))))) return [];
        const fix = fixes.find(({ safe }) => safe) ?? (unsafe ? fixes[0] : undefined);
        return fix?.edits.every(edit => known.has(edit.uri)) ? [fix] : [];
    }));
    return files.flatMap(({ path, uri, text }) => {
        const fixed = TextDocument.applyEdits(TextDocument.create(uri, 'sluice', 0, text), edits.get(uri) ?? []);
        return fixed === text ? [] : [{ path, text: fixed }];
    });
}
