import type { Expression, ExpressionType } from '../flow-model.js';
import type { FieldTypes } from '../field-types.js';
import { describeType } from '../type-index.js';
import type { ExpressionTyper } from './expression-typer.js';
import { required } from './kinds.js';
import type { Scope } from './scope.js';
import { capitalize, describe } from './wording.js';

type RecordExpression = Expression & { kind: 'record' };
type NamedType = ExpressionType & { kind: 'named' };

/** The type of a record that is written out: the one that is needed; of several, the one that it says or that has its fields; or a map. */
export function typeOfRecord(expression: RecordExpression, scope: Scope, expected: ExpressionType | undefined, typer: ExpressionTyper): ExpressionType | undefined {
    delete expression.tag;
    if (expected?.kind === 'map' && !expression.as) return typeOfMap(expression, expected, scope, typer);
    const chosen = chooseType(expression, scope, expected, typer);
    const fields = chosen && typer.types.fieldsOf(chosen);
    if (!fields) {
        for (const { value } of expression.assignments) typer.infer(value, scope);
        return undefined;
    }
    if (expected?.kind === 'union') {
        const tag = typer.types.recordName(chosen.target);
        if (tag !== undefined) expression.tag = tag;
    }
    const owner = describeType(required(chosen));
    typer.fill(expression.assignments, () => fields, owner, scope);
    for (const name of scope.partial ? [] : missingFields(expression, fields)) typer.findings.report(`'${name}' of ${owner} is missing. Add '${name} = …'.`, expression.origin);
    return required(chosen);
}

function typeOfMap(expression: RecordExpression, expected: ExpressionType & { kind: 'map' }, scope: Scope, typer: ExpressionTyper): ExpressionType {
    const seen: string[] = [];
    for (const { field, operator, value, origin } of expression.assignments) {
        typer.beginWith({ field, operator, origin }, seen);
        if (field === '__proto__') typer.findings.report(`'__proto__' cannot be a key: programs would take it for something else. Choose another.`, origin);
        typer.expect(value, expected.value, scope);
    }
    return { ...expected, optional: false };
}

/** Which record it is; what is wrong with the choice is reported. */
function chooseType(expression: RecordExpression, scope: Scope, expected: ExpressionType | undefined, typer: ExpressionTyper): NamedType | undefined {
    const { as: said, assignments, origin } = expression;
    const { findings, types } = typer;
    if (said) {
        // A name that does not resolve has been reported.
        if (said.target === undefined) return undefined;
        const type: NamedType = { kind: 'named', target: said.target, optional: false };
        const admitted = expected?.kind === 'union' ? expected.alternatives : expected ? [expected] : [type];
        if (!types.fieldsOf(type)) findings.report(`'${said.text}' has no fields, and this is a record. Name a type with fields.`, said.origin);
        else if (!admitted.some(other => other.kind === 'named' && other.target === said.target)) findings.report(`${capitalize(describe(type))} does not fit where ${describe(required(expected!))} is needed.`, said.origin);
        return type;
    }
    if (expected?.kind !== 'union') {
        if (expected && !types.fieldsOf(expected)) findings.report(`${capitalize(describe(expected))} is needed here, not a record of fields.`, origin);
        return expected?.kind === 'named' ? expected : undefined;
    }
    const records = expected.alternatives.filter((one): one is NamedType => one.kind === 'named' && types.fieldsOf(one) !== undefined);
    const fitting = records.filter(one => assignments.every(({ field }) => types.fieldsOf(one)!.has(field)));
    const whole = scope.partial ? fitting : fitting.filter(one => missingFields(expression, types.fieldsOf(one)!).length === 0);
    const [only = fitting.length === 1 ? fitting[0] : undefined, ...others] = whole;
    if (only && others.length === 0) return only;
    const names = (list: readonly NamedType[]) => list.map(one => `'${describeType(required(one))}'`).join(' or ');
    if (records.length === 0) findings.report(`${capitalize(describe(expected))} is needed here, not a record of fields.`, origin);
    else if (fitting.length === 0) findings.report(`This is no ${names(records)}: none of them has all of these fields.`, origin);
    else findings.report(`This may be ${names(fitting)}. Say which one: '{ … } as ${describeType(required(fitting[0]!)).replace(/^.*\./, '')}'.`, origin);
    return undefined;
}

function missingFields({ assignments }: RecordExpression, fields: FieldTypes): string[] {
    const given = new Set(assignments.map(({ field }) => field));
    return fields.names().filter(name => !given.has(name) && fields.get(name)?.optional === false);
}
