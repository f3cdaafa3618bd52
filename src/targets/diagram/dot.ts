import type { Diagram, DiagramEdge, DiagramNode, NodeKind } from './diagram.js';

const looks: Record<NodeKind, string> = {
    event: 'shape=box style="rounded,filled" fillcolor="#ffe0b2"',
    command: 'shape=parallelogram style=filled fillcolor="#bbdefb"',
    query: 'shape=hexagon style=filled fillcolor="#dcedc8"',
    topic: 'shape=cylinder style=filled fillcolor="#eceff1"',
    queue: 'shape=box peripheries=2 style=filled fillcolor="#eceff1"',
    service: 'shape=box style=filled fillcolor="#e1bee7"',
    process: 'shape=box style="rounded,filled" fillcolor="#e1bee7"',
    aggregate: 'shape=box style=filled fillcolor="#fff9c4"',
    projection: 'shape=box style=filled fillcolor="#c8e6c9"',
    actor: 'shape=circle',
};

const lines: Record<DiagramEdge['kind'], string> = {
    publishes: '', takes: '', sees: '', sends: ' [style=bold]', handles: ' [style=bold]', asks: ' [style=dashed]', answers: ' [style=dashed]', carries: ' [style=dotted dir=none]',
};

/** A graph in the DOT language of Graphviz (https://graphviz.org/doc/info/lang.html); contexts are clusters. */
export function toDot({ groups, nodes, edges }: Diagram): string {
    const draw = (node: DiagramNode, indent: string) => `${indent}${quote(node.id)} [label=${quote(node.name)} ${looks[node.kind]}];`;
    return `${[
        'digraph flow {',
        '    rankdir=LR;',
        '    node [fontname="Helvetica"];',
        ...nodes.filter(({ context }) => context === undefined).map(node => draw(node, '    ')),
        ...groups.flatMap(({ id, name, external }, index) => [
            `    subgraph cluster_${index + 1} {`,
            `        label=${quote(external ? `${name} (external)` : name)};`,
            ...(external ? ['        style=dashed;'] : []),
            ...nodes.filter(({ context }) => context === id).map(node => draw(node, '        ')),
            '    }',
        ]),
        ...edges.map(({ from, to, kind }) => `    ${quote(from)} -> ${quote(to)}${lines[kind]};`),
        '}',
    ].join('\n')}\n`;
}

function quote(text: string): string {
    return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/\p{Cc}+/gu, ' ')}"`;
}
