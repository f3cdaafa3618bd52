import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { TextEdit } from '../../model/diagnostic.js';
import type { Range } from '../../model/flow-model.js';

/** What goes with a declaration when it is taken out: its documentation and the line comments directly above, and the end of its line where nothing else stands on it. */
export function rangeWithDocumentation(node: AstNode): Range | undefined {
    const cst = node.$cstNode;
    if (!cst) return undefined;
    const { textDocument } = AstUtils.getDocument(node);
    const text = textDocument.getText();
    let start = lineStart(text, cst.offset);
    const isAlone = text.slice(start, cst.offset).trim() === '';
    if (!isAlone) start = cst.offset;
    while (isAlone && start > 0) {
        const above = lineStart(text, start - 1);
        if (!/^[ \t]*\/\//.test(text.slice(above, start))) break;
        start = above;
    }
    const [behind] = /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r\n|\n|\r|$)/.exec(text.slice(cst.end)) ?? [''];
    const end = cst.end + (isAlone ? behind.length : 0);
    // Of two empty lines that would be left one above the other, one goes.
    const gap = isAlone && behind !== '' && isBlankAbove(text, start) ? /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(end))?.[0].length ?? 0 : 0;
    return { start: textDocument.positionAt(start), end: textDocument.positionAt(end + gap) };
}

/** Takes a declaration out, with its documentation. */
export function remove(node: AstNode): TextEdit[] {
    const range = rangeWithDocumentation(node);
    return range ? [{ uri: AstUtils.getDocument(node).uri.toString(), range, newText: '' }] : [];
}

/** Writes another declaration where one stands; what was said of that one goes with it. */
export function replaceBy(node: AstNode, declaration: string): TextEdit[] {
    const range = rangeWithDocumentation(node);
    if (!range) return [];
    const { textDocument, uri } = AstUtils.getDocument(node);
    const start = textDocument.offsetAt(range.start);
    const indentation = /^[ \t]*/.exec(textDocument.getText().slice(start))![0];
    const end = node.$cstNode!.range.end;
    return [{ uri: uri.toString(), range: { start: range.start, end }, newText: declaration.split('\n').map(line => `${indentation}${line}`).join('\n') }];
}

function isBlankAbove(text: string, start: number): boolean {
    const above = text.slice(lineStart(text, start - 1), start);
    return start === 0 || above.trim() === '' || above.trim().endsWith('{');
}

function lineStart(text: string, offset: number): number {
    let start = Math.max(offset, 0);
    while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
    return start;
}
