import type { Choices } from './choices.js';
import { nameIn, type ContextDescription, type DeclaredType, type PrimitiveName, type TypeDescription } from './description.js';

export function primitive(name: PrimitiveName, limits = ''): TypeDescription {
    return { kind: 'primitive', name, limits, optional: false };
}

const texts = ['', '', '¦(¦1¦..¦40¦)', '¦(¦..¦80¦)', '¦(¦3¦)', ' /[A-Z]{3}-[0-9]{4}/', ' /[^\\/"]+|a\0b/', '¦(¦1¦..¦9¦) /[a-z]*/'];
const wholes = ['', '', '¦(¦1¦..¦)', '¦(¦-¦5¦..¦-¦1¦)', '¦(¦0¦..¦9¦)'];
const sizes = ['', '', '1¦..¦100', '..¦20', '1¦..'];
const others: PrimitiveName[] = ['uuid', 'boolean', 'timestamp', 'date', 'time', 'duration', 'float', 'bytes', 'json', 'long'];

/** A type that may be written in any context, with what `declared` offers. */
export function randomType(choices: Choices, declared: readonly DeclaredType[], depth = 0): TypeDescription {
    const type = randomPlainType(choices, declared, depth);
    return choices.chance(15) ? { ...type, optional: true } : type;
}

function randomPlainType(choices: Choices, declared: readonly DeclaredType[], depth: number): TypeDescription {
    const records = declared.filter(({ kind }) => kind === 'record');
    switch (choices.between(0, depth > 1 ? 4 : 8)) {
        case 0: return primitive('string', choices.pick(texts));
        case 1: return primitive('int', choices.pick(wholes));
        case 2: return primitive('decimal', choices.pick(['', '¦(¦0.01¦..¦500¦)', '¦(¦-¦1.5¦..¦)']));
        case 3: return primitive(choices.pick(others));
        case 4: case 5: return declared.length > 0 ? named(choices.pick(declared)) : primitive('boolean');
        case 6: return { kind: 'list', element: randomType(choices, declared, depth + 1), limits: choices.pick(sizes), optional: false };
        case 7: return { kind: 'map', value: { ...randomType(choices, declared, depth + 1), optional: false }, optional: false };
        default: return records.length > 1
            ? { kind: 'union', alternatives: choices.some(records, 2, 3).map(named), optional: false }
            : primitive('timestamp');
    }
}

export function named(declaration: DeclaredType): TypeDescription {
    return { kind: 'named', declaration, optional: false };
}

/** The same type, or one that has room for more: one of several records in place of one, of a list's items and a map's values too. */
export function widened(choices: Choices, type: TypeDescription, declared: readonly DeclaredType[]): TypeDescription {
    switch (type.kind) {
        case 'list': return { ...type, element: widened(choices, type.element, declared) };
        case 'map': return { ...type, value: widened(choices, type.value, declared) };
        case 'named': {
            const others = declared.filter(other => other.kind === 'record' && other !== type.declaration);
            if (type.declaration.kind !== 'record' || others.length === 0) return type;
            return { kind: 'union', alternatives: [named(type.declaration), named(choices.pick(others))], optional: type.optional };
        }
        default: return type;
    }
}

/** A type as it is written in `context`. */
export function writeType(type: TypeDescription, context: ContextDescription): string {
    const mark = type.optional ? '¦?' : '';
    switch (type.kind) {
        case 'primitive': return `${type.name}${type.limits}${mark}`;
        case 'named': return nameIn(context, type.declaration.context, type.declaration.name) + mark;
        case 'list': return `${grouped(type.element, context)}¦[¦${type.limits}${type.limits === '' ? '' : '¦'}]${mark}`;
        case 'map': return `map¦<¦${writeType(type.value, context)}¦>${mark}`;
        case 'union': {
            const text = type.alternatives.map(alternative => writeType(alternative, context)).join(' or ');
            return mark === '' ? text : `(¦${text}¦)${mark}`;
        }
    }
}

function grouped(type: TypeDescription, context: ContextDescription): string {
    const text = writeType(type, context);
    return type.kind === 'union' && !type.optional ? `(¦${text}¦)` : text;
}

/** Follows other names of types to what they name. */
export function resolve(type: TypeDescription): TypeDescription {
    if (type.kind !== 'named' || type.declaration.alias === undefined) return type;
    const resolved = resolve(type.declaration.alias);
    return type.optional ? { ...resolved, optional: true } : resolved;
}

/** True where a value of `from` surely fits where `to` is expected. */
export function fits(from: TypeDescription, to: TypeDescription): boolean {
    const [left, right] = [resolve(from), resolve(to)];
    if (left.optional && !right.optional) return false;
    if (right.kind === 'union') return left.kind === 'union' ? left.alternatives.every(one => fits(one, right)) : right.alternatives.some(other => fits(left, other));
    if (left.kind === 'primitive') return right.kind === 'primitive' && left.name === right.name && left.limits === right.limits && (right.format === undefined || left.format === right.format);
    if (left.kind === 'named') return right.kind === 'named' && left.declaration === right.declaration;
    if (left.kind === 'list') return right.kind === 'list' && fits(left.element, right.element) && left.limits === right.limits;
    if (left.kind === 'map') return right.kind === 'map' && fits(left.value, right.value);
    return false;
}
