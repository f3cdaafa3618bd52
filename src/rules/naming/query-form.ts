import { defineRule } from '../rule.js';
import { isAspect, readerOf } from './reading.js';
import { vocabularyOptions } from './vocabulary.js';

/** Verbs that no question begins with. */
const changingVerbs = new Set(('accept activate add adjust allocate amend append apply approve assign authorise authorize cancel capture confirm create deactivate debit decline delete deliver deny disable '
    + 'discard dispatch eliminate enable enqueue erase expel grant hide increase insert install invoke issue launch make merge modify notify onboard overwrite pay place provision publish purge '
    + 'put receive reduce refund register reject release relocate remove rename renew reopen replace reserve reset resend restart restore resubmit retire revoke rewrite sell send set settle ship '
    + 'submit suspend terminate unassign uninstall unpublish unregister unsubscribe update upload upsert void withdraw write').split(' '));

/** A query that is named as if it changed something. */
export const queryForm = defineRule({
    id: 'naming/query-form',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: "A query's name starts with a verb that changes something.",
    reason: 'A query changes nothing and may be asked again at any time. Nobody dares to repeat `CancelOrder`, and nobody looks for what is changed among the questions.',
    source: [{ title: 'Martin Fowler, CommandQuerySeparation', url: 'https://martinfowler.com/bliki/CommandQuerySeparation.html' }],
    bad: `context Ordering {
  type Order { orderId: uuid }
  query CancelOrder(orderId: uuid) returns Order
  service Orders { answer CancelOrder }
}
`,
    good: `context Ordering {
  type Order { orderId: uuid }
  query FindOrder(orderId: uuid) returns Order
  service Orders { answer FindOrder }
}
`,
    whenToTurnOff: "In a context whose names follow a partner's contract. Verbs that ask, with you, belong into the option `asking`.",
    messages: {
        changes: "The query '{query}' starts with '{verb}', as if it changed something, but a query may be asked again at any time. Start with what it asks, as in 'FindOrder' or 'OpenOrders', or declare a command.",
    },
    options: {
        properties: {
            asking: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, description: 'Verbs in their base form that change nothing, beyond those that Sluice knows.' },
            verbs: vocabularyOptions.properties.verbs,
            participles: vocabularyOptions.properties.participles,
            nouns: vocabularyOptions.properties.nouns,
            states: vocabularyOptions.properties.states,
        },
        defaults: { asking: [] as readonly string[], ...vocabularyOptions.defaults },
    },
    check({ graph, options, report }) {
        const reader = readerOf(options);
        const asking = new Set(options.asking.map(verb => verb.toLowerCase()));
        return {
            query(query) {
                const reading = reader.read(query.name);
                if (!reading || graph.isExternal(query)) return;
                const { verb, words } = reading;
                // `UpdateHistory` is about updates, and `SendStatus` about what was sent.
                if (verb === undefined || !changingVerbs.has(verb) || asking.has(verb) || (words.length > 1 && isAspect(words.at(-1)!))) return;
                report({ origin: query.origin, message: 'changes', data: { query: query.name, verb } });
            },
        };
    },
});
