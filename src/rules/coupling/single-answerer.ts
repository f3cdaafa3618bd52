import { defineRule } from '../rule.js';

/** A query that several parts answer. */
export const singleAnswerer = defineRule({
    id: 'coupling/single-answerer',
    since: '0.2.0',
    set: 'recommended@2',
    severity: 'error',
    summary: 'A query has more than one answerer.',
    reason: 'Who asks takes the first answer that comes. With two answerers it depends on chance which that is, and where they do not agree, the same question has now this answer and now that one.',
    bad: `context Pricing {
  public query PriceOf(sku: string) returns decimal
  service Prices { answer PriceOf }
  service Discounts { answer PriceOf }
}

actor Customer { asks Pricing.PriceOf }
`,
    good: `context Pricing {
  public query PriceOf(sku: string) returns decimal
  public query DiscountFor(sku: string) returns decimal
  service Prices { answer PriceOf }
  service Discounts { answer DiscountFor }
}

actor Customer { asks Pricing.PriceOf, Pricing.DiscountFor }
`,
    whenToTurnOff: 'While a query moves from one part to another and both answer the same; better, suppress the finding at the one that is to go.',
    source: [{ title: 'Gregor Hohpe, Bobby Woolf: Enterprise Integration Patterns, Request-Reply', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/RequestReply.html' }],
    messages: {
        same: "'{by}' answers the query '{query}' twice: it would not be clear which answer holds. Keep one of them.",
        other: "The query '{query}' is answered by '{first}' already: who asks would take whichever answer comes first. Keep one of them, or declare a query of its own for what '{by}' knows.",
    },
    check({ model, graph, report }) {
        for (const query of model.queries) {
            const uses = graph.usesOf(query.id);
            if (uses.length < 2) continue;
            const [first, ...others] = uses.filter(({ kind }) => kind === 'answers');
            for (const { by, origin } of others) {
                const related = [{ origin: first!.origin, message: `Answered by '${first!.by}'` }];
                if (by === first!.by) report({ origin, message: 'same', data: { by, query: query.name }, related });
                else report({ origin, message: 'other', data: { by, query: query.name, first: first!.by }, related });
            }
        }
    },
});
