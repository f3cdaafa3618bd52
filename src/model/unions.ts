import type { ExpressionType, Type } from './flow-model.js';
import { isAssignable, type TypeIndex } from './type-index.js';

/** One of the types that a value of a union may be; `tag`: the `$type` that tells a record of it apart from the others. */
export interface Alternative {
    type: Type;
    tag?: string;
}

/** The alternatives of a written union, those of unions within it among them. */
export function alternativesOf({ alternatives }: Type & { kind: 'union' }, types: TypeIndex): Alternative[] {
    return alternatives.flatMap(type => {
        const known = types.underlying(type);
        if (known?.kind === 'union') return alternativesOf(known, types);
        const tag = known?.kind === 'named' ? types.recordName(known.reference.target ?? '') : undefined;
        return [{ type, ...(tag !== undefined && { tag }) }];
    });
}

/** Where a value has to be told what it is: it is a record that gets this tag, or its items or the values of its map are. */
export type Tagging = { kind: 'record'; tag: string } | { kind: 'items' | 'values'; inner: Tagging };

/** How a value of `from` gets the tags that one of `to` has; undefined where it is one as it stands. */
export function taggingOf(from: ExpressionType | undefined, to: ExpressionType | undefined, types: TypeIndex): Tagging | undefined {
    if (!from || !to) return undefined;
    if (to.kind === 'union') {
        // What comes from a union has its tags.
        if (from.kind === 'union') return undefined;
        const tag = from.kind === 'named' ? types.recordName(from.target) : undefined;
        if (tag !== undefined) return { kind: 'record', tag };
        return taggingOf(from, to.alternatives.find(alternative => isAssignable({ ...from, optional: false } as ExpressionType, alternative)), types);
    }
    const inner = from.kind === 'list' && to.kind === 'list' ? taggingOf(from.element, to.element, types) : from.kind === 'map' && to.kind === 'map' ? taggingOf(from.value, to.value, types) : undefined;
    return inner && { kind: from.kind === 'list' ? 'items' : 'values', inner };
}

/** A value with its tags; what is missing stays missing. */
export function withTags(value: unknown, tagging: Tagging | undefined): unknown {
    if (!tagging || typeof value !== 'object' || value === null) return value;
    if (tagging.kind === 'record') return { ...value, $type: tagging.tag };
    if (Array.isArray(value)) return value.map(item => withTags(item, tagging.inner));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTags(item, tagging.kind === 'values' ? tagging.inner : undefined)]));
}
