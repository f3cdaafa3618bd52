import type { Aggregate, Projection, Type } from '../../model/flow-model.js';
import { deriveUuid } from '../../runtime/identifiers.js';
import type { Generation } from './shapes.js';

/** Where something is written, and what is said of it to people, changes nothing of what it does. */
const withoutEffect = new Set(['origin', 'origins', 'keyOrigin', 'documentation', 'annotations', 'text']);

/** Eight digits that change with what a state is made of, or how: with its key, its fields and their types, and what events do to it. */
export function revisionOf(part: Aggregate | Projection, generation: Generation): string {
    const { id, key, fields, evolutions } = part;
    const named = new Map<string, unknown>();
    const visit = (type: Type | undefined): void => {
        switch (type?.kind) {
            case 'list': return visit(type.element);
            case 'map': return visit(type.value);
            case 'union': return type.alternatives.forEach(visit);
            case 'named': {
                const { target } = type.reference;
                const declaration = target === undefined ? undefined : generation.named.get(target);
                if (target === undefined || !declaration || named.has(target)) return;
                named.set(target, 'values' in declaration ? declaration.values.map(({ name }) => name) : declaration.fields);
                if ('fields' in declaration) for (const field of declaration.fields) visit(field.type);
                if ('alias' in declaration) visit(declaration.alias);
            }
        }
    };
    for (const { type } of fields) visit(type);
    const content = { id, key, window: part.kind === 'projection' ? part.window : undefined, fields, evolutions, named: [...named] };
    return deriveUuid(JSON.stringify(content, (name, value: unknown) => (withoutEffect.has(name) ? undefined : value))).slice(0, 8);
}
