import type { RelatedPlace } from '../../model/diagnostic.js';
import type { Field, Message, Query } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { readOnce } from '../../model/read-once.js';
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
        const spelledIn = new Map<string, Spellings>();
        const singularIn = new Map<string, Spellings>();
        const plurals: (Message | Query)[] = [];
        const look = (element: Message | Query) => {
            const { name, context, origin } = element;
            const spelled = spellingsIn(context, spelledIn);
            const spelling = (name.includes('_') ? name.replaceAll('_', '') : name).toLowerCase();
            const alike = spelled.get(spelling);
            if (!alike) spelled.set(spelling, element);
            if (alike && alike.name !== name) report({ origin, message: 'spelling', data: { name, other: alike.name }, related: [declaredHere(alike)] });
            else if (/s(?=[A-Z_\d]|$)/.test(name)) plurals.push(element);
        };
        for (const message of ownMessages(model, graph)) look(message);
        for (const query of model.queries) if (!graph.isExternal(query)) look(query);
        for (const element of plurals) {
            const { name, context, origin } = element;
            const singular = spellingsIn(context, singularIn);
            const spelling = wordsOf(name).map(toSingular).join('');
            const other = spellingsIn(context, spelledIn).get(spelling) ?? singular.get(spelling);
            singular.set(spelling, element);
            // `ExpireOrders` without an id asks for more than `ExpireOrder` with one: only the same fields make them the same.
            if (!other || other === element || !haveSameFields(element, other)) continue;
            report({ origin, message: 'plural', data: { name, other: other.name }, related: [declaredHere(other)] });
        }
    },
});

/** What is declared in a context, by its name without case and underscores. */
type Spellings = Map<string, Message | Query>;

function spellingsIn(context: string, known: Map<string, Spellings>): Spellings {
    let spellings = known.get(context);
    if (!spellings) known.set(context, spellings = new Map());
    return spellings;
}

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

const toSingular = readOnce(word => {
    if (word.length < 4 || /(ss|us|is|news)$/.test(word)) return word;
    return word.replace(/ies$/, 'y').replace(/(?<=x|ch|sh|ss)es$/, '').replace(/s$/, '');
});
