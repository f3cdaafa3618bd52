import type { ExpressionType } from '../flow-model.js';
import type { TypeIndex } from '../type-index.js';

/** What cannot be made up: an id can, a time is on the clock, and a choice can be decided. */
export type ValueKind = 'text' | 'number' | 'bytes';

/** The kinds of values that something of these types holds, however deep inside; what is not known holds all. */
export function kindsIn(given: Iterable<ExpressionType | undefined>, types: TypeIndex): ReadonlySet<ValueKind> {
    const found = new Set<ValueKind>();
    const seen = new Set<string>();
    const note = (type: ExpressionType | undefined): void => {
        switch (type?.kind) {
            case 'primitive': for (const kind of kindsOfPrimitive(type.name)) found.add(kind); break;
            case 'list':
                // It can be counted.
                found.add('number');
                note(type.element);
                break;
            case 'map':
                found.add('text').add('number');
                note(type.value);
                break;
            case 'union': type.alternatives.forEach(note); break;
            case 'named':
                if (seen.has(type.target)) break;
                seen.add(type.target);
                if (types.enum(type.target)) found.add('text');
                else for (const field of types.fieldsOf(type)?.types() ?? [undefined]) note(field);
                break;
            case 'null': break;
            case undefined: for (const kind of all) found.add(kind); break;
        }
    };
    for (const type of given) note(type);
    return found;
}

/** The first kind without which no value of a type can be made; undefined where one can be made of what is `available`. */
export function missingKind(type: ExpressionType | undefined, available: ReadonlySet<ValueKind>, types: TypeIndex, seen: ReadonlySet<string> = new Set()): ValueKind | undefined {
    if (!type || type.optional) return undefined;
    switch (type.kind) {
        case 'primitive': {
            const kinds = type.name === 'json' ? [] : kindsOfPrimitive(type.name);
            return kinds.find(kind => !available.has(kind));
        }
        case 'named': {
            if (seen.has(type.target) || types.enum(type.target)) return undefined;
            for (const field of types.fieldsOf(type)?.types() ?? []) {
                const missing = missingKind(field, available, types, new Set([...seen, type.target]));
                if (missing) return missing;
            }
            return undefined;
        }
        case 'union': {
            const missing = type.alternatives.map(alternative => missingKind(alternative, available, types, seen));
            return missing.every(kind => kind !== undefined) ? missing[0] : undefined;
        }
        // A list or a map may be empty.
        default: return undefined;
    }
}

const all: readonly ValueKind[] = ['text', 'number', 'bytes'];

function kindsOfPrimitive(name: (ExpressionType & { kind: 'primitive' })['name']): readonly ValueKind[] {
    switch (name) {
        case 'string': return ['text'];
        case 'int': case 'long': case 'decimal': case 'float': return ['number'];
        case 'bytes': return ['bytes'];
        case 'json': return all;
        default: return [];
    }
}
