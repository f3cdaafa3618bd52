import type { FlowModel, Message } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';

/** The messages of a kind whose names are for this system to choose, each once: not those of other systems, older versions or second declarations. */
export function ownMessages(model: FlowModel, graph: FlowGraph, kind?: Message['kind']): Message[] {
    return model.messages.filter(message => (kind === undefined || message.kind === kind) && message.latest && !message.id.includes('#') && !graph.isExternal(message));
}
