import type { Fix } from '../model/diagnostic.js';
import type { FlowModel, Message, Origin } from '../model/flow-model.js';
import type { FlowGraph } from '../model/graph.js';

/**
 * Renames a message, all its versions and every reference to it; no fix where its context has that name already.
 * Not safe: names on brokers and in stored messages follow the name unless they are written.
 */
export type RenameFix = (message: Message, name: string) => Fix[];

/** Prepares renaming in one model; what it needs to know of the whole is looked up once, when it is first asked. */
export function buildRenaming(model: FlowModel, graph: FlowGraph): RenameFix {
    let known: { ids: Set<string>; versions: Map<string, Message[]>; carried: Map<string, Origin[]> } | undefined;
    return (message, name) => {
        known ??= survey(model);
        if (known.ids.has(`${message.context}.${name}`)) return [];
        const places = new Map<string, Origin>();
        for (const { id, origin } of known.versions.get(`${message.context}.${message.name}`) ?? []) {
            for (const place of [origin, ...graph.usesOf(id).map(use => use.origin), ...(known.carried.get(id) ?? [])]) {
                // Of a qualified name only the last part changes.
                const { uri, range: { end } } = place;
                const start = { line: end.line, character: end.character - message.name.length };
                places.set(`${uri}:${start.line}:${start.character}`, { uri, range: { start, end } });
            }
        }
        return [{ title: `Rename to '${name}' everywhere`, safe: false, edits: [...places.values()].map(({ uri, range }) => ({ uri, range, newText: name })) }];
    };
}

function survey(model: FlowModel) {
    const versions = new Map<string, Message[]>();
    for (const message of model.messages) {
        const key = `${message.context}.${message.name}`;
        const others = versions.get(key);
        if (others) others.push(message);
        else versions.set(key, [message]);
    }
    const carried = new Map<string, Origin[]>();
    for (const { target, origin } of model.channels.flatMap(({ implied, carries }) => (implied ? [] : carries))) {
        if (target !== undefined) carried.set(target, [...(carried.get(target) ?? []), origin]);
    }
    const members = [model.messages, model.queries, model.types, model.enums, model.channels, model.services, model.aggregates, model.projections, model.processes];
    return { ids: new Set(members.flat().map(({ id }) => id)), versions, carried };
}
