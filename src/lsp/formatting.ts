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
    // How lines end is the editor's own affair.
    const before = text.split(/\r\n|\n|\r/);
    const whole = { start: { line: 0, character: 0 }, end: { line: before.length - 1, character: before.at(-1)!.length } };
    // A line break in an edit would become one with a lone carriage return that stays before it.
    if (/\r(?!\n)/.test(text)) return [{ range: whole, newText: formatted }];
    const after = formatted.split('\n');
    let start = 0;
    // The last line of the shorter text has no line break behind it that could be kept.
    while (start < before.length - 1 && start < after.length - 1 && before[start] === after[start]) start++;
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
        range: { start: { line: start, character: 0 }, end: reachesEnd ? whole.end : { line: end, character: 0 } },
        newText: after.slice(start, after.length - same).map(line => `${line}\n`).join('').slice(0, reachesEnd ? -1 : undefined),
    }];
}
