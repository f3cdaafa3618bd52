import type { Field } from '../../../model/flow-model.js';
import { isCarried, type TypeIndex } from '../../../model/type-index.js';
import { taggingOf, type Tagging } from '../../../model/unions.js';

/** A field that is taken over, and what it is told on the way. */
export interface CarriedField {
    name: string;
    tagging?: Tagging;
}

/** The fields that `to` takes over from `from`: those of the same name whose values fit. */
export function carriedFields(from: readonly Field[], to: readonly Field[], types: TypeIndex): CarriedField[] {
    const given = types.fieldTypes(from);
    return to.filter(({ name, type }) => given.has(name) && isCarried(given.get(name), types.resolve(type))).map(({ name, type }) => {
        const tagging = taggingOf(given.get(name), types.resolve(type), types);
        return { name, ...(tagging && { tagging }) };
    });
}
