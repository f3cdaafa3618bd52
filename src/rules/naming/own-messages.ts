import type { FlowModel, Message } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';

const known = new WeakMap<FlowGraph, Record<'event' | 'command' | 'all', readonly Message[]>>();

/** The messages of a kind whose names are for this system to choose, each once: not those of other systems, older versions or second declarations. */
export function ownMessages(model: FlowModel, graph: FlowGraph, kind: Message['kind'] | 'all' = 'all'): readonly Message[] {
    // Nearly every rule of names asks, and nearly every message of a system is among them.
    let own = known.get(graph);
    if (!own) {
        const all = model.messages.filter(message => message.latest && !message.id.includes('#') && !graph.isExternal(message));
        known.set(graph, own = { all, event: all.filter(message => message.kind === 'event'), command: all.filter(message => message.kind === 'command') });
    }
    return own[kind];
}
