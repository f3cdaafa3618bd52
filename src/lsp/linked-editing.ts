import type { AstNode } from 'langium';
import type { LinkedEditingRanges, Position } from 'vscode-languageserver';
import * as ast from '../language/generated/ast.js';
import { findOccurrences } from './occurrences.js';
import { findSymbolAt, qualifiedNameOf } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/**
 * The places that change together while the name at `position` is typed anew: those of a name that this file alone declares and
 * uses. Undefined of what has to be renamed with more care: fields, keys and values, by whose names something is carried over, and whatever other files name.
 */
export function findLinkedRanges(document: SpecificationDocument, names: SystemNames, position: Position): LinkedEditingRanges | undefined {
    const symbol = findSymbolAt(document, names, position);
    if (!symbol) return undefined;
    const nodes = symbol.declarations.map(({ node }) => node);
    if (nodes.some(node => ast.isField(node) || ast.isEnumValue(node) || ast.isContext(node) || isPublic(node))) return undefined;
    // A part's key stands for the fields of messages.
    if (symbol.declarations.some(({ origin }) => names.uses.memberAt(origin))) return undefined;
    const own = document.uri.toString();
    const occurrences = findOccurrences(symbol, names);
    // A name that another file looks up, even in vain, would begin to mean something there.
    const elsewhere = nodes.some(node => !ast.isProcessState(node) && names.linked.referencesNaming(qualifiedNameOf(node)).some(({ uri }) => uri !== own));
    if (elsewhere || occurrences.some(({ uri }) => uri !== own)) return undefined;
    return { ranges: occurrences.map(({ range }) => range), wordPattern: '[\\p{L}_][\\p{L}\\p{N}_]*' };
}

function isPublic(node: AstNode): boolean {
    return (ast.isMessage(node) || ast.isQuery(node)) && node.public;
}
