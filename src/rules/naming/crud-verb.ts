import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { meaningfulWords } from './reading.js';

/** An event that tells what was done to a record, not what has happened. */
export const crudVerb = defineRule({
    id: 'naming/crud-verb',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: "An event's name ends in what can be done to any record: `Created`, `Updated`, `Deleted`.",
    reason: 'Whoever reads `CustomerUpdated` does not know why: a move, a marriage and a mistake put right look the same, and every consumer has to compare the fields.',
    source: [{ title: 'Microsoft, Event Sourcing pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/event-sourcing' }],
    bad: `context Customers {
  event CustomerUpdated { key customerId: uuid }
}
`,
    good: `context Customers {
  event CustomerMoved { key customerId: uuid }
}
`,
    whenToTurnOff: 'Where records are all there is, as in reference data; leave it off until the names of the domain are what you want to work on.',
    messages: {
        crud: "'{event}' tells what was done to a record, but not what has happened: every consumer has to find out for itself. Name what the business would say, as in 'CustomerMoved'.",
    },
    options: {
        properties: { verbs: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, description: 'Participles that hide what has happened.' } },
        defaults: { verbs: ['created', 'updated', 'deleted'] as readonly string[] },
    },
    check({ model, graph, options, report }) {
        const verbs = new Set(options.verbs.map(verb => verb.toLowerCase()));
        for (const { name, origin } of ownMessages(model, graph, 'event')) {
            if (verbs.has(meaningfulWords(name).at(-1)!)) report({ origin, message: 'crud', data: { event: name } });
        }
    },
});
