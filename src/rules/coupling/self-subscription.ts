import { defineRule } from '../rule.js';

/** A service that reacts to an event that only it publishes. */
export const selfSubscription = defineRule({
    id: 'coupling/self-subscription',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A service reacts to an event that it alone publishes.',
    reason: 'It tells itself what it knows, by way of the broker: later, perhaps twice, and out of sight of whoever reads what it does with the message that began it.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  service Orders {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  service Orders { handle PlaceOrder -> OrderPlaced }
  service Invoices { on OrderPlaced }
}
`,
    whenToTurnOff: 'Where a service gives itself work by its own topic on purpose, to have the second step tried again apart from the first.',
    messages: {
        own: "'{service}' reacts to '{event}', which nobody but '{service}' itself publishes: it hears from the broker what it knows already, later and perhaps twice. Do the work where the event is published, or in a service of its own.",
    },
    check: ({ graph, report }) => ({
        reaction({ event }, service) {
            const publishers = graph.publishersOf(event.target ?? '');
            // Where others publish it as well, it may be theirs that the service is after.
            if (publishers.length === 0 || publishers.some(({ by }) => by !== service.id) || graph.isExternal(service)) return;
            report({
                origin: event.origin,
                message: 'own',
                data: { service: service.name, event: event.text },
                related: publishers.slice(0, 1).map(({ origin }) => ({ origin, message: 'Published here' })),
            });
        },
    }),
});
