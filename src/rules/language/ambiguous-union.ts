import type { Origin, Type } from '../../model/flow-model.js';
import type { TypeIndex } from '../../model/type-index.js';
import { alternativesOf } from '../../model/unions.js';
import { defineRule } from '../rule.js';
import { findPart, partsOf } from '../schema/type-parts.js';

/** Two records of one name in a union, which nothing tells apart in a message. */
export const ambiguousUnion = defineRule({
    id: 'language/ambiguous-union',
    since: '0.2.0',
    set: 'recommended@2',
    severity: 'error',
    summary: 'Two types of one name, from two contexts, are alternatives of one union.',
    reason: 'A record that may be one of several says in its message which one it is, by the name of its type (`$type`). Of two with the same name nobody could tell which one came, and one would be taken for the other.',
    bad: `context Warehouse {
  type Place { shelf: string(1..20) }
}
context Shipping {
  uses Warehouse as customer
  type Place { street: string(1..200) }
  event ParcelMoved { key parcelId: uuid  to: Place or Warehouse.Place }
}
`,
    good: `context Warehouse {
  type Shelf { label: string(1..20) }
}
context Shipping {
  uses Warehouse as customer
  type Place { street: string(1..200) }
  event ParcelMoved { key parcelId: uuid  to: Place or Warehouse.Shelf }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    source: [{ title: 'OpenAPI Specification 3.1, Discriminator Object', url: 'https://spec.openapis.org/oas/v3.1.0#discriminator-object' }],
    messages: { union: "'{first}' and '{second}' are both called '{name}', and a message says by its name alone which of them a record is. Give one of them another name." },
    check({ types, report }) {
        const look = (type: Type | undefined): void => {
            if (!type || type.kind === 'primitive' || type.kind === 'named' || !findPart(type, isUnion)) return;
            for (const part of partsOf(type)) {
                const pair = part.kind === 'union' ? namesakes(part, types) : undefined;
                if (pair) report({ origin: pair.origin, message: 'union', data: { name: pair.name, first: pair.first, second: pair.second } });
            }
        };
        return {
            field: ({ type }) => look(type),
            type: ({ alias }) => look(alias),
            query: ({ result }) => look(result),
        };
    },
});

function isUnion({ kind }: Type): boolean {
    return kind === 'union';
}

/** The first two records of one name, and where the second is written; what a named union has of them by itself is told there. */
function namesakes(union: Type & { kind: 'union' }, types: TypeIndex): { name: string; first: string; second: string; origin: Origin } | undefined {
    const known = new Map<string, { id: string; written: Type }>();
    for (const written of union.alternatives) {
        for (const { type, tag } of alternativesOf({ ...union, alternatives: [written] }, types)) {
            const id = types.resolve(type);
            if (tag === undefined || id?.kind !== 'named') continue;
            const before = known.get(tag);
            if (!before) known.set(tag, { id: id.target, written });
            else if (before.id !== id.target && before.written !== written) return { name: tag, first: before.id, second: id.target, origin: written.origin };
        }
    }
    return undefined;
}
