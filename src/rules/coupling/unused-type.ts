import type { Field, Reference, TypeDeclaration } from '../../model/flow-model.js';
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
        // Types alone are a catalogue, of which others take what they need.
        if (model.messages.length === 0 && model.queries.length === 0) return;
        if (!whole) return;
        const roots = new Set<string | undefined>();
        for (const owners of [model.messages, model.aggregates, model.projections, model.processes]) for (const { fields } of owners) noteNames(fields, roots);
        for (const { parameters, result } of model.queries) {
            noteNames(parameters, roots);
            for (const { target } of namesIn(result)) roots.add(target);
        }
        const held = new Map(model.types.map(type => [type.id, namesInDeclaration(type)]));
        // What another system's types hold is theirs to decide.
        for (const type of model.types) if (graph.isExternal(type)) for (const { target } of held.get(type.id)!) roots.add(target);
        // A name that resolves to nothing may have been meant for what seems unused.
        if (roots.has(undefined) || [...held.values()].some(names => names.some(({ target }) => target === undefined))) return;
        const needed = roots as Set<string>;
        for (const id of needed) for (const { target } of held.get(id) ?? []) needed.add(target!);
        const users = new Map<string, Set<TypeDeclaration>>();
        for (const user of model.types) {
            if (needed.has(user.id)) continue;
            for (const { target } of held.get(user.id)!) {
                const others = users.get(target!);
                if (others) others.add(user);
                else users.set(target!, new Set([user]));
            }
        }
        for (const declaration of [...model.types, ...model.enums]) {
            const { id, name, origin } = declaration;
            if (needed.has(id) || !isMeant(declaration) || graph.isExternal(declaration)) continue;
            const others = [...(users.get(id) ?? [])].filter(other => other.id !== id);
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

function namesInDeclaration({ fields, alias }: TypeDeclaration): readonly Reference[] {
    return alias ? namesIn(alias) : fields.flatMap(({ type }) => namesIn(type));
}

function noteNames(fields: readonly Field[], noted: Set<string | undefined>): void {
    for (const { type } of fields) if (type.kind !== 'primitive') for (const { target } of namesIn(type)) noted.add(target);
}
