import type { Expression } from '../flow-model.js';

/** Calls `visit` with an expression and everything that it is made of, from the outside in. */
export function visitExpression(expression: Expression, visit: (part: Expression) => void): void {
    visit(expression);
    switch (expression.kind) {
        case 'list': for (const item of expression.items) visitExpression(item, visit); break;
        case 'record': for (const { value } of expression.assignments) visitExpression(value, visit); break;
        case 'not':
        case 'negate': visitExpression(expression.operand, visit); break;
        case 'binary':
            visitExpression(expression.left, visit);
            visitExpression(expression.right, visit);
            break;
        case 'conditional':
            visitExpression(expression.condition, visit);
            visitExpression(expression.then, visit);
            visitExpression(expression.else, visit);
            break;
        case 'call': for (const argument of expression.arguments) visitExpression(argument, visit); break;
        default: break;
    }
}
