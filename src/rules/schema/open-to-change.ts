import type { FlowGraph } from '../../model/graph.js';
import type { FieldOwner } from '../../model/walk.js';

/** True of what the team may still change: not another system's, and no older version of a message, which is in the world as it is. */
export function isOpenToChange({ element }: FieldOwner, graph: FlowGraph): boolean {
    return !graph.isExternal(element) && !('latest' in element && !element.latest);
}
