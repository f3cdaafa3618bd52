import type { CstNode, LeafCstNode } from 'langium';

/** True where the grammar has this word here, and not a name that is spelled like it. */
export function isKeyword(node: CstNode, value?: string): boolean {
    return isLeaf(node) && node.grammarSource?.$type === 'Keyword' && (value === undefined || node.text === value);
}

/** True of tokens; false of nodes that hold others. */
export function isLeaf(node: CstNode): node is LeafCstNode {
    return !('content' in node);
}

/** Splits at each `separator`, which begins the part behind it. */
export function separate(children: CstNode[], separator: string): CstNode[][] {
    const parts: CstNode[][] = [[]];
    for (const child of children) {
        if (isLeaf(child) && child.text === separator && child.grammarSource?.$type !== 'RuleCall') parts.push([child]);
        else parts.at(-1)!.push(child);
    }
    return parts;
}
