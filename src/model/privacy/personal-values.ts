import type { Expression, PathRoot } from '../flow-model.js';
import type { FieldHolder, PersonalData, PersonalPath } from './personal-data.js';

/** What the roots of paths are at some place; `item` tells what is personal behind a path in the items of a list. */
export type ValueScope = Partial<Record<Exclude<PathRoot, 'item'>, FieldHolder>> & { item?: (segments: readonly string[]) => readonly PersonalPath[] };

const none: readonly PersonalPath[] = [];

/**
 * What is personal in the value of an expression. Calculating with a personal value, or joining texts with it, gives a personal
 * one; comparing, counting and summing up do not: they tell of a person no more than any number does.
 */
export function personalPathsIn(expression: Expression, scope: ValueScope, personal: PersonalData): readonly PersonalPath[] {
    const inside = (inner: Expression) => personalPathsIn(inner, scope, personal);
    switch (expression.kind) {
        case 'path': return pathsBehind(expression.root, expression.segments, scope, personal);
        case 'negate': return inside(expression.operand);
        case 'conditional': return [...inside(expression.then), ...inside(expression.else)];
        case 'list': return expression.items.flatMap(inside);
        case 'record': return expression.assignments.flatMap(({ field, value }) => inside(value).map(path => ({ ...path, segments: [field, ...path.segments] })));
        case 'binary': return ['+', '-', '*', '/'].includes(expression.operator) ? [...inside(expression.left), ...inside(expression.right)] : [];
        case 'call': {
            const [first, second] = expression.arguments;
            if ((expression.function !== 'min' && expression.function !== 'max') || !first) return [];
            if (!second) return inside(first);
            if (first.type?.kind !== 'list') return [...inside(first), ...inside(second)];
            const item: ValueScope['item'] = segments => (first.kind === 'path' ? pathsBehind(first.root, [...first.segments, ...segments], scope, personal) : []);
            return personalPathsIn(second, { ...scope, item }, personal);
        }
        default: return none;
    }
}

function pathsBehind(root: PathRoot, segments: readonly string[], scope: ValueScope, personal: PersonalData): readonly PersonalPath[] {
    if (root === 'item') return scope.item?.(segments) ?? none;
    const holder = scope[root];
    return holder ? personal.pathsAt(holder, segments) : none;
}
