import type { Handling, OutcomePart } from '../flow-model.js';
import type { FlowGraph } from '../graph.js';
import { oncePer } from '../once-per.js';

/** One way in which the handling of a command may end: what is told together. */
export interface CommandEnding {
    handling: Handling;
    /** The id of the part that handles the command. */
    by: string;
    parts: readonly OutcomePart[];
    /** The ids of the events that are told. */
    events: readonly string[];
}

/** Every way in which a command may end that the specification names, in its order; none where code alone decides. */
export function endingsOf(command: string | undefined, graph: FlowGraph): readonly CommandEnding[] {
    return command === undefined ? [] : endingsIn(graph)(command);
}

const endingsIn = oncePer((graph: FlowGraph) => {
    const known = new Map<string, CommandEnding[]>();
    return (command: string) => {
        let endings = known.get(command);
        if (!endings) known.set(command, endings = findEndings(command, graph));
        return endings;
    };
});

function findEndings(command: string, graph: FlowGraph): CommandEnding[] {
    const found: CommandEnding[] = [];
    const seen: string[] = [];
    for (const { kind, by } of graph.usesOf(command)) {
        if (kind !== 'handles' || seen.includes(by)) continue;
        seen.push(by);
        const part = graph.part(by);
        if (part?.kind !== 'service' && part?.kind !== 'aggregate') continue;
        for (const handling of part.handles) {
            if (handling.command.target !== command) continue;
            for (const { outcome } of handling.branches) for (const parts of outcome.alternatives) found.push({ handling, by, parts, events: eventsOf(parts) });
        }
    }
    return found;
}

function eventsOf(parts: readonly OutcomePart[]): string[] {
    return parts.flatMap(part => (part.kind === 'publish' && part.message.target !== undefined ? [part.message.target] : []));
}
