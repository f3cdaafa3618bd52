import type { CstNode } from 'langium';
import { isCompositeCstNode } from 'langium';
import type { Position, Range, SelectionRange } from 'vscode-languageserver-types';
import { isBefore } from '../model/ranges.js';
import type { SpecificationDocument } from './system-documents.js';

/** What a selection at each of `positions` grows to, step by step: the word, what it is part of, up to the whole document. */
export function findSelectionRanges(document: SpecificationDocument, positions: Position[]): SelectionRange[] {
    const { textDocument, parseResult } = document;
    const whole: Range = { start: { line: 0, character: 0 }, end: textDocument.positionAt(textDocument.getText().length) };
    return positions.map(position => {
        let selection: SelectionRange = { range: whole };
        for (let node: CstNode | undefined = parseResult.value.$cstNode; node; node = childAt(node, position)) {
            if (isSmaller(node.range, selection.range)) selection = { range: node.range, parent: selection };
        }
        return selection;
    });
}

/** Between two words the one that begins at the place is meant. */
function childAt(node: CstNode, position: Position): CstNode | undefined {
    if (!isCompositeCstNode(node)) return undefined;
    return node.content.findLast(({ hidden, range }) => !hidden && !isBefore(position, range.start) && !isBefore(range.end, position));
}

function isSmaller(inner: Range, outer: Range): boolean {
    return isBefore(outer.start, inner.start) || isBefore(inner.end, outer.end);
}
