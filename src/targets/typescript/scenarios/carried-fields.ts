import type { Evolution, Field, Part } from '../../../model/flow-model.js';
import { isCarried, type TypeIndex } from '../../../model/type-index.js';
import { taggingOf, type Tagging } from '../../../model/unions.js';
import type { Generation } from '../shapes.js';

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

/** The fields that the state of a part takes over from an event where code puts it there and nothing more is known. */
export function carriedIntoState(part: Part, { event }: Evolution, { messages, types }: Pick<Generation, 'messages' | 'types'>): CarriedField[] {
    const own = part.kind === 'service' ? [] : part.fields.filter(({ name }) => name !== part.key);
    // A field of a state that is not there yet is left out.
    return carriedFields(messages.get(event.target ?? '')?.fields ?? [], own.map(field => ({ ...field, type: { ...field.type, optional: true } })), types);
}
