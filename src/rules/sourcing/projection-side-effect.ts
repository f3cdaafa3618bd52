import { defineRule } from '../rule.js';

/** A projection in which code can do nothing but act on the world. */
export const projectionSideEffect = defineRule({
    id: 'sourcing/projection-side-effect',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A projection has neither fields nor queries, and code that takes its events.',
    reason: 'A projection may be built again from its events at any time. Where there is nothing to build, the code can only act on the world, and a rebuild makes it do everything once more: all letters are sent again.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid  email: string }
  public command PlaceOrder { key orderId: uuid  email: string }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  projection ConfirmationMails by orderId {
    on OrderPlaced by code
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  email: string }
  public command PlaceOrder { key orderId: uuid  email: string }

  service Orders {
    handle PlaceOrder -> OrderPlaced
  }

  service ConfirmationMails {
    on OrderPlaced by code
  }
}
`,
    whenToTurnOff: 'Where the rows are no more than their keys, and code only decides which there are.',
    messages: {
        sideEffect: "'{projection}' has no fields and no queries, so all that code can do with '{event}' is to act on the world, and a rebuild does it again. Make it a service, which takes each event once; or name the fields that the code fills.",
    },
    check({ graph, report }) {
        return {
            projection(projection) {
                const { name, key, fields, queries, evolutions } = projection;
                if (graph.isExternal(projection) || queries.length > 0 || fields.some(field => field.name !== key)) return;
                for (const { event, byCode } of evolutions) {
                    if (byCode && event.target !== undefined) report({ origin: event.origin, message: 'sideEffect', data: { projection: name, event: event.text } });
                }
            },
        };
    },
});
