import type { Fix } from '../model/diagnostic.js';
import type { FlowModel, Member, Origin, Reference } from '../model/flow-model.js';

/**
 * Renames a declaration and every reference to it; undefined where its context has that name already.
 * Not safe: names on brokers and in stored messages follow the name unless they are written.
 */
export function renameFix(model: FlowModel, element: Member, name: string): Fix | undefined {
    const taken = `${element.context}.${name}`;
    const members: Member[] = [
        ...model.messages, ...model.queries, ...model.types, ...model.enums, ...model.channels.filter(({ implied }) => !implied),
        ...model.services, ...model.aggregates, ...model.projections, ...model.processes,
    ];
    if (members.some(({ id }) => id === taken)) return undefined;
    const places = new Map<string, Origin>();
    // Every version of a message has the name of the others.
    const renamed = members.filter(({ context, name: other }) => context === element.context && other === element.name);
    for (const { origin } of renamed) places.set(placeKey(origin), origin);
    const ids = new Set(renamed.map(({ id }) => id));
    for (const { text, target, origin } of referencesIn(model)) {
        if (target === undefined || !ids.has(target)) continue;
        const { uri, range: { start, end } } = origin;
        // Of a qualified name only the last part changes.
        const from = text.endsWith(element.name) && end.line === start.line ? end.character - element.name.length : start.character;
        const place = { uri, range: { start: { line: start.line, character: from }, end } };
        places.set(placeKey(place), place);
    }
    return { title: `Rename to '${name}' everywhere`, safe: false, edits: [...places.values()].map(({ uri, range }) => ({ uri, range, newText: name })) };
}

function placeKey({ uri, range: { start } }: Origin): string {
    return `${uri}:${start.line}:${start.character}`;
}

/** Every reference that a model holds, wherever it stands. */
function* referencesIn(value: unknown): Generator<Reference> {
    if (Array.isArray(value)) {
        for (const item of value) yield* referencesIn(item);
    } else if (typeof value === 'object' && value !== null) {
        if (isReference(value)) yield value;
        else for (const child of Object.values(value)) yield* referencesIn(child);
    }
}

function isReference(value: object): value is Reference {
    return 'text' in value && 'origin' in value && !('kind' in value);
}
