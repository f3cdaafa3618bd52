import type { Reference, Type, TypeDeclaration } from '../../model/flow-model.js';
import { namesIn } from '../../model/type-references.js';
import { defineRule } from '../rule.js';
import { isMeant } from './known-contexts.js';

/** A type or enum that no message, query or part needs. */
export const unusedType = defineRule({
    id: 'coupling/unused-type',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A type or an enum is used by no message, no query and no part of the system.',
    reason: 'It is read, kept up to date and generated for nothing; or the field that should have it has something less exact.',
    bad: `context Ordering {
  type Money { amount: decimal  currency: string }
  event OrderPlaced { key orderId: uuid  total: decimal }
}
`,
    good: `context Ordering {
  type Money { amount: decimal  currency: string }
  event OrderPlaced { key orderId: uuid  total: Money }
}
`,
    whenToTurnOff: 'While types are agreed on before the messages that hold them, or where a file of shared types is copied from elsewhere.',
    messages: {
        nothing: "Nothing uses '{type}'. Give it to the field that it was meant for, or remove it.",
        unused: "'{type}' is only a part of {users}, which nothing uses. Give it to the field that it was meant for, or remove what is not needed.",
    },
    check({ model, graph, whole, report }) {
        const users = new Map<string, TypeDeclaration[]>();
        const addUser = (id: string, user: TypeDeclaration) => {
            const others = users.get(id);
            if (others) others.push(user);
            else users.set(id, [user]);
        };
        const needed = new Set<string>();
        const pending: string[] = [];
        const reach = ({ target }: Reference) => {
            if (target === undefined || needed.has(target)) return;
            needed.add(target);
            pending.push(target);
        };
        const declarations = new Map(model.types.map(type => [type.id, type]));
        for (const owner of model.types) {
            for (const reference of typesOf(owner).flatMap(namesIn)) {
                // What another system's types hold is theirs to decide.
                if (graph.isExternal(owner)) reach(reference);
                else if (reference.target !== undefined) addUser(reference.target, owner);
            }
        }
        const roots: Type[] = [
            ...model.messages.flatMap(({ fields }) => fields.map(({ type }) => type)),
            ...model.queries.flatMap(({ parameters, result }) => [...parameters.map(({ type }) => type), result]),
            ...[...model.aggregates, ...model.projections, ...model.processes].flatMap(({ fields }) => fields.map(({ type }) => type)),
        ];
        let unresolved = !whole;
        for (const reference of [...roots, ...model.types.flatMap(typesOf)].flatMap(namesIn)) unresolved ||= reference.target === undefined;
        // A name that resolves to nothing may have been meant for what seems unused.
        if (unresolved) return;
        for (const root of roots) namesIn(root).forEach(reach);
        for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
            const declaration = declarations.get(id);
            if (declaration) typesOf(declaration).flatMap(namesIn).forEach(reach);
        }
        for (const declaration of [...model.types, ...model.enums]) {
            const { id, name, origin } = declaration;
            if (needed.has(id) || !isMeant(declaration) || graph.isExternal(declaration)) continue;
            const others = [...new Set(users.get(id) ?? [])].filter(other => other.id !== id);
            if (others.length === 0) report({ origin, message: 'nothing', data: { type: name } });
            else {
                report({
                    origin,
                    message: 'unused',
                    data: { type: name, users: others.map(other => `'${other.name}'`).join(' and ') },
                    related: others.map(other => ({ origin: other.origin, message: `'${other.name}' has it` })),
                });
            }
        }
    },
});

function typesOf({ fields, alias }: TypeDeclaration): Type[] {
    return alias ? [alias] : fields.map(({ type }) => type);
}
