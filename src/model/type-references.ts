import type { Reference, Type } from './flow-model.js';

/** The names in a written type: of types, enums, projections' rows and aggregates' states. */
export function namesIn(type: Type): readonly Reference[] {
    switch (type.kind) {
        case 'named': return [type.reference];
        case 'list': return namesIn(type.element);
        case 'map': return namesIn(type.value);
        case 'union': return type.alternatives.flatMap(namesIn);
        case 'primitive': return none;
    }
}

/** Most types are primitive, and there are very many of them. */
const none: Reference[] = [];
