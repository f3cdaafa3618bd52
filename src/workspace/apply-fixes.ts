import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../model/diagnostic.js';
import type { Position } from '../model/flow-model.js';
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
    const edits = new Map<string, TextEdit[]>();
    const known = new Set(files.map(({ uri }) => uri));
    for (const { origin, fixes } of diagnostics) {
        if (!known.has(origin.uri) || (scopes.length > 0 && !scopes.some(scope => isWithin(scope, fileURLToPath(origin.uri))))) continue;
        const fix = fixes.find(({ safe }) => safe) ?? (unsafe ? fixes[0] : undefined);
        // A fix is done as a whole or not at all.
        if (!fix || !fix.edits.every(edit => known.has(edit.uri) && !(edits.get(edit.uri) ?? []).some(other => overlap(edit, other)))) continue;
        for (const edit of fix.edits) edits.set(edit.uri, [...edits.get(edit.uri) ?? [], edit]);
    }
    return files.flatMap(({ path, uri, text }) => {
        const fixed = TextDocument.applyEdits(TextDocument.create(uri, 'sluice', 0, text), edits.get(uri) ?? []);
        return fixed === text ? [] : [{ path, text: fixed }];
    });
}

function overlap(left: TextEdit, right: TextEdit): boolean {
    return compare(left.range.start, right.range.end) <= 0 && compare(right.range.start, left.range.end) <= 0;
}

function compare(left: Position, right: Position): number {
    return left.line - right.line || left.character - right.character;
}
