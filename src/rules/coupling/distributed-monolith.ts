import { defineRule } from '../rule.js';
import { commandCirclesIn, relateDependency } from './context-dependencies.js';

/** Three or more contexts that command each other in a circle. */
export const distributedMonolith = defineRule({
    id: 'coupling/distributed-monolith',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'Three or more contexts send each other commands in a circle.',
    reason: 'Each waits for another to act, so they are only ever up, changed and released together: one program, with a network in its middle.',
    bad: `context Ordering {
  public command CloseOrder { key orderId: uuid }
  service Orders { handle CloseOrder -> send Billing.IssueInvoice }
}

context Billing {
  public command IssueInvoice { key orderId: uuid }
  service Invoices { handle IssueInvoice -> send Shipping.DispatchParcel? }
}

context Shipping {
  public command DispatchParcel { key orderId: uuid }
  service Parcels { handle DispatchParcel -> send Ordering.CloseOrder? }
}
`,
    good: `context Ordering {
  public command CloseOrder { key orderId: uuid }
  service Orders {
    handle CloseOrder -> send Billing.IssueInvoice
    on Shipping.ParcelDispatched -> send CloseOrder?
  }
}

context Billing {
  public command IssueInvoice { key orderId: uuid }
  service Invoices { handle IssueInvoice -> send Shipping.DispatchParcel? }
}

context Shipping {
  public event ParcelDispatched { key orderId: uuid }
  public command DispatchParcel { key orderId: uuid }
  service Parcels { handle DispatchParcel -> ParcelDispatched }
}
`,
    whenToTurnOff: 'Where the contexts are modules of one program that is released as a whole, and meant to be.',
    source: [{ title: 'Sam Newman: Monolith to Microservices, on the distributed monolith' }],
    messages: {
        circle: "{count} contexts send each other commands in a circle: {contexts}. They can only be up, changed and released together. Let one of them publish events that the next one reacts to.",
    },
    check({ graph, report }) {
        for (const { contexts, dependencies } of commandCirclesIn(graph)) {
            report({
                origin: graph.context(contexts[0]!)!.origin,
                message: 'circle',
                data: { count: contexts.length, contexts: contexts.map(context => `'${context}'`).join(', ') },
                related: dependencies.map(dependency => relateDependency(dependency, { graph })),
            });
        }
    },
});
