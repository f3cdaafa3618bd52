import type { FlowModel } from './flow-model.js';

/** The contexts in which a name is declared more than once, perhaps as versions of a message: one of its ids then has more to it than the name. */
export function contextsWithNamesakes(model: FlowModel): ReadonlySet<string> {
    const found = new Set<string>();
    for (const members of [model.messages, model.queries, model.types, model.enums, model.channels, model.services, model.aggregates, model.projections, model.processes]) {
        for (const { id, context, name } of members) if (id.length !== context.length + '.'.length + name.length) found.add(context);
    }
    return found;
}
