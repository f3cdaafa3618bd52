import type { AstNode, LeafCstNode } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import { SemanticTokensBuilder } from 'vscode-languageserver';
import * as ast from '../language/generated/ast.js';
import type { SpecificationDocument } from './system-documents.js';

const types = ['namespace', 'class', 'enum', 'type', 'enumMember', 'event', 'function', 'property', 'variable', 'decorator', 'keyword'];
type TokenType = 'namespace' | 'class' | 'enum' | 'type' | 'enumMember' | 'event' | 'function' | 'property' | 'variable' | 'decorator' | 'keyword';

/** What the numbers of the tokens stand for. */
export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: types, tokenModifiers: ['declaration'] };

const typeOfNode: Record<string, TokenType> = {
    [ast.System.$type]: 'namespace', [ast.Context.$type]: 'namespace', [ast.Broker.$type]: 'variable', [ast.Actor.$type]: 'class',
    [ast.Event.$type]: 'event', [ast.Command.$type]: 'function', [ast.Query.$type]: 'function', [ast.TypeDeclaration.$type]: 'type',
    [ast.EnumDeclaration.$type]: 'enum', [ast.EnumValue.$type]: 'enumMember', [ast.Field.$type]: 'property', [ast.Topic.$type]: 'variable',
    [ast.Queue.$type]: 'variable', [ast.Service.$type]: 'class', [ast.Aggregate.$type]: 'class', [ast.Projection.$type]: 'class',
    [ast.Process.$type]: 'class', [ast.ProcessState.$type]: 'enumMember', [ast.Annotation.$type]: 'decorator',
};
const fieldProperties = new Set(['field', 'fields', 'key', 'segments']);
const roots = new Set(['event', 'command', 'query', 'state', 'item']);
const functions = new Set(['count', 'sum', 'min', 'max']);

/** Colours names by what they are: any keyword may be a name, which a pattern cannot tell. */
export function highlight(document: SpecificationDocument): SemanticTokens {
    const builder = new SemanticTokensBuilder();
    const root = document.parseResult.value.$cstNode;
    if (!root) return builder.build();
    const referenced = new Map<number, TokenType>();
    for (const reference of document.references) {
        if (!('ref' in reference) || !reference.ref || !reference.$refNode) continue;
        const segments = CstUtils.flattenCst(reference.$refNode).filter(({ hidden, text }) => !hidden && text !== '.').toArray();
        const target = typeOfNode[reference.ref.$type];
        segments.forEach((segment, index) => {
            const type = index < segments.length - 1 ? 'namespace' : target;
            if (type) referenced.set(segment.offset, type);
        });
    }
    for (const leaf of CstUtils.flattenCst(root)) {
        if (leaf.hidden || leaf.range.start.line !== leaf.range.end.line) continue;
        const token = referenced.get(leaf.offset) ?? typeOfLeaf(leaf);
        if (token === undefined) continue;
        const { line, character } = leaf.range.start;
        builder.push(line, character, leaf.length, types.indexOf(token), isDeclaration(leaf) ? 1 : 0);
    }
    return builder.build();
}

function typeOfLeaf(leaf: LeafCstNode): TokenType | undefined {
    const feature = featureOf(leaf);
    if (feature === 'name') return typeOfNode[leaf.astNode.$type];
    if (!/^[\p{L}_]/u.test(leaf.text)) return undefined;
    if (feature === 'segments') return typeOfSegment(leaf);
    if (feature !== undefined && fieldProperties.has(feature) && !isKeywordOf(leaf)) return 'property';
    return undefined;
}

function typeOfSegment(leaf: LeafCstNode): TokenType {
    const path = leaf.astNode;
    if (!ast.isPath(path)) return 'property';
    const isFirst = leaf.offset === path.$cstNode?.offset;
    if (!isFirst) return 'property';
    if (path.call || functions.has(leaf.text) && path.segments.length === 1) return 'function';
    return roots.has(leaf.text) ? 'variable' : 'enumMember';
}

/** True where the grammar itself says the word, and not a name that happens to be spelled like it. */
function isKeywordOf(leaf: LeafCstNode): boolean {
    return leaf.grammarSource?.$type === 'Keyword';
}

function isDeclaration(leaf: LeafCstNode): boolean {
    return featureOf(leaf) === 'name' && leaf.astNode.$type !== ast.Annotation.$type;
}

function featureOf(leaf: LeafCstNode): string | undefined {
    const source = leaf.grammarSource;
    return source && AstUtils.getContainerOfType(source, (node): node is AstNode & { feature: string } => node.$type === 'Assignment')?.feature;
}
