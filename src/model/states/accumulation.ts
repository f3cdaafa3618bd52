import type { Evolution, Expression } from '../flow-model.js';

/** True where what an event does depends on what came before it, so that a missing one makes all that follows wrong. */
export function accumulates({ statements }: Evolution): boolean {
    return statements.some(statement => {
        switch (statement.kind) {
            case 'assign': return statement.operator !== '=' || readsState(statement.value);
            case 'append':
            case 'remove':
            case 'removeWhere': return true;
            case 'delete': return false;
        }
    });
}

function readsState(expression: Expression): boolean {
    switch (expression.kind) {
        case 'path': return expression.root === 'state';
        case 'not':
        case 'negate': return readsState(expression.operand);
        case 'binary': return readsState(expression.left) || readsState(expression.right);
        case 'conditional': return [expression.condition, expression.then, expression.else].some(readsState);
        case 'call': return expression.arguments.some(readsState);
        case 'list': return expression.items.some(readsState);
        case 'record': return expression.assignments.some(({ value }) => readsState(value));
        default: return false;
    }
}
