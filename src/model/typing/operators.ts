import type { BinaryOperator, Expression, ExpressionType, Origin } from '../flow-model.js';
import { isAssignable } from '../type-index.js';
import type { ExpressionTyper } from './expression-typer.js';
import type { Findings } from './findings.js';
import { boolean, isArithmetic, isNumeric, isOrdered, isPrimitive, primitive, required } from './kinds.js';
import { literalFits } from './literals.js';
import type { Scope } from './scope.js';
import { capitalize, describe } from './wording.js';

/** The type of an operation on two values; `expected` is what its place asks for. */
export function typeOfBinary({ operator, left, right, origin }: Expression & { kind: 'binary' }, scope: Scope, expected: ExpressionType | undefined, typer: ExpressionTyper): ExpressionType | undefined {
    if (operator === 'and' || operator === 'or') {
        typer.expect(left, boolean, scope);
        typer.expect(right, boolean, scope);
        return boolean;
    }
    if (isArithmetic(operator)) {
        const hint = expected && isNumeric(expected) ? { ...expected, optional: false } as ExpressionType : undefined;
        const leftType = typer.infer(left, scope, hint);
        const rightType = typer.infer(right, scope, leftType && isNumeric(leftType) ? leftType : hint);
        return arithmetic(operator, typer.settle(left, leftType, rightType, scope), rightType, { expression: right, origin, findings: typer.findings });
    }
    // The side that says more tells the other what a bare enum name or a literal means.
    const leftFirst = left.kind !== 'name';
    const first = leftFirst ? left : right;
    const second = leftFirst ? right : left;
    const firstType = typer.infer(first, scope);
    const secondType = typer.infer(second, scope, firstType && required(firstType));
    if (!firstType || !secondType) return boolean;
    if (firstType.kind === 'null' || secondType.kind === 'null') {
        if (operator !== '==' && operator !== '!=') typer.findings.report(`'null' has no order. Compare with '==' or '!='.`, origin);
        else if (!firstType.optional || !secondType.optional) typer.findings.report('This value is never missing, so comparing it with null always gives the same answer.', origin);
        return boolean;
    }
    const comparable = literalFits(first, secondType) || literalFits(second, firstType)
        || isAssignable(required(firstType), required(secondType)) || isAssignable(required(secondType), required(firstType));
    if (!comparable) typer.findings.report(`${capitalize(describe(firstType))} cannot be compared with ${describe(secondType)}.`, origin);
    else if (operator !== '==' && operator !== '!=') {
        if (!isOrdered(firstType)) typer.findings.report(`${capitalize(describe(firstType))} has no order: '${operator}' needs numbers, texts, times or durations.`, origin);
        else if (firstType.optional || secondType.optional) typer.findings.report(`'${operator}' compares values, and this one may be missing. Check it with '!= null' first, in an 'if'.`, origin);
    } else if (firstType.kind === 'list' || firstType.kind === 'map') typer.findings.report(`${capitalize(describe(firstType))} cannot be compared; compare its parts.`, origin);
    return boolean;
}

/** The type of a sum, a difference, a product or a quotient. */
export function arithmetic(operator: BinaryOperator, left: ExpressionType | undefined, right: ExpressionType | undefined, { expression: rightExpression, origin, findings }: { expression: Expression; origin: Origin; findings: Findings }): ExpressionType | undefined {
    if (!left || !right) return undefined;
    if (left.optional || right.optional) {
        findings.report(`'${operator}' needs values, and this one may be missing. Say what holds without it: 'if … == null then … else …'.`, origin);
        return undefined;
    }
    if (isNumeric(left) && isNumeric(right)) {
        const names = [left.name, right.name];
        if (names.includes('decimal') && names.includes('float')) {
            findings.report("A decimal is exact and a float is not: they do not mix. Make both one of the two.", origin);
            return undefined;
        }
        if (names.includes('decimal') && left.name !== right.name && !literalFits(rightExpression, left)) return primitive('decimal');
        return primitive(names.includes('decimal') ? 'decimal' : names.includes('float') || operator === '/' ? 'float' : names.includes('long') ? 'long' : 'int');
    }
    if (operator === '+' && isPrimitive(left, 'string') && isPrimitive(right, 'string')) return primitive('string');
    if (operator === '+' || operator === '-') {
        if (isPrimitive(left, 'timestamp') && isPrimitive(right, 'duration')) return primitive('timestamp');
        if (isPrimitive(left, 'duration') && isPrimitive(right, 'duration')) return primitive('duration');
        if (operator === '-' && isPrimitive(left, 'timestamp') && isPrimitive(right, 'timestamp')) return primitive('duration');
    }
    findings.report(`'${operator}' does not work between ${describe(left)} and ${describe(right)}.`, origin);
    return undefined;
}
