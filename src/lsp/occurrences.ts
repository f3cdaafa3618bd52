import type { AstNode, Reference } from 'langium';
import { AstUtils } from 'langium';
import type { Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { placeKey } from '../model/renaming/name-uses.js';
import { nameNodeOf, qualifiedNameOf, segmentsOf, type Declaration, type NamedSymbol } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/** A place where a symbol's own name is written; the `Billing.` before it is not part of the range. */
export interface Occurrence {
    uri: string;
    range: Range;
    declaration: boolean;
}

/** Every place that declares or names `symbol`, each once, in the order of files and text. */
export function findOccurrences(symbol: NamedSymbol, names: SystemNames): Occurrence[] {
    const named = symbol.declarations.filter(isOwnName).map(({ node }) => node);
    const declared = new Set<AstNode>(named);
    const contextName = ast.isContext(symbol.declarations[0]!.node) ? symbol.name : undefined;
    const origins = symbol.declarations.map(({ origin }) => origin);
    const found = new Map<string, Occurrence>();
    const add = (occurrence: Occurrence) => {
        const key = placeKey(occurrence);
        if (!found.has(key)) found.set(key, occurrence);
    };
    for (const { uri, range } of origins) add({ uri, range, declaration: true });
    for (const { uri, reference } of candidates(named, names)) {
        const target = reference.ref;
        if (!reference.$refNode || !target) continue;
        const segments = segmentsOf(reference.$refNode);
        const isQualifier = contextName !== undefined && segments.length > 1 && segments[0]!.text === contextName && contextNameOf(target) === contextName;
        const segment = isQualifier ? segments[0] : declared.has(target) ? segments.at(-1) : undefined;
        if (segment) add({ uri, range: segment.range, declaration: false });
    }
    if (named.length < symbol.declarations.length || named.some(isNamedInExpressions)) {
        for (const { origin } of names.uses.usesOf(origins)) add({ ...origin, declaration: false });
    }
    return [...found.values()].sort((left, right) => (left.uri < right.uri ? -1 : left.uri > right.uri ? 1 : 0)
        || left.range.start.line - right.range.start.line || left.range.start.character - right.range.start.character);
}

/** The references that may name one of the declarations: of a context it is all, since it stands before the names of others. */
function candidates(declarations: AstNode[], { documents, linked }: SystemNames): { uri: string; reference: Reference }[] {
    const [first] = declarations;
    if (!first || isMember(first)) return [];
    if (ast.isContext(first)) return documents.flatMap(document => referencesIn(document));
    // A state is named in its process, and by scenarios after the process's name.
    if (ast.isProcessState(first)) return [...referencesIn(AstUtils.getDocument(first) as SpecificationDocument), ...linked.referencesNaming(qualifiedNameOf(first.$container))];
    return linked.referencesNaming(qualifiedNameOf(first));
}

function referencesIn(document: SpecificationDocument): { uri: string; reference: Reference }[] {
    const uri = document.uri.toString();
    return (document.references as Reference[]).map(reference => ({ uri, reference }));
}

function isMember(node: AstNode): boolean {
    return ast.isField(node) || ast.isEnumValue(node);
}

/** What paths and literals may name, which are no references: fields and values, and what stands before a value. */
function isNamedInExpressions(node: AstNode): boolean {
    return isMember(node) || ast.isEnumDeclaration(node) || ast.isContext(node);
}

/** A key is declared by its part, too, but references to the part do not name it. */
function isOwnName({ node, origin }: Declaration): boolean {
    const name = nameNodeOf(node);
    return name !== undefined && placeKey({ uri: origin.uri, range: name.range }) === placeKey(origin);
}
