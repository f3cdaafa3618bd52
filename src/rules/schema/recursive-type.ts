import type { Type, TypeDeclaration } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** A type of which no value can be written down, because it holds itself. */
export const recursiveType = defineRule({
    id: 'schema/recursive-type',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A type contains itself without an optional or a list in between.',
    reason: 'A value of it would hold another, and that one another, without end: no message could ever carry it.',
    bad: `context Catalogue {
  type Category { name: string  parent: Category }
}
`,
    good: `context Catalogue {
  type Category { name: string  parent: Category? }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        itself: "'{type}' contains itself, so a value of it would never end. Make what contains it optional ('?') or a list.",
        through: "'{type}' contains itself through {others}, so a value of it would never end. Make one of these fields optional ('?') or a list.",
    },
    check({ model, report }) {
        const types = new Map(model.types.map(type => [type.id, type]));
        for (const type of model.types) {
            const circle = findCircle(type, types);
            if (!circle) continue;
            const others = circle.slice(1);
            if (others.length === 0) report({ origin: type.origin, message: 'itself', data: { type: type.name } });
            else {
                report({
                    origin: type.origin,
                    message: 'through',
                    data: { type: type.name, others: others.map(({ name }) => `'${name}'`).join(', ') },
                    related: others.map(({ name, origin }) => ({ origin, message: `Through '${name}'` })),
                });
            }
        }
    },
});

/** The types that lead from `start` back to it, by what each needs; `start` first. */
function findCircle(start: TypeDeclaration, types: Map<string, TypeDeclaration>): TypeDeclaration[] | undefined {
    const pending = [[start]];
    const seen = new Set<string>();
    for (let path = pending.shift(); path; path = pending.shift()) {
        for (const id of needsOf(path.at(-1)!)) {
            if (id === start.id) return path;
            const next = types.get(id);
            if (!next || seen.has(id)) continue;
            seen.add(id);
            pending.push([...path, next]);
        }
    }
    return undefined;
}

function needsOf({ fields, alias }: TypeDeclaration): string[] {
    return alias ? aliasedBy(alias) : fields.flatMap(({ type }) => neededBy(type));
}

/** An alias is what it stands for, so that even an optional one must not stand for itself. */
function aliasedBy(type: Type): string[] {
    switch (type.kind) {
        case 'named': return type.reference.target === undefined ? [] : [type.reference.target];
        case 'list': return aliasedBy(type.element);
        case 'map': return aliasedBy(type.value);
        case 'union': return type.alternatives.flatMap(aliasedBy);
        case 'primitive': return [];
    }
}

/** The types of which a value of `type` always holds one. */
function neededBy(type: Type): string[] {
    if (type.optional) return [];
    switch (type.kind) {
        case 'named': return type.reference.target === undefined ? [] : [type.reference.target];
        case 'list': return (type.bounds?.minimum ?? 0) > 0 ? neededBy(type.element) : [];
        case 'union': {
            const [first = [], ...others] = type.alternatives.map(neededBy);
            return first.filter(id => others.every(needs => needs.includes(id)));
        }
        case 'map':
        case 'primitive': return [];
    }
}
