import type { FlowModel, Part } from '../../model/flow-model.js';
import { buildGraph } from '../../model/graph.js';
import { latestId } from '../../model/topology.js';

export type NodeKind = 'event' | 'command' | 'query' | 'topic' | 'queue' | Part['kind'] | 'actor';

/** `context` is the id of its group; an actor has none. */
export interface DiagramNode {
    id: string;
    name: string;
    kind: NodeKind;
    context?: string;
    /** Where it was written, for jumping there. */
    origin: FlowModel['messages'][number]['origin'];
}

/** The direction is that of the message; `carries` leads from a message to its channel. */
export interface DiagramEdge {
    from: string;
    to: string;
    kind: 'publishes' | 'sends' | 'asks' | 'takes' | 'handles' | 'answers' | 'sees' | 'carries';
}

export interface DiagramGroup {
    id: string;
    name: string;
    external: boolean;
}

/** A picture of a flow as data: what there is and who tells whom, without places on a page. In the order of the specification. */
export interface Diagram {
    groups: DiagramGroup[];
    nodes: DiagramNode[];
    edges: DiagramEdge[];
}

/** The picture of a whole model. Versions of a message are one node; channels that were not written have none. */
export function buildDiagram(model: FlowModel): Diagram {
    const nodes: DiagramNode[] = [
        ...model.actors.map(({ id, name, origin }) => ({ id, name, kind: 'actor' as const, origin })),
        ...model.messages.filter(({ latest }) => latest).map(({ id, name, kind, context, origin }) => ({ id, name, kind, context, origin })),
        ...model.queries.map(({ id, name, context, origin }) => ({ id, name, kind: 'query' as const, context, origin })),
        ...model.channels.filter(({ implied }) => !implied).map(({ id, name, kind, context, origin }) => ({ id, name, kind, context, origin })),
        ...[...model.services, ...model.aggregates, ...model.projections, ...model.processes].map(({ id, name, kind, context, origin }) => ({ id, name, kind, context, origin })),
    ];
    const known = new Set(nodes.map(({ id }) => id));
    const edges = new Map<string, DiagramEdge>();
    const add = (from: string, to: string, kind: DiagramEdge['kind']) => {
        if (known.has(from) && known.has(to)) edges.set(`${from} ${to} ${kind}`, { from, to, kind });
    };
    const aggregates = new Set(model.aggregates.map(({ id }) => id));
    for (const { by, kind, message } of buildGraph(model).uses) {
        const id = latestId(message);
        switch (kind) {
            case 'publishes': case 'sends': case 'asks': add(by, id, kind); break;
            case 'handles': case 'answers': case 'sees': add(id, by, kind); break;
            case 'reacts': add(id, by, 'takes'); break;
            // An aggregate evolves by its own events: an arrow back to it would tell nothing.
            case 'evolves': if (!aggregates.has(by)) add(id, by, 'takes'); break;
        }
    }
    for (const { id, carries } of model.channels) {
        for (const { target } of carries) if (target !== undefined) add(latestId(target), id, 'carries');
    }
    const used = new Set(nodes.flatMap(({ context }) => (context === undefined ? [] : [context])));
    return {
        groups: model.contexts.filter(({ id }) => used.has(id)).map(({ id, name, external }) => ({ id, name, external })),
        nodes: distinct(nodes),
        edges: [...edges.values()],
    };
}

/** A faulty model may have two elements of one id, which a picture cannot tell apart. */
function distinct(nodes: DiagramNode[]): DiagramNode[] {
    return [...new Map(nodes.map(node => [node.id, node])).values()];
}
