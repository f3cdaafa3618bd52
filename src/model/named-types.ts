import type { FlowModel, Type } from './flow-model.js';
import { oncePer } from './once-per.js';

/** The ids of all types, rows and states that the fields of messages and types, and the parameters and answers of queries are made of. */
export const namedTypesIn = oncePer(({ messages, queries, types }: FlowModel): ReadonlySet<string> => {
    const found = new Set<string>();
    for (const { fields } of messages) for (const { type } of fields) note(type, found);
    for (const { result, parameters } of queries) {
        note(result, found);
        for (const { type } of parameters) note(type, found);
    }
    for (const { fields, alias } of types) {
        if (alias) note(alias, found);
        for (const { type } of fields) note(type, found);
    }
    return found;
});

function note(type: Type, found: Set<string>): void {
    switch (type.kind) {
        case 'named': if (type.reference.target !== undefined) found.add(type.reference.target); break;
        case 'list': note(type.element, found); break;
        case 'map': note(type.value, found); break;
        case 'union': for (const alternative of type.alternatives) note(alternative, found); break;
        case 'primitive': break;
    }
}
