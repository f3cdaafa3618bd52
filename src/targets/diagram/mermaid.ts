import type { Diagram, DiagramEdge, DiagramNode, NodeKind } from './diagram.js';

const shapes: Record<NodeKind, [open: string, close: string]> = {
    event: ['([', '])'], command: ['[/', '/]'], query: ['{{', '}}'], topic: ['[(', ')]'], queue: ['[[', ']]'],
    service: ['[', ']'], aggregate: ['[', ']'], projection: ['[', ']'], process: ['(', ')'], actor: ['((', '))'],
};

const arrows: Record<DiagramEdge['kind'], string> = {
    publishes: '-->', takes: '-->', sees: '-->', sends: '==>', handles: '==>', asks: '-.->', answers: '-.->', carries: '-.-',
};

const classes: readonly (readonly [NodeKind[], string])[] = [
    [['event'], 'fill:#ffe0b2,stroke:#e65100,color:#3e2723'],
    [['command'], 'fill:#bbdefb,stroke:#0d47a1,color:#0d2447'],
    [['query'], 'fill:#dcedc8,stroke:#33691e,color:#1b3409'],
    [['topic', 'queue'], 'fill:#eceff1,stroke:#546e7a,color:#263238'],
    [['service', 'process'], 'fill:#e1bee7,stroke:#6a1b9a,color:#38006b'],
    [['aggregate'], 'fill:#fff9c4,stroke:#f9a825,color:#4e3b00'],
    [['projection'], 'fill:#c8e6c9,stroke:#2e7d32,color:#0f3d12'],
    [['actor'], 'fill:#ffffff,stroke:#212121,color:#212121'],
];

/** A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html): contexts are subgraphs, each kind has a shape and a colour. */
export function toMermaid({ groups, nodes, edges }: Diagram): string {
    const names = assignNames(nodes);
    const draw = (node: DiagramNode, indent: string) => {
        const [open, close] = shapes[node.kind];
        const told = node.kind === 'aggregate' || node.kind === 'projection' || node.kind === 'process' ? `${node.name}<br/>${node.kind}` : node.name;
        return `${indent}${names.get(node.id)}${open}"${told.split('<br/>').map(escape).join('<br/>')}"${close}:::${node.kind}`;
    };
    const lines = ['flowchart LR', ...nodes.filter(({ context }) => context === undefined).map(node => draw(node, '    '))];
    for (const [index, { id, name, external }] of groups.entries()) {
        lines.push(
            `    subgraph context${index + 1}["${escape(external ? `${name} (external)` : name)}"]`,
            ...nodes.filter(({ context }) => context === id).map(node => draw(node, '        ')),
            '    end',
        );
    }
    lines.push(...edges.map(({ from, to, kind }) => `    ${names.get(from)} ${arrows[kind]} ${names.get(to)}`));
    const used = new Set(nodes.map(({ kind }) => kind));
    for (const [kinds, style] of classes) {
        for (const kind of kinds) if (used.has(kind)) lines.push(`    classDef ${kind} ${style}`);
    }
    return `${lines.join('\n')}\n`;
}

/** A word for each node that Mermaid reads as nothing else (`end` closes a subgraph), and that stays when others come or go. */
function assignNames(nodes: readonly DiagramNode[]): Map<string, string> {
    const taken = new Set<string>();
    return new Map(nodes.map(({ id, kind }) => {
        const plain = `${kind}_${id.replace(/[^A-Za-z0-9]+/g, '_')}`;
        let name = plain;
        for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`;
        taken.add(name);
        return [id, name];
    }));
}

function escape(text: string): string {
    return text.replace(/[#"<>&`\\]/g, character => `#${character.charCodeAt(0)};`).replace(/\p{Cc}+/gu, ' ');
}
