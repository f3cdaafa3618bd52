import type { AstNode } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { TextEdit } from '../model/diagnostic.js';

/** Writes a declaration on a line of its own into a block such as a context: behind `previous`, or else in front of what the block holds. */
export function insertInto(block: AstNode, previous: Pick<AstNode, '$cstNode'> | undefined, declaration: string): TextEdit[] {
    const document = AstUtils.getDocument(block);
    const text = document.textDocument.getText();
    const outer = indentationAt(text, block.$cstNode?.offset ?? 0) ?? '';
    const { $cstNode: cst } = previous ?? {};
    const brace = block.$cstNode && CstUtils.flattenCst(block.$cstNode).find(leaf => !leaf.hidden && leaf.text === '{' && leaf.astNode === block);
    const end = cst?.end ?? brace?.end;
    // Of a block that is half typed nobody knows where it begins.
    if (end === undefined) return [];
    const indentation = (cst && indentationAt(text, cst.offset)) ?? `${outer}  `;
    const comment = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
    const lines = declaration.split('\n').map(line => `\n${indentation}${line}`).join('');
    // What follows on the same line gets one of its own.
    const [, space, next] = /^([ \t]*)([^\s]?)/.exec(text.slice(end + comment.length))!;
    const start = document.textDocument.positionAt(end + comment.length);
    const range = next ? { start, end: document.textDocument.positionAt(end + comment.length + space!.length) } : { start, end: start };
    return [{ uri: document.uri.toString(), range, newText: next ? `${lines}\n${next === '}' ? outer : indentation}` : lines }];
}

/** The white space before what stands first on its line; undefined where something stands before it. */
function indentationAt(text: string, offset: number): string | undefined {
    const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    return before.trim() === '' ? before : undefined;
}
