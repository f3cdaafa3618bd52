import type { Choices } from './choices.js';
import { nameIn, type ContextDescription, type FieldDescription, type TypeDescription } from './description.js';
import { fits, primitive, resolve } from './types.js';

/** What an expression may use: fields by root, written in `context`. */
export interface Surroundings {
    context: ContextDescription;
    roots: { root: string; fields: FieldDescription[] }[];
}

interface Path {
    text: string;
    type: TypeDescription;
}

/** Every path that is there, of a record's fields too. */
function paths({ roots }: Surroundings): Path[] {
    return roots.flatMap(({ root, fields }) => fields.flatMap(({ name, type }): Path[] => {
        const text = `${root}¦.¦${name}`;
        const resolved = resolve(type);
        if (resolved.kind !== 'named' || resolved.optional) return [{ text, type }];
        return [{ text, type }, ...resolved.declaration.fields.map(field => ({ text: `${text}¦.¦${field.name}`, type: field.type }))];
    }));
}

/** An expression of `type`; undefined where the language has none without code. */
export function randomValue(choices: Choices, type: TypeDescription, surroundings: Surroundings, depth = 0): string | undefined {
    const fitting = paths(surroundings).filter(path => fits(path.type, type));
    if (fitting.length > 0 && choices.chance(60)) return choices.pick(fitting).text;
    if (depth < 2 && choices.chance(30)) {
        const whole = compose(choices, { ...type, optional: false }, surroundings, depth);
        if (whole !== undefined) return whole;
    }
    const literal = randomLiteral(choices, type, surroundings, depth);
    return literal ?? (fitting.length > 0 ? choices.pick(fitting).text : undefined);
}

function compose(choices: Choices, type: TypeDescription, surroundings: Surroundings, depth: number): string | undefined {
    const value = () => randomValue(choices, type, surroundings, depth + 1);
    const resolved = resolve(type);
    const plain = resolved.kind === 'primitive' && resolved.limits === '' && resolved.format === undefined ? resolved.name : undefined;
    if (plain === 'boolean') return randomCondition(choices, surroundings, depth + 1);
    const [left, right] = [value(), value()];
    if (left === undefined || right === undefined) return undefined;
    if (choices.chance(30)) return `(¦if ${randomCondition(choices, surroundings, depth + 1)} then ${left} else ${right}¦)`;
    if (plain === 'int' || plain === 'decimal') {
        const lists = paths(surroundings).filter(path => resolve(path.type).kind === 'list' && !resolve(path.type).optional);
        if (plain === 'int' && lists.length > 0 && choices.chance(50)) return `count¦(¦${choices.pick(lists).text}¦)`;
        if (choices.chance(50)) return `${choices.pick(['min', 'max'])}¦(¦${left}¦, ${right}¦)`;
        return `(¦${left} ${choices.pick(['+', '-', '*', ...(plain === 'decimal' ? ['/'] : [])])} ${right}¦)`;
    }
    if (plain === 'string') return `(¦${left} + ${right}¦)`;
    return undefined;
}

/** A condition of whatever is around; `true` where nothing is. */
export function randomCondition(choices: Choices, surroundings: Surroundings, depth = 0): string {
    if (depth < 2 && choices.chance(35)) {
        const left = randomCondition(choices, surroundings, depth + 1);
        switch (choices.between(0, 2)) {
            case 0: return `${left} and ${randomCondition(choices, surroundings, depth + 1)}`;
            case 1: return `(¦${left} or ${randomCondition(choices, surroundings, depth + 1)}¦)`;
            default: return `not (¦${left}¦)`;
        }
    }
    const comparable = paths(surroundings).filter(({ type }) => {
        const resolved = resolve(type);
        return resolved.optional || (resolved.kind === 'primitive' && ['string', 'int', 'decimal', 'boolean'].includes(resolved.name)) || (resolved.kind === 'named' && resolved.declaration.kind === 'enum');
    });
    if (comparable.length === 0) return choices.pick(['true', 'false', '1 < 2', 'not false']);
    const { text, type } = choices.pick(comparable);
    const resolved = resolve(type);
    if (resolved.optional) return `${text} ${choices.pick(['==', '!='])} null`;
    const literal = randomLiteral(choices, resolved, surroundings, 2);
    if (literal === undefined) return 'true';
    const ordered = resolved.kind === 'primitive' && resolved.name !== 'boolean';
    return `${text} ${choices.pick(ordered ? ['==', '!=', '<', '>=', '<=', '>'] : ['==', '!='])} ${literal}`;
}

/** A value written out; within the limits of the type, whatever they are. */
export function randomLiteral(choices: Choices, type: TypeDescription, surroundings: Surroundings, depth: number): string | undefined {
    const resolved = resolve(type);
    if (resolved.optional && choices.chance(30)) return 'null';
    switch (resolved.kind) {
        case 'primitive': return resolved.format ? '"ada@example.org"' : primitiveLiteral(choices, resolved.name, resolved.limits);
        case 'list': {
            if (resolved.limits.startsWith('1')) {
                const element = randomLiteral(choices, resolved.element, surroundings, depth + 1);
                return element === undefined || element === 'null' ? undefined : `[¦${element}${choices.chance(50) ? `¦, ${element}` : ''}¦]`;
            }
            return '[]';
        }
        case 'map': {
            const values = choices.some(['plain', '"a\0key"', '"€"'], 0, 2).map(key => [key, randomLiteral(choices, { ...resolved.value, optional: false }, surroundings, depth + 1)]);
            return values.some(([, value]) => value === undefined) ? undefined : values.length === 0 ? '{}' : `{ ${values.map(([key, value]) => `${key} = ${value}`).join(' ')} }`;
        }
        case 'union': {
            const chosen = choices.pick(resolved.alternatives);
            const record = randomLiteral(choices, chosen, surroundings, depth);
            return record === undefined || chosen.kind !== 'named' ? undefined : `${record} as ${nameIn(surroundings.context, chosen.declaration.context, chosen.declaration.name)}`;
        }
        case 'named': {
            const { declaration } = resolved;
            if (declaration.kind === 'enum') {
                const value = choices.pick(declaration.values);
                return choices.chance(20) ? `${nameIn(surroundings.context, declaration.context, declaration.name)}¦.¦${value}` : value;
            }
            if (depth > 2) return undefined;
            const assignments: string[] = [];
            for (const field of declaration.fields) {
                if (resolve(field.type).optional) continue;
                const value = randomValue(choices, field.type, surroundings, depth + 1);
                if (value === undefined) return undefined;
                assignments.push(`${field.name} = ${value}`);
            }
            return `{ ${assignments.join(' ')} }`;
        }
    }
}

function primitiveLiteral(choices: Choices, name: string, limits: string): string | undefined {
    switch (name) {
        case 'string':
            if (limits.includes('{8}')) return '"abcd-ef1"';
            if (limits.includes('/')) return limits.includes('A-Z') ? '"ABC-1234"' : limits.includes('a-z') ? '"abc"' : '"ab"';
            return limits.includes('(¦3¦)') ? '"abc"' : choices.pick(['"a"', '"it\\"s"', '"a\0//\0b"', '"{"', '"/*"']);
        case 'int': return limits.includes('-') ? `-¦${choices.between(1, 5)}` : `${choices.between(1, 9)}`;
        case 'long': return `${choices.between(0, 9000)}`;
        case 'decimal': return choices.pick(['1', '2.50', '0.1']);
        case 'float': return choices.pick(['0', '1.5', '-¦3']);
        case 'boolean': return choices.pick(['true', 'false']);
        case 'uuid': return '"3f2504e0-4f89-11d3-9a0c-0305e82c3301"';
        case 'date': return choices.pick(['2027-06-30', '"2027-06-30"']);
        case 'time': return '"12:30"';
        case 'timestamp': return '"2027-06-30T12:30:00Z"';
        case 'duration': return choices.pick(['5s', '2\0hours', '30\0days', '"PT1H"']);
        case 'bytes': return '"aGk="';
        default: return undefined;
    }
}

/** A number of the primitive's kind, for counters. */
export const counter = primitive('int');
