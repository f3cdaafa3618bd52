import { AstUtils } from 'langium';
import type { DocumentHighlight, Location, LocationLink, Position } from 'vscode-languageserver-types';
import { DocumentHighlightKind } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { findOccurrences } from './occurrences.js';
import { findSymbolAt, nameNodeOf } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/** Where what `position` names is declared: all versions of a message, all openings of a context, all fields that a clause stands for. */
export function findDefinitions(document: SpecificationDocument, names: SystemNames, position: Position): LocationLink[] {
    const symbol = findSymbolAt(document, names, position);
    return (symbol?.declarations ?? []).map(({ node, origin }) => ({
        originSelectionRange: symbol!.range, targetUri: origin.uri, targetRange: node.$cstNode?.range ?? origin.range, targetSelectionRange: origin.range,
    }));
}

/** Where the types of what `position` names are declared: of a field those that its type names; nothing else has a type. */
export function findTypeDefinitions(document: SpecificationDocument, names: SystemNames, position: Position): Location[] {
    const symbol = findSymbolAt(document, names, position);
    const types = (symbol?.declarations ?? []).flatMap(({ node }) => (ast.isField(node) && node.type ? [node.type, ...AstUtils.streamAllContents(node.type).filter(ast.isTypeExpression)] : []));
    const targets = new Set(types.flatMap(type => type.reference?.ref ?? []));
    return [...targets].flatMap(target => {
        const name = nameNodeOf(target);
        return name ? [{ uri: AstUtils.getDocument(target).uri.toString(), range: name.range }] : [];
    });
}

/** Every place of the system that names what `position` names. */
export function findReferences(document: SpecificationDocument, names: SystemNames, position: Position, options: { includeDeclaration: boolean }): Location[] {
    const symbol = findSymbolAt(document, names, position);
    if (!symbol) return [];
    return findOccurrences(symbol, names)
        .filter(({ declaration }) => options.includeDeclaration || !declaration)
        .map(({ uri, range }) => ({ uri, range }));
}

/** The places of this document that name what `position` names. */
export function findHighlights(document: SpecificationDocument, names: SystemNames, position: Position): DocumentHighlight[] {
    const symbol = findSymbolAt(document, names, position);
    const own = document.uri.toString();
    return (symbol ? findOccurrences(symbol, names) : [])
        .filter(({ uri }) => uri === own)
        .map(({ range, declaration }) => ({ range, kind: declaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
}
