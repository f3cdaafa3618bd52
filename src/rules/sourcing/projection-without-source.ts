import { defineRule } from '../rule.js';

/** A projection that takes no event. */
export const projectionWithoutSource = defineRule({
    id: 'sourcing/projection-without-source',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A projection takes no event.',
    reason: 'Events are all that a read model is made of. Without any it has no rows, and whoever asks is told that there is nothing.',
    source: [{ title: 'Microsoft, Materialized View pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/materialized-view' }],
    bad: `context Ordering {
  projection OpenOrders by orderId {
    orderId: uuid
    lines: int = 0

    public query ListOpenOrders() returns OpenOrders[]
      limit 50
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  lines: int }
  public command PlaceOrder { key orderId: uuid  lines: int }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  projection OpenOrders by orderId {
    lines: int = 0

    on OrderPlaced { lines = event.lines }

    public query ListOpenOrders() returns OpenOrders[]
      limit 50
  }
}
`,
    whenToTurnOff: 'While a read model is being written down and its events are still to come.',
    messages: {
        noEvents: "'{projection}' takes no event, so it never has a row. Write 'on EVENT …'; what does not come from events is answered by a service.",
    },
    check({ graph, report }) {
        return {
            projection(projection) {
                const { name, origin, evolutions, fields, queries } = projection;
                // One without anything is still being typed.
                if (graph.isExternal(projection) || evolutions.length > 0 || fields.length + queries.length === 0) return;
                report({ origin, message: 'noEvents', data: { projection: name } });
            },
        };
    },
});
