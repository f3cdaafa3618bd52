import type { FlowModel, Origin } from '../model/flow-model.js';

/**
 * Prepares finding the name of the context that a place is in; undefined of what stands outside of all. Contexts do not
 * nest, so a place belongs to the last context, actor, broker or system that begins before it.
 */
export function buildContextAt(model: FlowModel): (origin: Origin) => string | undefined {
    const starts = new Map<string, { line: number; character: number; context: string | undefined }[]>();
    const add = ({ uri, range }: Origin, context: string | undefined) => {
        const known = starts.get(uri) ?? [];
        starts.set(uri, known);
        known.push({ ...range.start, context });
    };
    for (const { id, origins } of model.contexts) for (const origin of origins) add(origin, id);
    for (const { origin } of [...model.actors, ...model.brokers, ...model.systems]) add(origin, undefined);
    for (const known of starts.values()) known.sort((left, right) => left.line - right.line || left.character - right.character);
    return ({ uri, range: { start } }) => starts.get(uri)
        ?.findLast(({ line, character }) => line < start.line || (line === start.line && character <= start.character))?.context;
}
