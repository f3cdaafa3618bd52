import { defineRule } from '../rule.js';
import { usesAcross } from './context-dependencies.js';

/** An event that a part of another context publishes. */
export const singlePublisher = defineRule({
    id: 'coupling/single-publisher',
    since: '0.1.0',
    set: 'recommended@1',
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
    whenToTurnOff: 'While an event is moved from one context to another, and both still publish it.',
    messages: {
        foreign: "'{by}' publishes '{event}', which is for '{owner}' to tell. Send '{owner}' a command, or publish an event of '{context}'.",
    },
    check({ graph, report }) {
        for (const { from: context, use: { by, kind, message: id, origin } } of usesAcross(graph)) {
            const message = kind === 'publishes' ? graph.message(id) : undefined;
            if (message?.kind !== 'event') continue;
            report({
                origin,
                message: 'foreign',
                data: { by, event: message.name, owner: message.context, context },
                related: [{ origin: message.origin, message: `'${message.context}' declares '${message.name}'` }],
            });
        }
    },
});
