import type { Type } from '../../model/flow-model.js';

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
