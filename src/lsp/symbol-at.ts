import type { AstNode, CstNode, LeafCstNode, Reference } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { Position, Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
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
export function findSymbolAt(document: SpecificationDocument, names: SystemNames, position: Position): NamedSymbol | undefined {
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
        return toSymbol(leaf, isQualifier ? findContexts(leaf.text, names) : declarationsOf(target, names));
    }
    const declared = leaf.astNode;
    if (nameNodeOf(declared)?.offset === leaf.offset) return toSymbol(leaf, declarationsOf(declared, names));
    const { uses } = names;
    const use = uses.useAt(document.uri.toString(), leaf.range.start);
    if (!use) return undefined;
    const found = withKeys(use.declarations, uses).flatMap(origin => declarationAt(origin, names) ?? []);
    // Of an enum and a context, which have references elsewhere, all that a reference finds.
    if (found.some(({ node }) => ast.isEnumDeclaration(node) || ast.isContext(node))) return toSymbol(leaf, declarationsOf(found[0]!.node, names));
    return found.length > 0 ? { name: leaf.text, declarations: found, range: leaf.range } : undefined;
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

function declarationAt(origin: Origin, names: SystemNames): Declaration | undefined {
    const node = leafAt(origin, names)?.astNode;
    return node && { node, origin };
}

/** The word that begins at a place. */
export function leafAt({ uri, range }: Origin, { linked }: SystemNames): LeafCstNode | undefined {
    const document = linked.get(uri);
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
function findContexts(name: string, { linked }: SystemNames): AstNode[] {
    return linked.declarationsOf(name).map(({ node }) => node).filter(ast.isContext);
}

function declarationsOf(node: AstNode, names: SystemNames): AstNode[] {
    // Fields, values and states are known by their place alone.
    if (ast.isField(node) || ast.isEnumValue(node) || ast.isProcessState(node)) return [node];
    const declarations = names.linked.declarationsOf(qualifiedNameOf(node)).map(symbol => symbol.node).filter(each => each.$type === node.$type);
    return declarations.length > 0 ? declarations : [node];
}

/** The name by which all of the system may know a declaration. */
export function qualifiedNameOf(node: AstNode): string {
    const context = ast.isContext(node) ? undefined : contextNameOf(node);
    return context === undefined ? nameOf(node) : `${context}.${nameOf(node)}`;
}
