import { CstUtils } from 'langium';
import type { Position, Range, TextEdit } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SpecificationFormatter } from './formatting.js';
import type { SpecificationDocument } from './system-documents.js';

/** The edit that lays out the lines of `range` as the layout of the whole text does; none where that has syntax errors. */
export function formatRange({ textDocument }: Pick<SpecificationDocument, 'textDocument'>, range: Range, format: SpecificationFormatter): TextEdit[] {
    const text = textDocument.getText();
    const formatted = format(text);
    if (formatted === undefined) return [];
    // Nothing but white space moves: what is written is the same in both texts, letter by letter.
    const first = lettersIn(text.slice(0, textDocument.offsetAt({ line: range.start.line, character: 0 })));
    const last = lettersIn(text.slice(0, textDocument.offsetAt({ line: range.end.line + 1, character: 0 })));
    const before = between(text, first, last);
    const after = between(formatted, first, last);
    return shortest(textDocument, before, after);
}

/** Lays out the block that the brace just typed in front of `position` closes. */
export function formatClosedBlock(document: SpecificationDocument, position: Position, format: SpecificationFormatter): TextEdit[] {
    const root = document.parseResult.value.$cstNode;
    const leaf = root && CstUtils.findLeafNodeAtOffset(root, document.textDocument.offsetAt(position) - 1);
    const block = leaf?.text === '}' ? leaf.astNode.$cstNode : undefined;
    return block ? formatRange(document, block.range, format) : [];
}

function lettersIn(text: string): number {
    return text.replace(/\s+/g, '').length;
}

interface Slice {
    start: number;
    text: string;
}

/**
 * What stands between the letters of these numbers, with the white space before it, which is its indentation; what stands behind
 * belongs to the next line, except at the end of the text.
 */
function between(text: string, first: number, last: number): Slice {
    let letters = 0;
    let start = 0;
    let end = 0;
    for (let offset = 0; offset < text.length; offset++) {
        if (/\s/.test(text[offset]!)) continue;
        letters++;
        if (letters === first) start = offset + 1;
        if (letters === last) end = offset + 1;
        if (letters > last) return { start, text: text.slice(start, Math.max(start, end)) };
    }
    return { start, text: text.slice(start) };
}

/** The edit from one text to the other without what both begin and end with. */
function shortest(textDocument: Pick<TextDocument, 'positionAt'>, before: Slice, after: Slice): TextEdit[] {
    const from = before.text.replaceAll('\r\n', '\n');
    if (from === after.text) return [];
    // Where lines end in two characters, single ones cannot be counted.
    const trims = from === before.text;
    let start = 0;
    while (trims && start < from.length && start < after.text.length && from[start] === after.text[start]) start++;
    let end = 0;
    while (trims && end < from.length - start && end < after.text.length - start && from.at(-1 - end) === after.text.at(-1 - end)) end++;
    return [{
        range: { start: textDocument.positionAt(before.start + start), end: textDocument.positionAt(before.start + before.text.length - end) },
        newText: after.text.slice(start, after.text.length - end),
    }];
}
