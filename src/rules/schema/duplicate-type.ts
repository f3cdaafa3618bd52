import type { Annotation, Bounds, Field, Member, Type } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

interface Shaped {
    name: string;
    origin: Field['origin'];
    shape: string;
}

/** Two types of one context with the same fields. */
export const duplicateType = defineRule({
    id: 'schema/duplicate-type',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'Two types of a context have the same fields, or two enums the same values.',
    reason: 'Values of one do not fit where the other is wanted, so every field has to be copied; and what is added to one is forgotten in the other.',
    bad: `context Ordering {
  type BillingAddress { street: string(1..80)  city: string(1..60) }
  type ShippingAddress { street: string(1..80)  city: string(1..60) }
}
`,
    good: `context Ordering {
  type Address { street: string(1..80)  city: string(1..60) }
}
`,
    whenToTurnOff: 'Where two shapes are alike today and are meant to go different ways; a suppression with that reason tells the next reader.',
    messages: {
        type: "'{name}' has the same fields as '{first}', but its values do not fit there, and a change to one is easily forgotten in the other. Use one of them for both.",
        enum: "'{name}' has the same values as '{first}', but they are not equal to those, and a change to one is easily forgotten in the other. Use one of them for both.",
    },
    check({ model, graph, report }) {
        const look = (declared: readonly Shaped[], message: 'type' | 'enum') => {
            const firsts = new Map<string, Shaped>();
            for (const declaration of declared) {
                const first = firsts.get(declaration.shape);
                if (!first) firsts.set(declaration.shape, declaration);
                else report({ origin: declaration.origin, message, data: { name: declaration.name, first: first.name }, related: [{ origin: first.origin, message: `'${first.name}' is declared here` }] });
            }
        };
        // One field says too little: a type of it is there for its name.
        const types = model.types.filter(type => type.fields.length > 1 && !graph.isExternal(type));
        look(withNeighbours(types, ({ fields }) => fields.length).map(({ name, origin, context, fields, annotations }) => ({
            name, origin, shape: [context, describeAnnotations(annotations), ...fields.map(describeField).sort()].join('\n'),
        })), 'type');
        const enums = model.enums.filter(declaration => declaration.values.length > 2 && !graph.isExternal(declaration));
        look(withNeighbours(enums, ({ values }) => values.length).map(({ name, origin, context, values }) => ({
            name, origin, shape: [context, ...values.map(value => value.name).sort()].join('\n'),
        })), 'enum');
    },
});

/** Those beside which their context has another of the same size; to describe the others, which are like nothing, would be most of the work. */
function withNeighbours<Declaration extends Member>(declared: readonly Declaration[], sizeOf: (declaration: Declaration) => number): Declaration[] {
    const counts = new Map<string, Map<number, number>>();
    for (const declaration of declared) {
        let sizes = counts.get(declaration.context);
        if (!sizes) counts.set(declaration.context, sizes = new Map());
        const size = sizeOf(declaration);
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
    }
    return declared.filter(declaration => counts.get(declaration.context)!.get(sizeOf(declaration))! > 1);
}

function describeField({ name, type, annotations }: Field): string {
    return `${name}: ${describe(type)} ${describeAnnotations(annotations)}`;
}

function describeAnnotations(annotations: readonly Annotation[]): string {
    return annotations.filter(({ name }) => name !== 'example').map(({ name, arguments: values }) => `@${name}(${values.map(({ value }) => value).join()})`).sort().join(' ');
}

/** A type with all that limits it; what does not resolve is like nothing else. */
function describe(type: Type): string {
    return `${describeRequired(type)} ${type.optional}`;
}

function describeRequired(type: Type): string {
    const limits = describeBounds('bounds' in type ? type.bounds : undefined);
    switch (type.kind) {
        case 'primitive': return `${type.name}${limits}${type.pattern ?? ''}`;
        case 'named': return type.reference.target ?? JSON.stringify(type.origin);
        case 'list': return `[${describe(type.element)}]${limits}`;
        case 'map': return `map<${describe(type.value)}>`;
        case 'union': return `(${type.alternatives.map(describe).sort().join('|')})`;
    }
}

function describeBounds(bounds: Bounds | undefined): string {
    return `(${bounds?.minimum ?? ''}..${bounds?.maximum ?? ''})`;
}
