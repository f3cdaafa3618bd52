import { AstUtils } from 'langium';
import type { DocumentHighlight, Location, LocationLink, Position } from 'vscode-languageserver-types';
import { DocumentHighlightKind } from 'vscode-languageserver-types';
import { findOccurrences } from './occurrences.js';
import { findSymbolAt, nameNodeOf } from './symbol-at.js';
import type { SpecificationDocument } from './system-documents.js';

/** Where what `position` names is declared: all versions of a message, all openings of a context. */
export function findDefinitions(document: SpecificationDocument, documents: SpecificationDocument[], position: Position): LocationLink[] {
    const symbol = findSymbolAt(document, documents, position);
    return (symbol?.declarations ?? []).flatMap(node => {
        const name = nameNodeOf(node);
        if (!name || !node.$cstNode) return [];
        return [{
            originSelectionRange: symbol!.range, targetUri: AstUtils.getDocument(node).uri.toString(),
            targetRange: node.$cstNode.range, targetSelectionRange: name.range,
        }];
    });
}

/** Every place of the system that names what `position` names. */
export function findReferences(document: SpecificationDocument, documents: SpecificationDocument[], position: Position, options: { includeDeclaration: boolean }): Location[] {
    const symbol = findSymbolAt(document, documents, position);
    if (!symbol) return [];
    return findOccurrences(symbol, documents)
        .filter(({ declaration }) => options.includeDeclaration || !declaration)
        .map(({ uri, range }) => ({ uri, range }));
}

/** The places of this document that name what `position` names. */
export function findHighlights(document: SpecificationDocument, documents: SpecificationDocument[], position: Position): DocumentHighlight[] {
    const symbol = findSymbolAt(document, documents, position);
    const own = document.uri.toString();
    return (symbol ? findOccurrences(symbol, documents) : [])
        .filter(({ uri }) => uri === own)
        .map(({ range, declaration }) => ({ range, kind: declaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
}
