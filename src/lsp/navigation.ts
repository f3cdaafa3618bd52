import type { DocumentHighlight, Location, LocationLink, Position } from 'vscode-languageserver-types';
import { DocumentHighlightKind } from 'vscode-languageserver-types';
import { findOccurrences } from './occurrences.js';
import { findSymbolAt } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/** Where what `position` names is declared: all versions of a message, all openings of a context, all fields that a clause stands for. */
export function findDefinitions(document: SpecificationDocument, names: SystemNames, position: Position): LocationLink[] {
    const symbol = findSymbolAt(document, names, position);
    return (symbol?.declarations ?? []).map(({ node, origin }) => ({
        originSelectionRange: symbol!.range, targetUri: origin.uri, targetRange: node.$cstNode?.range ?? origin.range, targetSelectionRange: origin.range,
    }));
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
