import type { AstNode, CstNode } from 'langium';
import { CstUtils } from 'langium';
import type { CodeAction, Position } from 'vscode-languageserver-types';
import { CodeActionKind } from 'vscode-languageserver-types';
import type { TextEdit } from '../../model/diagnostic.js';
import type { SpecificationDocument, SystemNames } from '../system-documents.js';
import { toWorkspaceEdit } from '../workspace-edit.js';

/** Offers what can be made of the text at a position; empty where there is nothing of the kind. */
export type Refactoring = (document: SpecificationDocument, names: SystemNames, position: Position) => CodeAction[];

/** A refactoring that can be done. */
export function refactoring(title: string, kind: 'extract' | 'inline' | 'move' | 'rewrite', edits: TextEdit[]): CodeAction {
    return { title, kind: `${CodeActionKind.Refactor}.${kind}`, edit: toWorkspaceEdit(edits, {}) };
}

/** A refactoring that somebody may look for here, with the reason why it cannot be done. */
export function refusedRefactoring(title: string, kind: 'extract' | 'inline' | 'move' | 'rewrite', reason: string): CodeAction {
    return { title, kind: `${CodeActionKind.Refactor}.${kind}`, disabled: { reason } };
}

/** The innermost node at a position, or in front of it. */
export function nodeAt(document: SpecificationDocument, position: Position): AstNode | undefined {
    return leafBefore(document, position)?.astNode;
}

/** The visible word or sign at a position, or in front of it. */
export function leafBefore(document: SpecificationDocument, position: Position): CstNode | undefined {
    const root = document.parseResult.value.$cstNode;
    const offset = document.textDocument.offsetAt(position);
    return root && (CstUtils.findDeclarationNodeAtOffset(root, offset) ?? (offset > 0 ? CstUtils.findLeafNodeAtOffset(root, offset - 1) : undefined));
}

/** A name of a context that nothing in it has yet. */
export function freeName(wanted: string, context: string, { linked }: SystemNames): string {
    let name = wanted;
    for (let count = 2; linked.declarationsOf(`${context}.${name}`).length > 0; count++) name = `${wanted}${count}`;
    return name;
}

/** `shippedTo` as a type or a part is named: `ShippedTo`. */
export function capitalized(name: string): string {
    return name.charAt(0).toUpperCase() + name.slice(1);
}
