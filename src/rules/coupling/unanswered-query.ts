import { defineRule } from '../rule.js';
import { findDescribedContexts, findKnownContexts, isMeant } from './known-contexts.js';
import { relateUses } from './related-uses.js';

/** A query that nothing answers. */
export const unansweredQuery = defineRule({
    id: 'coupling/unanswered-query',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'Nothing answers a query that somebody asks, or whose context answers others.',
    reason: 'Whoever asks waits until the time is up and then has nothing, at every single question.',
    bad: `context Pricing {
  public query PriceOf(sku: string) returns decimal
  public query DiscountFor(customerId: uuid) returns decimal
  service Prices { answer PriceOf }
}
`,
    good: `context Pricing {
  public query PriceOf(sku: string) returns decimal
  public query DiscountFor(customerId: uuid) returns decimal
  service Prices {
    answer PriceOf
    answer DiscountFor
  }
}
`,
    whenToTurnOff: 'While a system is being written down and its services are still to come. A query that another system answers belongs into an `external` context.',
    messages: {
        none: "Nothing answers the query '{query}', so whoever asks gets no answer. Add 'answer {query}' to a service, or declare the query in the projection that knows.",
    },
    check(system) {
        const { graph, report } = system;
        const known = findKnownContexts(system);
        const described = findDescribedContexts(system, ['answers']);
        return {
            query(query) {
                if (!isMeant(query)) return;
                const uses = graph.usesOf(query.id);
                if (uses.some(({ kind }) => kind === 'answers')) return;
                if (uses.length > 0 ? !known.has(query.context) : !described.has(query.context)) return;
                report({ origin: query.origin, message: 'none', data: { query: query.name }, related: relateUses(uses) });
            },
        };
    },
});
