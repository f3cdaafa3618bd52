import type { TextEdit } from 'vscode-languageserver-types';

/** Gives a specification its one layout; undefined where it has syntax errors. */
export type SpecificationFormatter = (text: string) => string | undefined;

/**
 * The edits from `text` to its layout, a line at a time, so that cursors and folded parts elsewhere stay put. Text that
 * cannot be laid out gets none.
 */
export function formatDocument(text: string, format: SpecificationFormatter): TextEdit[] {
    const formatted = format(text);
    if (formatted === undefined || formatted === text) return [];
    const before = text.split('\n');
    const after = formatted.split('\n');
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start]) start++;
    let same = 0;
    while (same < before.length - start && same < after.length - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
    if (before.length === after.length) {
        const edits: TextEdit[] = [];
        for (let line = start; line < before.length - same; line++) {
            if (before[line] !== after[line]) edits.push({ range: { start: { line, character: 0 }, end: { line, character: before[line]!.length } }, newText: after[line]! });
        }
        return edits;
    }
    const end = before.length - same;
    // The line break in front of what stays belongs to the changed lines, except where they reach the end of the file.
    const reachesEnd = same === 0;
    return [{
        range: { start: { line: start, character: 0 }, end: reachesEnd ? { line: before.length - 1, character: before.at(-1)!.length } : { line: end, character: 0 } },
        newText: after.slice(start, after.length - same).map(line => `${line}\n`).join('').slice(0, reachesEnd ? -1 : undefined),
    }];
}
