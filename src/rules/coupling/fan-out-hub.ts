import { defineRule } from '../rule.js';
import { relateUses } from './related-uses.js';

/** An event that very many take. */
export const fanOutHub = defineRule({
    id: 'coupling/fan-out-hub',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'An event has more than so many consumers.',
    reason: 'Whatever changes in it changes for all of them at once, and each message is delivered and stored as often as there are consumers.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced }
  service Mailer { on OrderPlaced }
  service Invoices { on OrderPlaced }
  service Statistics { on OrderPlaced }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderInvoiced { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced }
  service Mailer { on OrderPlaced }
  service Invoices { on OrderPlaced -> OrderInvoiced }
  service Statistics { on OrderInvoiced }
}
`,
    whenToTurnOff: 'Where wide use is what an event is for; then it is worth a version of its own and a notice before each change.',
    options: {
        properties: { max: { type: 'integer', minimum: 1, description: 'How many parts and actors may take one event.' } },
        defaults: { max: 8 },
        forExample: { max: 2 },
    },
    messages: {
        hub: "'{event}' has {count} consumers, more than {max}: each change of it is a change for all of them. See whether all of them need this very event, or let some react to what others make of it.",
    },
    check: ({ graph, options: { max }, report }) => ({
        message({ id, name, origin }) {
            if (graph.usesOf(id).length <= max) return;
            const consumers = graph.consumersOf(id);
            const count = new Set(consumers.map(({ by }) => by)).size;
            if (count > max) report({ origin, message: 'hub', data: { event: name, count, max }, related: relateUses(consumers) });
        },
    }),
});
