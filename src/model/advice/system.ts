import type { FlowModel, Origin } from '../flow-model.js';
import { buildGraph, type FlowGraph, type Use } from '../graph.js';
import { oncePer } from '../once-per.js';
import { readersOf, type Readers } from '../readers.js';
import { TypeIndex } from '../type-index.js';
import { typeExpressions } from '../typing.js';

/** What advice is read from. */
export interface AdviceSystem {
    model: FlowModel;
    graph: FlowGraph;
    types: TypeIndex;
    readers: Readers;
}

/** Prepares a model for questions. */
export const adviceSystemOf = oncePer((model: FlowModel): AdviceSystem => {
    const types = new TypeIndex(model);
    // Without types it is not known which names are values of enums.
    typeExpressions(model, { types });
    return { model, graph: buildGraph(model), types, readers: readersOf(model) };
});

/** Somebody who takes a message, with every place where they say so. */
export interface Taker {
    id: string;
    name: string;
    context?: string;
    kind: Use['kind'];
    places: Origin[];
}

/** The parts and actors that take an event, each once. */
export function takersOf(event: string, { graph }: AdviceSystem): Taker[] {
    const found = new Map<string, Taker>();
    for (const { by, context, kind, origin } of graph.consumersOf(event)) {
        const known = found.get(by);
        if (known) known.places.push(origin);
        else found.set(by, { id: by, name: nameOf(by, graph), ...(context !== undefined && { context }), kind, places: [origin] });
    }
    return [...found.values()];
}

/** A part's or an actor's own name. */
export function nameOf(id: string, graph: FlowGraph): string {
    return (graph.part(id) ?? graph.actor(id))?.name ?? id;
}

/** Names in quotes, as a list in a sentence; after the first `most` only how many more there are. */
export function quoted(names: readonly string[], most = 4): string {
    const shown = names.length > most + 1 ? [...names.slice(0, most).map(quote), `${names.length - most} more`] : names.map(quote);
    return shown.length <= 1 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function quote(name: string): string {
    return `'${name}'`;
}
