import type { Rule } from '../rule.js';

/** An event that a part of another context publishes. */
export const singlePublisher: Rule = {
    id: 'coupling/single-publisher',
    severity: 'error',
    summary: 'An event is published by another context than the one that declares it.',
    reason: 'An event tells what its context has decided. If others publish it too, nobody can trust it, and nobody can say when it may change.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
}
context Sales {
  service Shop { every 1 hour -> Ordering.OrderPlaced }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced }
}
`,
    check({ graph, report }) {
        for (const { by, context, kind, message: id, origin } of graph.uses) {
            const message = kind === 'publishes' ? graph.message(id) : undefined;
            if (message?.kind !== 'event' || context === undefined || message.context === context) continue;
            report({
                origin,
                message: `'${by}' publishes '${message.name}', which is for '${message.context}' to tell. Send '${message.context}' a command, or publish an event of '${context}'.`,
                related: [{ origin: message.origin, message: `'${message.context}' declares '${message.name}'` }],
            });
        }
    },
};
