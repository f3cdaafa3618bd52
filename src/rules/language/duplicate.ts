import type { Origin } from '../../model/flow-model.js';
import { contextsWithNamesakes } from '../../model/namesakes.js';
import { defineRule } from '../rule.js';

interface Named {
    name: string;
    origin: Origin;
    /** A message may be there several times, in different versions. */
    version?: { kind: string; number: number };
}

/** Two declarations of one name, of which a reference could mean either. */
export const duplicate = defineRule({
    id: 'language/duplicate',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'Two declarations in one place have the same name, or there are two systems.',
    reason: 'A name stands for one thing: with two of them nobody can tell which one a reference means.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid  orderId: string }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid  customerId: string }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        system: "'{name}' is a second system. All files under one configuration are one system, with one name. Remove it, or merge it into '{first}'.",
        twice: "'{name}' is there twice in {place}: nobody could tell which one is meant. Rename one, or remove it.",
    },
    check({ model, report }) {
        const look = (elements: readonly Named[], place: string) => {
            for (const { element: { name, origin }, first } of findTwice(elements)) {
                report({ origin, message: 'twice', data: { name, place }, related: [{ origin: first.origin, message: `The first '${name}'` }] });
            }
        };
        for (const { name, origin } of model.systems.slice(1)) {
            const [first] = model.systems;
            report({
                origin,
                message: 'system',
                data: { name, first: first!.name },
                related: [{ origin: first!.origin, message: `'${first!.name}' is the system` }],
            });
        }
        look(model.brokers, 'the system');
        look(model.actors, 'the system');
        const byContext = new Map<string, Named[]>();
        const add = (owner: string, element: Named) => {
            const others = byContext.get(owner);
            if (others) others.push(element);
            else byContext.set(owner, [element]);
        };
        const suspects = contextsWithNamesakes(model);
        for (const { context: owner, name, origin, kind, version } of model.messages) if (suspects.has(owner)) add(owner, { name, origin, version: { kind, number: version } });
        for (const members of [
            model.queries, model.types, model.enums, model.channels.filter(({ implied }) => !implied), model.services, model.aggregates, model.projections, model.processes,
        ]) {
            for (const { context: owner, name, origin } of members) if (suspects.has(owner)) add(owner, { name, origin });
        }
        for (const [owner, members] of byContext) look(members, `context '${owner}'`);
        const lookInside = (elements: readonly Named[], { name }: Pick<Named, 'name'>) => {
            if (elements.length > few || hasTwice(elements)) look(elements, `'${name}'`);
        };
        const lookAtFields = (owner: Pick<Named, 'name'> & { fields: readonly Named[] }) => lookInside(owner.fields, owner);
        return {
            message: lookAtFields,
            query: query => lookInside(query.parameters, query),
            type: lookAtFields,
            enum: declaration => lookInside(declaration.values, declaration),
            aggregate: lookAtFields,
            projection: lookAtFields,
            process(process) {
                lookAtFields(process);
                lookInside(process.states, process);
            },
        };
    },
});

/** There are very many lists of a few fields, for which a table would cost more than it saves. */
const few = 20;

/** True where two have one name. */
function hasTwice(elements: readonly Named[]): boolean {
    for (let index = 1; index < elements.length; index++) {
        const { name } = elements[index]!;
        for (let before = 0; before < index; before++) if (elements[before]!.name === name) return true;
    }
    return false;
}

function findTwice(elements: readonly Named[]): { element: Named; first: Named }[] {
    const byName = new Map<string, Named[]>();
    for (const element of elements) {
        const same = byName.get(element.name);
        if (same) same.push(element);
        else byName.set(element.name, [element]);
    }
    return [...byName.values()].flatMap(same => same.sort(byPlace).flatMap((element, index) => {
        const first = same.slice(0, index).find(other => excludeEachOther(other, element));
        return first ? [{ element, first }] : [];
    }));
}

function excludeEachOther({ version: left }: Named, { version: right }: Named): boolean {
    return !left || !right || left.kind !== right.kind || left.number === right.number;
}

function byPlace({ origin: left }: Named, { origin: right }: Named): number {
    if (left.uri !== right.uri) return left.uri < right.uri ? -1 : 1;
    return left.range.start.line - right.range.start.line || left.range.start.character - right.range.start.character;
}
