import type { Type } from '../../model/flow-model.js';

/** The first part of a type that is as `matches` asks, from the outside in; named types are not entered. */
export function findPart(type: Type, matches: (part: Type) => boolean): Type | undefined {
    if (matches(type)) return type;
    switch (type.kind) {
        case 'primitive':
        case 'named': return undefined;
        case 'list': return findPart(type.element, matches);
        case 'map': return findPart(type.value, matches);
        case 'union':
            for (const alternative of type.alternatives) {
                const found = findPart(alternative, matches);
                if (found) return found;
            }
            return undefined;
    }
}

/** A type and all that it is written with, from the outside in; named types are not entered. */
export function partsOf(type: Type): Type[] {
    switch (type.kind) {
        case 'primitive':
        case 'named': return [type];
        case 'list': return [type, ...partsOf(type.element)];
        case 'map': return [type, ...partsOf(type.value)];
        case 'union': return [type, ...type.alternatives.flatMap(partsOf)];
    }
}
