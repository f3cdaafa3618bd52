import type { CompositeCstNode, CstNode } from 'langium';
import { concat, group, indent, line, type Document } from './document.js';
import { isKeyword, isLeaf, separate } from './nodes.js';

/** What the layout of expressions needs of the layout of everything. */
export interface Layout {
    node(node: CstNode): Document;
    bracket(children: CstNode[]): Document;
    plain(children: CstNode[]): Document;
}

const sums = new Set(['+', '-']);

/** Lays out an expression with operators, brackets or cases; undefined of anything else. Only length breaks its lines. */
export function layOutExpression(node: CompositeCstNode, children: CstNode[], layout: Layout): Document | undefined {
    switch (node.astNode.$type) {
        case 'Binary': return group(chain(children, ['or', 'and'], layout));
        case 'Conditional': return conditional(children, layout);
        case 'ListLiteral': return layout.bracket(children);
        case 'Path': case 'Annotation': return call(children, layout);
        default: return undefined;
    }
}

function chain(children: CstNode[], [operator, ...tighter]: string[], layout: Layout): Document {
    if (operator === undefined) return sum(children, layout);
    const parts = separate(children, operator);
    if (parts.length === 1) return chain(children, tighter, layout);
    return concat(parts.map((part, index) => {
        if (index === 0) return group(chain(part, tighter, layout));
        const [word, ...rest] = part as [CstNode, ...CstNode[]];
        return indent(concat([line(), layout.node(word), group(chain(rest, tighter, layout))]));
    }));
}

function sum(children: CstNode[], layout: Layout): Document {
    const parts: Document[] = [];
    for (let index = 0; index < children.length; index++) {
        const child = children[index]!;
        if (isLeaf(child) && sums.has(child.text) && index > 0) {
            parts.push(group(indent(concat([line(), layout.node(child), layout.node(children[++index]!)]))));
        } else parts.push(isLeaf(child) && index > 0 ? indent(layout.node(child)) : layout.node(child));
    }
    return concat(parts);
}

function conditional(children: CstNode[], layout: Layout): Document {
    return group(concat(children.map((child, index) => {
        const document = layout.node(child);
        return isKeyword(child, 'then') || isKeyword(child, 'else') ? indent(concat([line(), document])) : index > 0 ? indent(document) : document;
    })));
}

function call(children: CstNode[], layout: Layout): Document {
    const open = children.findIndex(child => isKeyword(child, '(') || (isLeaf(child) && child.text === '('));
    if (open < 0) return layout.plain(children);
    return concat([layout.plain(children.slice(0, open)), layout.bracket(children.slice(open))]);
}
