import { defineRule } from '../rule.js';

/** A query that is guarded against being worked on twice, as only what has an effect need be. */
export const queryWithEffect = defineRule({
    id: 'sourcing/query-with-effect',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A service makes its answers to a query idempotent, as if asking changed something.',
    reason: 'A question changes nothing, so that anybody may ask it again at any time: after a timeout it is. If asking twice must be kept from doing something twice, it is a command in the shape of a query, and nothing keeps it from being repeated.',
    source: [{ title: 'Martin Fowler, Command Query Separation', url: 'https://martinfowler.com/bliki/CommandQuerySeparation.html' }],
    bad: `context Ordering {
  public query SeatFor(requestId: uuid, flight: string) returns string

  service Seats {
    answer SeatFor
    idempotent by requestId
  }
}
`,
    good: `context Ordering {
  public event SeatReserved { key requestId: uuid  flight: string  seat: string }
  public command ReserveSeat { key requestId: uuid  flight: string }

  service Seats {
    handle ReserveSeat -> SeatReserved
    idempotent by requestId
  }
}
`,
    whenToTurnOff: 'Where an answer is so dear that it is kept for those who ask again.',
    messages: {
        effect: "'{service}' is idempotent by '{field}', which only the query '{query}' has: that is needed by what has an effect, and a question has none. If asking changes something, declare a command; if not, leave 'idempotent by {field}' out, which does nothing for a question.",
    },
    check({ graph, report }) {
        return {
            service(service) {
                const { name, settings: { idempotentBy: { value: field, isDefault, origin } }, handles, reactions, answers } = service;
                if (isDefault || graph.isExternal(service)) return;
                const taken = [...handles.map(({ command }) => command), ...reactions.map(({ event }) => event)].map(({ target }) => graph.message(target));
                // Of a message that is not known it cannot be said what it has.
                if (taken.some(message => !message || message.fields.some(({ name: own }) => own === field))) return;
                for (const { query: reference } of answers) {
                    const query = graph.query(reference.target);
                    if (!query?.parameters.some(parameter => parameter.name === field)) continue;
                    report({
                        origin: reference.origin,
                        message: 'effect',
                        data: { service: name, field, query: query.name },
                        related: [...(origin ? [{ origin, message: `'${name}' is idempotent here` }] : []), { origin: query.origin, message: `'${query.name}' is declared as a query` }],
                    });
                }
            },
        };
    },
});
