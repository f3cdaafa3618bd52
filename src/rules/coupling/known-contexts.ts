import type { FlowModel } from '../../model/flow-model.js';
import { buildGraph, type FlowGraph, type UseKind } from '../../model/graph.js';
import { oncePer } from '../../model/once-per.js';
import type { RuleContext } from '../rule.js';

type System = Pick<RuleContext, 'model' | 'graph' | 'whole'>;

/**
 * The contexts (by id) of which it can be said that nobody does something: all of the system could be read, they are not
 * another system's, and no name that resolves to nothing may have been meant for something of theirs.
 */
export function findKnownContexts({ model, whole }: System): ReadonlySet<string> {
    return whole ? knownContexts(model) : new Set();
}

const knownContexts = oncePer((model: FlowModel): ReadonlySet<string> => {
    const graph = buildGraph(model);
    const known = new Set(model.contexts.filter(({ external }) => !external).map(({ id }) => id));
    const shortNames = new Set<string>();
    for (const { text, context } of graph.unresolved) {
        const dot = text.indexOf('.');
        const owner = dot < 0 ? context : text.slice(0, dot);
        // Whatever a misspelled context or an actor's short name was meant for, it may be anything.
        if (owner === undefined || !graph.context(owner)) return new Set();
        known.delete(owner);
        if (dot < 0) shortNames.add(text);
    }
    // A short name may also be meant for another context, whose name was forgotten before it.
    if (shortNames.size > 0) for (const { name, context } of [...model.messages, ...model.queries]) if (shortNames.has(name)) known.delete(context);
    return known;
});

/**
 * Those of them of which a part does one of `kinds`: who does it is written down there, so where nobody does, nobody does.
 * A context of messages alone is a catalogue of what is told, and does not say by whom.
 */
export function findDescribedContexts(system: System, kinds: readonly UseKind[]): ReadonlySet<string> {
    const described = describedContexts(system.graph);
    return new Set([...findKnownContexts(system)].filter(context => kinds.some(kind => described.get(kind)?.has(context))));
}

/** The contexts of which a part does something, by what it does. */
const describedContexts = oncePer((graph: FlowGraph): ReadonlyMap<UseKind, ReadonlySet<string>> => {
    const found = new Map<UseKind, Set<string>>();
    for (const { kind, context, message } of graph.uses) {
        if (context === undefined) continue;
        let contexts = found.get(kind);
        if (!contexts) found.set(kind, contexts = new Set());
        // A command that is published by mistake does not show who publishes events.
        if (!contexts.has(context) && (kind !== 'publishes' || graph.message(message)?.kind === 'event')) contexts.add(context);
    }
    return found;
});

/** True of the declaration that references mean: not of an older version, nor of one of two that have the same name. */
export function isMeant({ id }: { id: string }): boolean {
    return !/[@#]/.test(id);
}
