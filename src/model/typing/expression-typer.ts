import type { Assignment, Expression, ExpressionType, Field, Origin } from '../flow-model.js';
import type { FieldTypes } from '../field-types.js';
import { describeType, isAssignable, type TypeIndex } from '../type-index.js';
import { typeOfCall } from './calls.js';
import type { Findings } from './findings.js';
import { boolean, isNumeric, isPrimitive, primitive, required } from './kinds.js';
import { outOfLimits } from './limits.js';
import { literalFits } from './literals.js';
import { typeOfName, typeOfPath } from './names.js';
import { typeOfBinary } from './operators.js';
import { typeOfRecord } from './records.js';
import { noFields, type Scope } from './scope.js';
import { capitalize, describe, suggest } from './wording.js';

/** Works out what expressions are, notes it in them, and reports what does not fit. */
export class ExpressionTyper {
    constructor(
        readonly types: TypeIndex,
        readonly findings: Findings,
    ) {}

    /** Checks what is assigned to fields of `owner`. */
    fill(assignments: Assignment[], fieldsOf: () => FieldTypes, owner: string, scope: Scope): void {
        if (assignments.length === 0) return;
        const fields = fieldsOf();
        const seen: string[] = [];
        for (const { field, operator, value, origin } of assignments) {
            const expected = this.expectField(field, fields, owner, origin);
            this.beginWith({ field, operator, origin }, seen);
            this.expectIn(value, expected, fields.declarationOf(field), scope);
        }
    }

    /** Reports what a value that is given for the first time cannot be: a change, or the second one. */
    beginWith({ field, operator, origin }: Pick<Assignment, 'field' | 'operator' | 'origin'>, seen: string[]): void {
        if (operator !== '=') this.findings.report(`'${operator}' changes a value that is there, and '${field}' has none yet. Write '='.`, origin);
        if (seen.includes(field)) this.findings.report(`'${field}' is given a value twice. Keep one of them.`, origin);
        seen.push(field);
    }

    /** The type of a field that is named; undefined where it is not there, which is reported, or not known. */
    expectField(name: string, fields: FieldTypes, owner: string, origin: Origin): ExpressionType | undefined {
        const found = fields.get(name);
        if (found || fields === noFields || fields.has(name)) {
            this.findings.noteField(fields, name, origin);
            return found;
        }
        this.findings.report(`'${owner}' has no field '${name}'.${suggest(name, fields.names())}`, origin);
        return undefined;
    }

    /** Checks a value that is for a field, within its limits where the field is known. */
    expectIn(value: Expression, expected: ExpressionType | undefined, field: Field | undefined, scope: Scope): void {
        if (!this.expect(value, expected, scope)) return;
        for (const { message, origin } of field ? outOfLimits(value, field, this.types) : []) this.findings.report(message, origin);
    }

    /** Checks an expression where a type is expected; false where it is reported not to fit. */
    expect(expression: Expression, expected: ExpressionType | undefined, scope: Scope): boolean {
        const found = this.infer(expression, scope, expected);
        if (!found || !expected || isAssignable(found, expected) || literalFits(expression, expected)) return found !== undefined;
        this.mismatch(found, expected, expression.origin);
        return false;
    }

    /** Checks an expression that must be true or false. */
    expectCondition(condition: Expression | undefined, scope: Scope): void {
        if (condition) this.expect(condition, boolean, scope);
    }

    /** Reports a value that is of another type than its place needs. */
    mismatch(found: ExpressionType, expected: ExpressionType, origin: Origin): void {
        if (found.optional && isAssignable({ ...found, optional: false } as ExpressionType, expected)) {
            this.findings.report(`The value may be missing (${describeType(found)}), but ${describe(expected)} is needed. Say what holds without it: 'if … == null then … else …'.`, origin);
        } else this.findings.report(`${capitalize(describe(found))} does not fit where ${describe(expected)} is needed.`, origin);
    }

    /** What an expression is; undefined where that cannot be said. `expected` is what its place asks for. */
    infer(expression: Expression, scope: Scope, expected?: ExpressionType): ExpressionType | undefined {
        const type = this.typeOf(expression, scope, expected);
        if (!type) return expression.type;
        // Of several types a literal is the first that admits it.
        const wanted = expected?.kind === 'union' && !isAssignable(type, expected) ? expected.alternatives.find(alternative => literalFits(expression, alternative)) : expected;
        expression.type = wanted && literalFits(expression, wanted) ? required(wanted) : type;
        return expression.type;
    }

    /** A literal on the left takes the type of what stands on the right: `2 * event.price`. */
    settle(left: Expression, leftType: ExpressionType | undefined, rightType: ExpressionType | undefined, scope: Scope): ExpressionType | undefined {
        return rightType && literalFits(left, rightType) ? this.infer(left, scope, rightType) : leftType;
    }

    /** The one type that two alternatives of an expression have in common. */
    join(left: ExpressionType | undefined, right: ExpressionType | undefined, origin: Origin): ExpressionType | undefined {
        if (!left || !right) return left ?? right;
        const optional = left.optional || right.optional;
        if (left.kind === 'null') return { ...right, optional };
        if (right.kind === 'null') return { ...left, optional };
        if (isAssignable(required(left), required(right))) return { ...right, optional };
        if (isAssignable(required(right), required(left))) return { ...left, optional };
        this.findings.report(`One way gives ${describe(left)}, the other ${describe(right)}: both must give the same type.`, origin);
        return undefined;
    }

    private typeOf(expression: Expression, scope: Scope, expected: ExpressionType | undefined): ExpressionType | undefined {
        switch (expression.kind) {
            case 'text': return primitive('string');
            case 'number': return primitive(expression.value.includes('.') ? 'decimal' : 'int');
            case 'boolean': return boolean;
            case 'null': return { kind: 'null', optional: true };
            case 'duration': return primitive('duration');
            case 'date': return primitive('date');
            case 'path': return typeOfPath(expression, scope, this);
            case 'name': return typeOfName(expression, scope, expected, this);
            case 'not':
                this.expect(expression.operand, boolean, scope);
                return boolean;
            case 'negate': {
                const operand = this.infer(expression.operand, scope, expected);
                if (operand && !isNumeric(operand) && !isPrimitive(operand, 'duration')) this.findings.report(`'-' needs a number or a duration, not ${describe(operand)}.`, expression.origin);
                return operand;
            }
            case 'conditional': return this.typeOfConditional(expression, scope, expected);
            case 'list': return this.typeOfList(expression, scope, expected);
            case 'record': return typeOfRecord(expression, scope, expected, this);
            case 'call': return typeOfCall(expression, scope, expected, this);
            case 'binary': return typeOfBinary(expression, scope, expected, this);
        }
    }

    private typeOfConditional(expression: Expression & { kind: 'conditional' }, scope: Scope, expected: ExpressionType | undefined): ExpressionType | undefined {
        this.expectCondition(expression.condition, scope);
        const left = this.infer(expression.then, scope, expected);
        const right = this.infer(expression.else, scope, expected ?? left);
        const settled = this.settle(expression.then, left, right, scope);
        // Each way may be another one of several types.
        if (expected?.kind === 'union' && settled && right && isAssignable(required(settled), expected) && isAssignable(required(right), expected)) return { ...expected, optional: settled.optional || right.optional };
        return this.join(settled, right, expression.origin);
    }

    private typeOfList(expression: Expression & { kind: 'list' }, scope: Scope, expected: ExpressionType | undefined): ExpressionType | undefined {
        const wanted = expected?.kind === 'union' ? expected.alternatives.find(({ kind }) => kind === 'list') : expected;
        const element = wanted?.kind === 'list' ? wanted.element : undefined;
        let common = element;
        for (const item of expression.items) {
            if (element) this.expect(item, element, scope);
            else {
                const found = this.infer(item, scope);
                common = common ? this.join(common, found, item.origin) : found;
            }
        }
        return common ? { kind: 'list', element: common, optional: false } : wanted?.kind === 'list' ? { ...wanted, optional: false } : undefined;
    }
}
