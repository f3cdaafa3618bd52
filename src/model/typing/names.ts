import { FieldTypes } from '../field-types.js';
import type { EnumDeclaration, Expression, ExpressionType } from '../flow-model.js';
import type { TypeIndex } from '../type-index.js';
import type { ExpressionTyper } from './expression-typer.js';
import { isPrimitive } from './kinds.js';
import { noFields, rootOf, rootsOf, type Scope } from './scope.js';
import { describe, suggest } from './wording.js';

/** The type of what a path leads to, through records, maps and lists. */
export function typeOfPath({ root, segments, origins, origin }: Expression & { kind: 'path' }, scope: Scope, typer: ExpressionTyper): ExpressionType | undefined {
    const start = rootOf(scope, root, typer.types);
    if (!start) {
        const known = rootsOf(scope);
        typer.findings.report(`'${root}' is not known here.${known.length > 0 ? ` What is: ${known.map(name => `'${name}'`).join(', ')}.` : ''}`, origin);
        return undefined;
    }
    if (start === noFields) return undefined;
    let fields = start instanceof FieldTypes ? start : undefined;
    let current = start instanceof FieldTypes ? undefined : start;
    let lists = 0;
    let optional = false;
    let owner: string = root;
    for (let index = 0; index < segments.length; index++) {
        const segment = segments[index]!;
        while (current?.kind === 'list') {
            lists++;
            current = current.element;
        }
        if (current) {
            optional ||= current.optional;
            if (current.kind === 'map') {
                owner = segment;
                current = { ...current.value, optional: true };
                continue;
            }
            fields = typer.types.fieldsOf(current);
            if (!fields) {
                if (!isPrimitive(current, 'json')) typer.findings.report(`'${owner}' is ${describe(current)} and has no field '${segment}'.`, origin);
                return undefined;
            }
        }
        const field = fields!.get(segment);
        if (!field && !fields!.has(segment)) {
            typer.findings.report(`'${owner}' has no field '${segment}'.${suggest(segment, fields!.names())}`, origin);
            return undefined;
        }
        typer.findings.noteField(fields!, segment, origins[index]);
        current = field;
        if (!current) return undefined;
        owner = segment;
    }
    if (!current) return undefined;
    let type: ExpressionType = optional ? { ...current, optional: true } : current;
    for (; lists > 0; lists--) type = { kind: 'list', element: type, optional: false };
    return type;
}

/** The enum of a value that is named; the expression knows then which value it is. */
export function typeOfName(expression: Expression & { kind: 'name' }, scope: Scope, expected: ExpressionType | undefined, typer: ExpressionTyper): ExpressionType | undefined {
    const { text } = expression;
    const dot = text.lastIndexOf('.');
    const owner = dot < 0 ? undefined : text.slice(0, dot);
    const value = text.slice(dot + 1);
    const declaration = owner === undefined ? enumExpected(value, expected, typer.types) : typer.types.findEnum(owner, scope.context);
    if (!declaration) {
        const known = rootsOf(scope).flatMap(root => {
            const fields = rootOf(scope, root, typer.types);
            return fields instanceof FieldTypes && fields.has(text.split('.')[0]!) ? [`'${root}.${text}'`] : [];
        });
        typer.findings.report(known.length > 0 ? `'${text}' does not say whose it is. Write ${known.join(' or ')}.`
            : owner !== undefined ? `There is no enum '${owner}'.`
            : expected ? `'${text}' is no value of ${describe(expected)}. Texts stand in quotes.` : `'${text}' is not known here. Texts stand in quotes.`, expression.origin);
        return undefined;
    }
    if (!declaration.values.some(({ name }) => name === value)) {
        typer.findings.report(`'${declaration.name}' has no value '${value}'.${suggest(value, declaration.values.map(({ name }) => name))}`, expression.origin);
        return undefined;
    }
    expression.enum = declaration.id;
    expression.value = value;
    typer.findings.noteValue(expression, declaration);
    return { kind: 'named', target: declaration.id, optional: false };
}

/** The enum that a place asks for; of several the first that has the value. */
function enumExpected(value: string, expected: ExpressionType | undefined, types: TypeIndex): EnumDeclaration | undefined {
    if (expected?.kind === 'named') return types.enum(expected.target);
    if (expected?.kind !== 'union') return undefined;
    const enums = expected.alternatives.flatMap(type => (type.kind === 'named' ? types.enum(type.target) ?? [] : []));
    return enums.find(({ values }) => values.some(({ name }) => name === value)) ?? enums[0];
}
