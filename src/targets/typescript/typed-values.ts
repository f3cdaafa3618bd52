import type { Field, Outcome, Type } from '../../model/flow-model.js';
import { alternativesOf } from '../../model/unions.js';
import type { CodeSpot } from './code-spots.js';
import { quote } from './naming.js';
import { outcomeProperty } from './outcomes.js';
import { formats } from '../../model/formats.js';
import { idsOf, typeText, type Generation, type Place } from './shapes.js';

/** What is known of a value that is written down: its type, or what its members are. */
export type ValueShape = { kind: 'type'; type: Type } | { kind: 'fields'; fields: readonly Field[] } | { kind: 'members'; members: ReadonlyMap<string, ValueShape> };

/** A text as its type wants it: an id of its own kind is made of it. */
export function textLiteral(text: string, shape: ValueShape | undefined, generation: Generation, place: Place): string {
    const { brands } = generation;
    const type = shape?.kind === 'type' ? textTypeOf(shape.type, generation) : undefined;
    const brand = type && brands.of(type);
    if (!type || !brand) return quote(text);
    // What only a validator finds out is for the validator to refuse.
    const isUuid = brand.bearers.every(bearer => bearer.type.name === 'uuid');
    return isUuid && formats.uuid!.test(text) ? `${idsOf(generation, place, { value: true })}.${brand.maker}(${quote(text)})` : `${quote(text)} as ${typeText(type, generation, place)}`;
}

/** The shape of a member or, for all of them, of the items. */
export function memberShape(shape: ValueShape | undefined, name: string, value: unknown, { types }: Generation): ValueShape | undefined {
    if (!shape) return undefined;
    if (shape.kind === 'members') return shape.members.get(name);
    if (shape.kind === 'fields') return ofType(shape.fields.find(field => field.name === name)?.type);
    const type = types.underlying(shape.type);
    if (type?.kind === 'map') return ofType(type.value);
    if (type?.kind === 'union') {
        const tag = typeof value === 'object' && value !== null && '$type' in value ? value.$type : undefined;
        const chosen = alternativesOf(type, types).find(alternative => alternative.tag === tag);
        return chosen && memberShape(ofType(chosen.type), name, value, { types } as Generation);
    }
    const resolved = type && types.resolve(type);
    const fields = resolved && types.fieldsOf(resolved);
    return fields && ofType(fields.declarationOf(name)?.type);
}

/** The shape of a list's items; several values of a member have that member's shape. */
export function itemShape(shape: ValueShape | undefined, { types }: Generation): ValueShape | undefined {
    if (shape?.kind !== 'type') return shape;
    const type = types.underlying(shape.type);
    return type?.kind === 'list' ? ofType(type.element) : undefined;
}

/** The shape of what code gives back in a place. */
export function resultShape(spot: CodeSpot, generation: Generation): ValueShape | undefined {
    switch (spot.kind) {
        case 'branch': return spot.branch && ofOutcome(spot.branch.outcome, generation);
        case 'reaction': return spot.reaction.outcome && ofOutcome(spot.reaction.outcome, generation);
        case 'schedule': return ofOutcome(spot.schedule.outcome, generation);
        case 'output': return { kind: 'fields', fields: generation.messages.get(spot.output.message.target ?? '')?.fields ?? [] };
        case 'query': return ofType(spot.query.result);
        case 'answer': return ofType(generation.queries.get(spot.answer.query.target ?? '')?.result);
        case 'evolution': return undefined;
    }
}

function ofType(type: Type | undefined): ValueShape | undefined {
    return type && { kind: 'type', type };
}

function ofOutcome(outcome: Outcome, generation: Generation): ValueShape {
    const members = new Map<string, ValueShape>();
    for (const part of outcome.alternatives.flat()) {
        if (part.kind !== 'reject') members.set(outcomeProperty(part, outcome, generation), { kind: 'fields', fields: generation.messages.get(part.message.target ?? '')?.fields ?? [] });
    }
    return { kind: 'members', members };
}

/** Of several types the one that a text is of. */
function textTypeOf(type: Type, generation: Generation): Type {
    const known = generation.types.underlying(type);
    if (known?.kind !== 'union' || generation.brands.of(type)) return type;
    return known.alternatives.find(alternative => generation.brands.of(alternative)) ?? type;
}
