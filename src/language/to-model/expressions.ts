import type { Assignment, Expression, PathRoot, Statement } from '../../model/flow-model.js';
import type * as ast from '../generated/ast.js';
import type { Origins } from './origins.js';
import { readDuration } from './units.js';

const pathRoots = new Set<string>(['event', 'command', 'query', 'state', 'item'] satisfies PathRoot[]);

/** Turns a tree's expression into the model's; what a half-typed tree lacks becomes `null`. */
export function toExpression(node: ast.Expression | undefined, origins: Origins, parent: Expression['origin']): Expression {
    const expression: Expression = node ? convert(node, origins) : { kind: 'null', origin: parent };
    origins.expressions.push(expression);
    return expression;
}

function convert(node: ast.Expression, origins: Origins): Expression {
    const origin = origins.ofNode(node);
    const inner = (child: ast.Expression | undefined) => toExpression(child, origins, origin);
    switch (node.$type) {
        case 'Text': return { kind: 'text', value: node.value, origin };
        case 'Numeral': return { kind: 'number', value: node.value, origin };
        case 'BooleanLiteral': return { kind: 'boolean', value: node.value === 'true', origin };
        case 'NullLiteral': return { kind: 'null', origin };
        case 'DurationLiteral': return { kind: 'duration', milliseconds: readDuration(node.value), origin };
        case 'DateLiteral': return { kind: 'date', value: node.value, origin };
        case 'ListLiteral': return { kind: 'list', items: node.items.map(inner), origin };
        case 'RecordLiteral': return { kind: 'record', assignments: toAssignments(node.assignments, origins), ...(node.type && { as: origins.ofReference(node.type) }), origin };
        case 'Parenthesis': return inner(node.inner);
        case 'Not': return { kind: 'not', operand: inner(node.operand), origin };
        case 'Negation': return { kind: 'negate', operand: inner(node.operand), origin };
        case 'Binary': {
            const left = inner(node.left);
            const right = inner(node.right);
            // Every operation of a chain has the chain's text; its own reaches from its left to its right operand.
            const range = { start: left.origin.range.start, end: right.origin.range.end };
            return { kind: 'binary', operator: node.operator, left, right, origin: { uri: origin.uri, range } };
        }
        case 'Conditional': return { kind: 'conditional', condition: inner(node.condition), then: inner(node.then), else: inner(node.else), origin };
        case 'Path': {
            const [root = '', ...segments] = node.segments;
            if (node.call) return { kind: 'call', function: node.segments.join('.'), arguments: node.arguments.map(inner), origin };
            const places = origins.ofProperties(node, 'segments');
            if (pathRoots.has(root) && (segments.length > 0 || root === 'item')) return { kind: 'path', root: root as PathRoot, segments, origins: places.slice(1), origin };
            return { kind: 'name', text: node.segments.join('.'), origins: places, origin };
        }
    }
}

export function toAssignments(nodes: ast.Assignment[], origins: Origins): Assignment[] {
    return nodes.map(node => toAssignment(node, origins));
}

function toAssignment(node: ast.Assignment, origins: Origins): Assignment {
    const origin = origins.ofProperty(node, 'field');
    return { field: node.field ?? '', operator: node.operator ?? '=', value: toExpression(node.value, origins, origin), origin };
}

export function toStatement(node: ast.Statement, origins: Origins): Statement {
    const origin = node.$type === 'Delete' ? origins.ofNode(node) : origins.ofProperty(node, 'field');
    switch (node.$type) {
        case 'Assignment': return { kind: 'assign', field: node.field ?? '', operator: node.operator ?? '=', value: toExpression(node.value, origins, origin), origin };
        case 'Append': return { kind: 'append', field: node.field ?? '', value: toExpression(node.value, origins, origin), origin };
        case 'Remove': return node.condition
            ? { kind: 'removeWhere', field: node.field ?? '', condition: toExpression(node.condition, origins, origin), origin }
            : { kind: 'remove', field: node.field ?? '', value: toExpression(node.value, origins, origin), origin };
        case 'Delete': return { kind: 'delete', origin };
    }
}
