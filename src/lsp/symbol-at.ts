import type { AstNode, CstNode, LeafCstNode, Reference } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { Position, Range } from 'vscode-languageserver-types';
import type { Context, Specification } from '../language/generated/ast.js';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { collectSymbols } from '../language/symbols.js';
import type { Origin } from '../model/flow-model.js';
import type { NameUses } from '../model/renaming/name-uses.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/** Where a name is declared, and the node that declares it; of a part's key that is no field the part. */
export interface Declaration {
    node: AstNode;
    origin: Origin;
}

/**
 * What a word names: one thing, though it may be declared in several places (versions of a message, openings of a context),
 * or the fields of one name in several messages, where one word such as `by orderId` stands for all of them.
 */
export interface NamedSymbol {
    name: string;
    /** All places that declare it, in the order of files and text; at least one. */
    declarations: Declaration[];
    /** The word that was asked about. */
    range: Range;
}

/** What the word at `position` declares or refers to; undefined where it is no name, or a name of nothing. */
export function findSymbolAt(document: SpecificationDocument, { documents, uses }: SystemNames, position: Position): NamedSymbol | undefined {
    const root = document.parseResult.value.$cstNode;
    if (!root) return undefined;
    const leaf = CstUtils.findDeclarationNodeAtOffset(root, document.textDocument.offsetAt(position), /[\p{L}\p{N}_]/u);
    if (!leaf) return undefined;
    for (const reference of document.references as Reference[]) {
        const { $refNode: node } = reference;
        if (!node || leaf.offset < node.offset || leaf.end > node.end) continue;
        const segments = segmentsOf(node);
        const target = reference.ref;
        if (!target) return undefined;
        const isQualifier = segments.length > 1 && leaf.offset !== segments.at(-1)!.offset;
        return toSymbol(leaf, isQualifier ? findContexts(leaf.text, documents) : declarationsOf(target, documents));
    }
    const use = uses.useAt(document.uri.toString(), leaf.range.start);
    if (use) {
        const found = withKeys(use.declarations, uses).flatMap(origin => declarationAt(origin, documents) ?? []);
        // Of an enum and a context, which have references elsewhere, all that a reference finds.
        if (found.some(({ node }) => ast.isEnumDeclaration(node) || ast.isContext(node))) return toSymbol(leaf, declarationsOf(found[0]!.node, documents));
        return found.length > 0 ? { name: leaf.text, declarations: found, range: leaf.range } : undefined;
    }
    const declared = leaf.astNode;
    return nameNodeOf(declared)?.offset === leaf.offset ? toSymbol(leaf, declarationsOf(declared, documents)) : undefined;
}

function toSymbol({ range }: LeafCstNode, nodes: AstNode[]): NamedSymbol | undefined {
    const declarations = nodes.flatMap((node): Declaration[] => {
        const name = nameNodeOf(node);
        return name ? [{ node, origin: { uri: AstUtils.getDocument(node).uri.toString(), range: name.range } }] : [];
    });
    return declarations.length > 0 ? { name: nameOf(declarations[0]!.node), declarations, range } : undefined;
}

/** A key that is no field of its part stands for the fields that it is found by. */
function withKeys(declarations: Origin[], uses: NameUses): Origin[] {
    return [...new Set(declarations.flatMap(declaration =>
        (uses.memberAt(declaration)?.kind === 'key' ? uses.useAt(declaration.uri, declaration.range.start)?.declarations ?? [declaration] : [declaration])))];
}

function declarationAt(origin: Origin, documents: SpecificationDocument[]): Declaration | undefined {
    const node = leafAt(origin, documents)?.astNode;
    return node && { node, origin };
}

/** The word that begins at a place. */
export function leafAt({ uri, range }: Origin, documents: SpecificationDocument[]): LeafCstNode | undefined {
    const document = documents.find(each => each.uri.toString() === uri);
    const root = document?.parseResult.value.$cstNode;
    return root && CstUtils.findLeafNodeAtOffset(root, document.textDocument.offsetAt(range.start));
}

/** The names in a reference's text: two for `Billing.CapturePayment`. */
export function segmentsOf(node: CstNode): LeafCstNode[] {
    return CstUtils.flattenCst(node).filter(leaf => !leaf.hidden && leaf.text !== '.').toArray();
}

/** The place of a declaration's name; undefined of a node that has no name. */
export function nameNodeOf(node: AstNode): CstNode | undefined {
    if (!declaring.has(node.$type) || !node.$cstNode) return undefined;
    const name = (node as AstNode & { name?: string }).name;
    return name === undefined ? undefined : CstUtils.flattenCst(node.$cstNode).find(leaf => !leaf.hidden && leaf.astNode === node && leaf.text === name && isNameOf(leaf));
}

/** A declaration's name. */
export function nameOf(node: AstNode): string {
    return (node as AstNode & { name?: string }).name ?? '';
}

function isNameOf(leaf: LeafCstNode): boolean {
    const assignment = leaf.grammarSource && AstUtils.getContainerOfType(leaf.grammarSource, (node): node is AstNode & { feature: string } => node.$type === 'Assignment');
    return assignment?.feature === 'name';
}

const declaring = new Set<string>([
    ast.System.$type, ast.Broker.$type, ast.Context.$type, ast.Actor.$type, ast.Event.$type, ast.Command.$type, ast.Query.$type,
    ast.TypeDeclaration.$type, ast.EnumDeclaration.$type, ast.EnumValue.$type, ast.Field.$type, ast.Topic.$type, ast.Queue.$type,
    ast.Service.$type, ast.Aggregate.$type, ast.Projection.$type, ast.Process.$type, ast.ProcessState.$type,
]);

/** All openings of a context. */
export function findContexts(name: string, documents: SpecificationDocument[]): Context[] {
    return documents.flatMap(document => (document.parseResult.value as Specification).declarations.filter(ast.isContext).filter(context => context.name === name));
}

function declarationsOf(node: AstNode, documents: SpecificationDocument[]): AstNode[] {
    if (ast.isContext(node)) return findContexts(node.name, documents);
    // Fields, values and states are known by their place alone.
    if (ast.isField(node) || ast.isEnumValue(node) || ast.isProcessState(node)) return [node];
    const context = contextNameOf(node);
    const qualifiedName = context === undefined ? nameOf(node) : `${context}.${nameOf(node)}`;
    const declarations = documents.flatMap(document => collectSymbols(document))
        .filter(symbol => symbol.type === node.$type && symbol.name === qualifiedName)
        .map(symbol => symbol.node);
    return declarations.length > 0 ? declarations : [node];
}
