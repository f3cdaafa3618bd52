import type { AstNode, Reference } from 'langium';
import type { Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { placeKey } from '../model/renaming/name-uses.js';
import { nameNodeOf, segmentsOf, type Declaration, type NamedSymbol } from './symbol-at.js';
import type { SystemNames } from './system-documents.js';

/** A place where a symbol's own name is written; the `Billing.` before it is not part of the range. */
export interface Occurrence {
    uri: string;
    range: Range;
    declaration: boolean;
}

/** Every place that declares or names `symbol`, each once, in the order of files and text. */
export function findOccurrences(symbol: NamedSymbol, { documents, uses }: SystemNames): Occurrence[] {
    const declared = new Set<AstNode>(symbol.declarations.filter(isOwnName).map(({ node }) => node));
    const contextName = ast.isContext(symbol.declarations[0]!.node) ? symbol.name : undefined;
    const origins = symbol.declarations.map(({ origin }) => origin);
    const found = new Map<string, Occurrence>();
    const add = (occurrence: Occurrence) => {
        const key = placeKey(occurrence);
        if (!found.has(key)) found.set(key, occurrence);
    };
    for (const { uri, range } of origins) add({ uri, range, declaration: true });
    for (const document of documents) {
        const uri = document.uri.toString();
        for (const reference of document.references as Reference[]) {
            const target = reference.ref;
            if (!reference.$refNode || !target) continue;
            const segments = segmentsOf(reference.$refNode);
            const isQualifier = contextName !== undefined && segments.length > 1 && segments[0]!.text === contextName && contextNameOf(target) === contextName;
            const segment = isQualifier ? segments[0] : declared.has(target) ? segments.at(-1) : undefined;
            if (segment) add({ uri, range: segment.range, declaration: false });
        }
    }
    for (const { origin } of uses.usesOf(origins)) add({ ...origin, declaration: false });
    return [...found.values()].sort((left, right) => (left.uri < right.uri ? -1 : left.uri > right.uri ? 1 : 0)
        || left.range.start.line - right.range.start.line || left.range.start.character - right.range.start.character);
}

/** A key is declared by its part, too, but references to the part do not name it. */
function isOwnName({ node, origin }: Declaration): boolean {
    const name = nameNodeOf(node);
    return name !== undefined && placeKey({ uri: origin.uri, range: name.range }) === placeKey(origin);
}
