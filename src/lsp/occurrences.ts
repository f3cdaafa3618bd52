import type { AstNode, Reference } from 'langium';
import { AstUtils } from 'langium';
import type { Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { nameNodeOf, segmentsOf, type NamedSymbol } from './symbol-at.js';
import type { SpecificationDocument } from './system-documents.js';

/** A place where a symbol's own name is written; the `Billing.` before it is not part of the range. */
export interface Occurrence {
    uri: string;
    range: Range;
    declaration: boolean;
}

/** Every place in `documents` that declares or names `symbol`, in the order of files and text. */
export function findOccurrences(symbol: NamedSymbol, documents: SpecificationDocument[]): Occurrence[] {
    const declarations = new Set<AstNode>(symbol.declarations);
    const contextName = ast.isContext(symbol.declarations[0]!) ? symbol.name : undefined;
    const found: Occurrence[] = symbol.declarations.flatMap(node => {
        const name = nameNodeOf(node);
        return name ? [{ uri: AstUtils.getDocument(node).uri.toString(), range: name.range, declaration: true }] : [];
    });
    for (const document of documents) {
        const uri = document.uri.toString();
        for (const reference of document.references as Reference[]) {
            const target = reference.ref;
            if (!reference.$refNode || !target) continue;
            const segments = segmentsOf(reference.$refNode);
            const isQualifier = contextName !== undefined && segments.length > 1 && segments[0]!.text === contextName && contextNameOf(target) === contextName;
            const segment = isQualifier ? segments[0] : declarations.has(target) ? segments.at(-1) : undefined;
            if (segment) found.push({ uri, range: segment.range, declaration: false });
        }
    }
    return found.sort((left, right) => (left.uri < right.uri ? -1 : left.uri > right.uri ? 1 : 0)
        || left.range.start.line - right.range.start.line || left.range.start.character - right.range.start.character);
}
