import { namedTypesIn } from '../../model/named-types.js';
import { defineRule } from '../rule.js';

/** A projection whose rows nobody can ask for. */
export const unusedProjection = defineRule({
    id: 'sourcing/unused-projection',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A projection answers no query, and no message or query carries its rows.',
    reason: 'A read model is kept up to date and rebuilt for those who ask it. Rows that nobody can ask for are work and storage for nothing.',
    source: [{ title: 'Martin Fowler, CQRS', url: 'https://martinfowler.com/bliki/CQRS.html' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid  total: decimal }
  public command PlaceOrder { key orderId: uuid  total: decimal }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  projection OrderStatus by orderId {
    total: decimal

    on OrderPlaced { total = event.total }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  total: decimal }
  public command PlaceOrder { key orderId: uuid  total: decimal }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  projection OrderStatus by orderId {
    total: decimal

    on OrderPlaced { total = event.total }

    public query LargestOrders() returns OrderStatus[]
      sort by state.total descending
      limit 10
  }
}
`,
    whenToTurnOff: 'Where rows are read from their table by others, such as reports, without a query.',
    messages: {
        unused: "Nobody can ask for the rows of '{projection}': it answers no query, and nothing else carries its rows. Write 'query NAME() returns {projection}[]' in it, or leave it out.",
    },
    check({ model, graph, report }) {
        return {
            projection(projection) {
                const { id, name, origin, queries, fields, key, evolutions } = projection;
                if (graph.isExternal(projection) || queries.length > 0 || evolutions.length === 0) return;
                // One that only runs code is another finding.
                if (evolutions.some(({ byCode }) => byCode) && fields.every(field => field.name === key)) return;
                if (!namedTypesIn(model).has(id)) report({ origin, message: 'unused', data: { projection: name }, related: evolutions.map(({ event }) => ({ origin: event.origin, message: `It is kept up to date by '${event.text}'` })) });
            },
        };
    },
});
