import type { Bounds, Expression, Field, PrimitiveName, Type } from '../flow-model.js';
import { formats } from '../formats.js';
import type { TypeIndex } from '../type-index.js';
import { alternativesOf } from '../unions.js';
import type { TypeProblem } from './findings.js';

/** What a value that is written out is for: the name of its field, and the format that the field says it has. */
interface Target {
    name: string;
    format?: string;
    types: TypeIndex;
}

const wholeNumbers: Partial<Record<PrimitiveName, Bounds>> = {
    int: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
    long: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
};

/** Where a value that is written out is outside of what its field admits: a range, a length, a pattern, a format. */
export function outOfLimits(value: Expression, { name, type, annotations }: Field, types: TypeIndex): TypeProblem[] {
    const format = annotations.find(annotation => annotation.name === 'format')?.arguments[0]?.value;
    return problemsOf(value, type, { name, types, ...(typeof format === 'string' && { format }) });
}

function problemsOf(value: Expression, written: Type, target: Target): TypeProblem[] {
    const type = target.types.underlying(written);
    if (!type) return [];
    if (value.kind === 'conditional') return [...problemsOf(value.then, type, target), ...problemsOf(value.else, type, target)];
    switch (type.kind) {
        case 'primitive': return ofPrimitive(value, type, target);
        case 'list': return value.kind === 'list' ? ofList(value, type, target) : [];
        case 'map': return value.kind === 'record' ? value.assignments.flatMap(assignment => problemsOf(assignment.value, type.value, target)) : [];
        case 'union': {
            const found = alternativesOf(type, target.types).filter(alternative => mayBe(value, target.types.underlying(alternative.type))).map(alternative => problemsOf(value, alternative.type, target));
            return found.every(problems => problems.length > 0) ? found[0] ?? [] : [];
        }
        // The fields of a record are looked at one by one, wherever it stands.
        case 'named': return [];
    }
}

function mayBe(value: Expression, type: Type | undefined): boolean {
    if (value.kind === 'list') return type?.kind === 'list';
    if (type?.kind !== 'primitive') return false;
    return isNumber(value) ? ['int', 'long', 'decimal', 'float'].includes(type.name) : value.kind === 'text' && type.name === 'string';
}

function ofList(value: Expression & { kind: 'list' }, { element, bounds }: Type & { kind: 'list' }, target: Target): TypeProblem[] {
    const { length } = value.items;
    return [
        ...(isWithin(length, bounds) ? [] : [{ message: `This list has ${counted(length, 'item')}, and '${target.name}' takes ${range(bounds!)}.`, origin: value.origin }]),
        ...value.items.flatMap(item => problemsOf(item, element, target)),
    ];
}

function ofPrimitive(value: Expression, { name: primitive, bounds, pattern }: Type & { kind: 'primitive' }, { name, format }: Target): TypeProblem[] {
    const { origin } = value;
    if (isNumber(value)) {
        const number = value.kind === 'number' ? Number(value.value) : -Number((value.operand as Expression & { kind: 'number' }).value);
        const broken = [bounds, wholeNumbers[primitive]].find(limits => !isWithin(number, limits));
        return broken ? [{ message: `${number} is out of range: '${name}' is ${range(broken)}.`, origin }] : [];
    }
    if (value.kind !== 'text' || (primitive !== 'string' && primitive !== 'bytes')) return [];
    const length = [...value.value].length;
    if (!isWithin(length, bounds)) return [{ message: `This text has ${counted(length, 'character')}, and '${name}' takes ${range(bounds!)}.`, origin }];
    if (pattern !== undefined && !matches(value.value, pattern)) return [{ message: `This text does not match the pattern of '${name}': /${pattern}/.`, origin }];
    if (format !== undefined && Object.hasOwn(formats, format) && !formats[format]!.test(value.value)) return [{ message: `This text does not have the format of '${name}': ${format}.`, origin }];
    return [];
}

function isNumber(value: Expression): value is Expression & ({ kind: 'number' } | { kind: 'negate' }) {
    return value.kind === 'number' || (value.kind === 'negate' && value.operand.kind === 'number');
}

function isWithin(value: number, { minimum = -Infinity, maximum = Infinity }: Bounds = {}): boolean {
    return value >= minimum && value <= maximum;
}

/** A pattern that cannot be read admits everything: that it cannot is told where it stands. */
function matches(text: string, pattern: string): boolean {
    try {
        return new RegExp(`^(?:${pattern})$`, 'u').test(text);
    } catch {
        return true;
    }
}

function range({ minimum, maximum }: Bounds): string {
    if (minimum === undefined) return `at most ${maximum}`;
    if (maximum === undefined) return `at least ${minimum}`;
    return minimum === maximum ? `exactly ${minimum}` : `${minimum} to ${maximum}`;
}

function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? '' : 's'}`;
}
