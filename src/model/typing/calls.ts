import type { Expression, ExpressionType } from '../flow-model.js';
import type { ExpressionTyper } from './expression-typer.js';
import { isNumeric, isOrdered, isPrimitive, primitive, required } from './kinds.js';
import { withItem, type Scope } from './scope.js';
import { capitalize, describe, suggest } from './wording.js';

/** The type of what a function gives. */
export function typeOfCall({ function: name, arguments: callArguments, origin }: Expression & { kind: 'call' }, scope: Scope, expected: ExpressionType | undefined, typer: ExpressionTyper): ExpressionType | undefined {
    if (!['count', 'sum', 'min', 'max'].includes(name)) {
        typer.findings.report(`There is no function '${name}'.${suggest(name, ['count', 'sum', 'min', 'max'])} What there is: count, sum, min, max.`, origin);
        for (const argument of callArguments) typer.infer(argument, scope);
        return undefined;
    }
    const [first, second] = callArguments;
    if (!first || callArguments.length > 2) {
        typer.findings.report(`'${name}' takes a list, and perhaps an expression on its 'item'.`, origin);
        return undefined;
    }
    const list = typer.infer(first, scope, second && (name === 'min' || name === 'max') ? expected : undefined);
    if (!list) {
        if (second && first.kind !== 'list') typer.infer(second, scope);
        return name === 'count' ? primitive('int') : undefined;
    }
    if (list.optional) {
        typer.findings.report(`'${name}' needs a list that is there, and this one may be missing.`, first.origin);
        return undefined;
    }
    if (list.kind !== 'list') {
        if ((name === 'min' || name === 'max') && second) {
            const other = typer.infer(second, scope, list);
            const joined = typer.join(typer.settle(first, list, other, scope), other, origin);
            if (joined && !isOrdered(joined)) typer.findings.report(`${capitalize(describe(joined))} has no order: '${name}' needs numbers, texts, times or durations.`, origin);
            return joined;
        }
        typer.findings.report(`'${name}' needs a list, not ${describe(list)}.`, first.origin);
        return undefined;
    }
    const inner = withItem(scope, list.element);
    if (name === 'count') {
        typer.expectCondition(second, inner);
        return primitive('int');
    }
    const element = second ? typer.infer(second, inner) : list.element;
    if (!element) return undefined;
    if (name === 'sum' ? !isNumeric(element) && !isPrimitive(element, 'duration') : !isOrdered(element)) {
        typer.findings.report(`'${name}' needs ${name === 'sum' ? 'numbers or durations' : 'values with an order'}, not ${describe(element)}.`, second?.origin ?? first.origin);
        return undefined;
    }
    // The sum of nothing is zero; the least of nothing is missing.
    return name === 'sum' ? required(element) : { ...element, optional: true };
}
