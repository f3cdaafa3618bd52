import { AstUtils } from 'langium';
import type { AstNode } from 'langium';
import type { Position, TypeHierarchyItem } from 'vscode-languageserver-types';
import { SymbolKind } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { nameOfKind, symbolKindOf } from './node-kinds.js';
import { findSymbolAt, nameNodeOf, nameOf, qualifiedNameOf } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/*
 * The type hierarchy: a version of a message goes back to the one before it, and a member of a union is a kind of the union.
 */

type Typed = ast.Message | ast.TypeDeclaration;

/** The versions of the message, or the type, that `position` names; the latest version where it is named and not declared. Empty where it names neither. */
export function prepareTypeHierarchy(document: SpecificationDocument, names: SystemNames, position: Position): TypeHierarchyItem[] {
    const symbol = findSymbolAt(document, names, position);
    const nodes = (symbol?.declarations ?? []).map(({ node }) => node).filter(isTyped);
    const declared = nodes.find(node => AstUtils.getDocument(node) === document && contains(nameNodeOf(node), document.textDocument.offsetAt(position)));
    const node = declared ?? nodes.reduce<Typed | undefined>((latest, each) => (latest && versionOf(latest) >= versionOf(each) ? latest : each), undefined);
    return node ? toItems(node) : [];
}

/** What an item comes from: a message's version before it, the unions that a type is a member of; undefined where the item is gone. */
export function findSupertypes(item: TypeHierarchyItem, names: SystemNames): TypeHierarchyItem[] | undefined {
    const node = findNode(item, names);
    if (!node) return undefined;
    if (!ast.isTypeDeclaration(node)) return versionsOf(node, names).filter(each => versionOf(each) < versionOf(node)).slice(-1).flatMap(toItems);
    const unions = names.linked.referencesNaming(qualifiedNameOf(node)).filter(({ reference }) => reference.ref === node).flatMap(({ container }) => unionAround(container) ?? []);
    return [...new Set(unions)].sort(byPlace).flatMap(toItems);
}

/** What comes of an item: a message's next version, the members of a union; undefined where the item is gone. */
export function findSubtypes(item: TypeHierarchyItem, names: SystemNames): TypeHierarchyItem[] | undefined {
    const node = findNode(item, names);
    if (!node) return undefined;
    if (!ast.isTypeDeclaration(node)) return versionsOf(node, names).filter(each => versionOf(each) > versionOf(node)).slice(0, 1).flatMap(toItems);
    return [...new Set(membersOf(node.alias))].flatMap(toItems);
}

function isTyped(node: AstNode): node is Typed {
    return ast.isMessage(node) || ast.isTypeDeclaration(node);
}

function versionOf(node: Typed): number {
    return ast.isTypeDeclaration(node) ? 0 : Number(node.version ?? 1);
}

/** All versions of a message, the oldest first. */
function versionsOf(node: ast.Message, names: SystemNames): ast.Message[] {
    const all = names.linked.declarationsOf(qualifiedNameOf(node)).map(symbol => symbol.node).filter(ast.isMessage).filter(({ $type }) => $type === node.$type);
    return all.sort((left, right) => versionOf(left) - versionOf(right));
}

/** The union that a type expression is a member of, where it is all that a type is declared as. */
function unionAround(node: AstNode): ast.TypeDeclaration | undefined {
    const declaration = AstUtils.getContainerOfType(node, ast.isTypeDeclaration);
    return declaration?.alias && expressionsIn(declaration.alias).some(each => each === node) ? declaration : undefined;
}

function membersOf(alias: ast.TypeExpression | undefined): ast.TypeDeclaration[] {
    return (alias ? expressionsIn(alias) : []).flatMap(({ reference }) => (ast.isTypeDeclaration(reference?.ref) ? [reference.ref] : []));
}

/** The members of a union as they are written; a list of something is no kind of it. */
function expressionsIn(alias: ast.TypeExpression): ast.TypeExpression[] {
    const members: ast.TypeExpression[] = [];
    for (let current: ast.TypeExpression | undefined = alias; current; current = current.next) {
        if (current.suffixes.some(({ list }) => list)) continue;
        if (current.group) members.push(...expressionsIn(current.group));
        else members.push(current);
    }
    return members;
}

function toItems(node: Typed): TypeHierarchyItem[] {
    const name = nameNodeOf(node);
    const cst = node.$cstNode;
    if (!name || !cst) return [];
    const context = AstUtils.getContainerOfType(node, ast.isContext)?.name;
    const version = ast.isMessage(node) ? ` version ${versionOf(node)}` : '';
    return [{
        name: nameOf(node), kind: symbolKindOf(node.$type) ?? SymbolKind.Object,
        detail: `${nameOfKind(node.$type)}${version}${context === undefined ? '' : ` in ${context}`}`,
        uri: AstUtils.getDocument(node).uri.toString(), range: cst.range, selectionRange: name.range,
        ...(node.annotations.some(annotation => annotation.name === 'deprecated') && { tags: [1 as const] }),
        data: { id: qualifiedNameOf(node), version: versionOf(node) },
    }];
}

/** An editor gives back what it was given; any other program may give anything. */
function findNode({ data }: TypeHierarchyItem, { linked }: SystemNames): Typed | undefined {
    if (typeof data !== 'object' || data === null) return undefined;
    const { id, version } = data as Record<string, unknown>;
    return typeof id === 'string' ? linked.declarationsOf(id).map(({ node }) => node).filter(isTyped).find(node => versionOf(node) === version) : undefined;
}

function contains(cst: { offset: number; end: number } | undefined, offset: number): boolean {
    return cst !== undefined && cst.offset <= offset && offset <= cst.end;
}

function byPlace(left: AstNode, right: AstNode): number {
    const [leftUri, rightUri] = [left, right].map(node => AstUtils.getDocument(node).uri.toString()) as [string, string];
    return leftUri < rightUri ? -1 : leftUri > rightUri ? 1 : (left.$cstNode?.offset ?? 0) - (right.$cstNode?.offset ?? 0);
}
