import type { Origin } from '../../model/flow-model.js';
import type { Rule, RuleContext } from '../rule.js';

interface Named {
    name: string;
    origin: Origin;
    /** A message may be there several times, in different versions. */
    version?: { kind: string; number: number };
}

/** Two declarations of one name, of which a reference could mean either. */
export const duplicate: Rule = {
    id: 'language/duplicate',
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
    check(context) {
        const { model } = context;
        for (const { name, origin } of model.systems.slice(1)) {
            const [first] = model.systems;
            context.report({
                origin,
                message: `'${name}' is a second system. All files under one configuration are one system, with one name. Remove it, or merge it into '${first!.name}'.`,
                related: [{ origin: first!.origin, message: `'${first!.name}' is the system` }],
            });
        }
        report(context, model.brokers, 'the system');
        report(context, model.actors, 'the system');
        const byContext = new Map<string, Named[]>();
        const add = (owner: string, element: Named) => {
            const others = byContext.get(owner);
            if (others) others.push(element);
            else byContext.set(owner, [element]);
        };
        for (const { context: owner, name, origin, kind, version } of model.messages) add(owner, { name, origin, version: { kind, number: version } });
        for (const { context: owner, name, origin } of [
            ...model.queries, ...model.types, ...model.enums, ...model.channels.filter(({ implied }) => !implied),
            ...model.services, ...model.aggregates, ...model.projections, ...model.processes,
        ]) add(owner, { name, origin });
        for (const [owner, members] of byContext) report(context, members, `context '${owner}'`);
        for (const { name, fields } of [...model.messages, ...model.types, ...model.aggregates, ...model.projections, ...model.processes]) report(context, fields, `'${name}'`);
        for (const { name, parameters } of model.queries) report(context, parameters, `'${name}'`);
        for (const { name, values } of model.enums) report(context, values, `'${name}'`);
        for (const { name, states } of model.processes) report(context, states, `'${name}'`);
    },
};

function report({ report: tell }: RuleContext, elements: readonly Named[], place: string): void {
    if (new Set(elements.map(({ name }) => name)).size === elements.length) return;
    const byName = new Map<string, Named[]>();
    for (const element of elements) {
        const same = byName.get(element.name);
        if (same) same.push(element);
        else byName.set(element.name, [element]);
    }
    for (const [name, same] of byName) {
        if (same.length < 2) continue;
        same.sort(byPlace);
        same.forEach((element, index) => {
            const first = same.slice(0, index).find(other => excludeEachOther(other, element));
            if (!first) return;
            tell({
                origin: element.origin,
                message: `'${name}' is there twice in ${place}: nobody could tell which one is meant. Rename one, or remove it.`,
                related: [{ origin: first.origin, message: `The first '${name}'` }],
            });
        });
    }
}

function excludeEachOther({ version: left }: Named, { version: right }: Named): boolean {
    return !left || !right || left.kind !== right.kind || left.number === right.number;
}

function byPlace({ origin: left }: Named, { origin: right }: Named): number {
    if (left.uri !== right.uri) return left.uri < right.uri ? -1 : 1;
    return left.range.start.line - right.range.start.line || left.range.start.character - right.range.start.character;
}
