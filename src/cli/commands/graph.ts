import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { openSystem } from '../../workspace/open-system.js';
import { buildDiagram, type Diagram } from '../../targets/diagram/diagram.js';
import { toDot } from '../../targets/diagram/dot.js';
import { focusDiagram } from '../../targets/diagram/focus.js';
import { toMermaid } from '../../targets/diagram/mermaid.js';
import { createReport } from '../reporters/report.js';
import { counted } from '../reporters/pretty.js';
import type { Terminal } from '../terminal.js';

/** `sluice graph`: a picture of the flow. A system with errors is drawn as far as it is understood, and that is told. */
export async function graph(paths: string[], { format, focus }: { format: string; focus?: string }, { out, error, errorColors }: Terminal): Promise<number> {
    const { root, files, model, diagnostics } = await openSystem(paths, nodeFileSystem);
    const whole = buildDiagram(model);
    const diagram = focus === undefined ? whole : focusDiagram(whole, focus);
    const { fileOf, summary } = createReport(root, files, diagnostics, files.length);
    out(format === 'json' ? toJson(diagram, fileOf) : format === 'dot' ? toDot(diagram) : toMermaid(diagram));
    if (summary.error > 0) error(`${errorColors.yellow('warning')}: The system has ${counted(summary.error, 'error')}, so the picture may lack something. See 'sluice check'.\n`);
    return 0;
}

/** Version 1 of the form for programs; files are relative to the root, lines and columns from 1. */
function toJson({ groups, nodes, edges }: Diagram, fileOf: (uri: string) => string): string {
    return `${JSON.stringify({
        version: 1,
        contexts: groups,
        nodes: nodes.map(({ origin: { uri, range: { start } }, ...node }) => ({ ...node, file: fileOf(uri), line: start.line + 1, column: start.character + 1 })),
        edges,
    }, undefined, 2)}\n`;
}
