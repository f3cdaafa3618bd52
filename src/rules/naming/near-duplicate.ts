import type { RelatedPlace } from '../../model/diagnostic.js';
import type { Field, Message, Query } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';

/** Two messages whose names nobody can tell apart. */
export const nearDuplicate = defineRule({
    id: 'naming/near-duplicate',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'Two messages of a context have names that differ in case, separators or a plural only.',
    reason: 'One of them will be published or sent where the other was meant, and nothing fails: the message just never arrives where it is waited for.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrdersPlaced { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where the singular and the plural are both needed and carry the same fields, suppress it with that reason.',
    messages: {
        spelling: "'{name}' and '{other}' are spelled alike but for case and separators: one will be taken for the other. Remove one, or give it a name of its own.",
        plural: "'{name}' and '{other}' differ in a plural only and carry the same fields: one will be taken for the other. Remove one, or give it a name of its own.",
    },
    check({ model, graph, report }) {
        const spelled = new Map<string, Message | Query>();
        const singular = new Map<string, Message | Query>();
        const plurals: (Message | Query)[] = [];
        for (const element of [...ownMessages(model, graph), ...model.queries.filter(query => !graph.isExternal(query))]) {
            const { name, context, origin } = element;
            const key = `${context} ${name.replaceAll('_', '').toLowerCase()}`;
            const alike = spelled.get(key);
            if (!alike) spelled.set(key, element);
            if (alike && alike.name !== name) report({ origin, message: 'spelling', data: { name, other: alike.name }, related: [declaredHere(alike)] });
            else if (/s(?=[A-Z_\d]|$)/.test(name)) plurals.push(element);
        }
        for (const element of plurals) {
            const { name, context, origin } = element;
            const key = `${context} ${wordsOf(name).map(toSingular).join('')}`;
            const other = spelled.get(key) ?? singular.get(key);
            singular.set(key, element);
            // `ExpireOrders` without an id asks for more than `ExpireOrder` with one: only the same fields make them the same.
            if (!other || other === element || !haveSameFields(element, other)) continue;
            report({ origin, message: 'plural', data: { name, other: other.name }, related: [declaredHere(other)] });
        }
    },
});

function declaredHere({ name, origin }: Message | Query): RelatedPlace {
    return { origin, message: `'${name}' is declared here` };
}

function haveSameFields(one: Message | Query, other: Message | Query): boolean {
    const names = (element: Message | Query) => fieldsOf(element).map(({ name }) => name).sort().join(' ');
    return names(one) === names(other);
}

function fieldsOf(element: Message | Query): readonly Field[] {
    return 'fields' in element ? element.fields : element.parameters;
}

function toSingular(word: string): string {
    if (word.length < 4 || /(ss|us|is|news)$/.test(word)) return word;
    return word.replace(/ies$/, 'y').replace(/(?<=x|ch|sh|ss)es$/, '').replace(/s$/, '');
}
