import { closest, distance } from 'fastest-levenshtein';
import { SluiceError } from '../../model/sluice-error.js';
import type { Diagram, DiagramNode } from './diagram.js';

const messages = new Set<DiagramNode['kind']>(['event', 'command', 'query']);

/**
 * What remains of a diagram around one element or context: it, the messages it has to do with and their channels, and who
 * is at the other end of these messages. `name` is a full name, or a short one that only one element has. Throws
 * `SluiceError` where it names nothing, or several.
 */
export function focusDiagram(diagram: Diagram, name: string): Diagram {
    const kept = new Set(findNamed(diagram, name));
    const kinds = new Map(diagram.nodes.map(({ id, kind }) => [id, kind]));
    const neighbours = new Map<string, Set<string>>();
    for (const { from, to } of diagram.edges) {
        for (const [one, other] of [[from, to], [to, from]] as const) {
            const known = neighbours.get(one);
            if (known) known.add(other);
            else neighbours.set(one, new Set([other]));
        }
    }
    const near = [...kept].flatMap(id => [...neighbours.get(id) ?? []]);
    const far = near.filter(id => messages.has(kinds.get(id)!)).flatMap(id => [...neighbours.get(id) ?? []]);
    // Through a channel to all that it carries would be half of the system.
    const core = new Set([...kept, ...near.filter(id => messages.has(kinds.get(id)!))]);
    for (const id of [...near, ...far]) kept.add(id);
    const nodes = diagram.nodes.filter(({ id }) => kept.has(id));
    const contexts = new Set(nodes.map(({ context }) => context));
    return {
        groups: diagram.groups.filter(({ id }) => contexts.has(id)),
        nodes,
        edges: diagram.edges.filter(({ from, to }) => kept.has(from) && kept.has(to) && (core.has(from) || core.has(to))),
    };
}

function findNamed({ groups, nodes }: Diagram, name: string): string[] {
    if (nodes.some(({ id }) => id === name)) return [name];
    if (groups.some(({ id }) => id === name)) return nodes.filter(({ context }) => context === name).map(({ id }) => id);
    const named = nodes.filter(node => node.name === name);
    const [first] = named;
    if (first && named.length === 1) return [first.id];
    if (first) throw new SluiceError(`'${name}' is the name of several elements.`, { hint: `Write ${named.map(({ id }) => `'${id}'`).join(' or ')}.` });
    const candidates = [...groups.map(({ id }) => id), ...nodes.flatMap(({ id, name: short }) => [id, short])];
    const nearest = candidates.length > 0 ? closest(name, candidates) : undefined;
    const isNear = nearest !== undefined && distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(name.length / 4));
    throw new SluiceError(`There is nothing named '${name}' to focus on.`, { hint: isNear ? `Did you mean '${nearest}'?` : 'Give a context, a message, a channel, a part or an actor, such as Ordering.OrderPlaced.' });
}
