import { defineRule } from '../rule.js';
import { findDescribedContexts, isMeant } from './known-contexts.js';
import { relateUses } from './related-uses.js';

/** An event that somebody waits for and nothing publishes. */
export const unpublishedEvent = defineRule({
    id: 'coupling/unpublished-event',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'Nothing publishes an event that is taken, or is public, in a context whose parts publish others.',
    reason: 'Whoever waits for it waits for ever, and nothing else would tell: a topic on which nothing comes looks the same as one on which nothing has happened.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced }
  service Mailer {
    on OrderPlaced
    on OrderShipped
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced and OrderShipped }
  service Mailer {
    on OrderPlaced
    on OrderShipped
  }
}
`,
    whenToTurnOff: 'While events are agreed on before the parts that publish them are written. An event that another system publishes belongs into an `external` context.',
    messages: {
        awaited: "Nothing publishes the event '{event}', so whoever takes it waits for ever. Let a part of '{context}' publish it; if another system does, declare it in an external context.",
        promised: "Nothing publishes the event '{event}', which is public, so whoever is promised it waits for ever. Let a part of '{context}' publish it, or remove it.",
    },
    check(system) {
        const { graph, report } = system;
        const described = findDescribedContexts(system, ['publishes']);
        return {
            message(message) {
                if (message.kind !== 'event' || !isMeant(message) || !described.has(message.context)) return;
                const uses = graph.usesOf(message.id);
                // Whether an event may be sent is for another rule to say.
                if (uses.some(({ kind }) => kind === 'publishes' || kind === 'sends')) return;
                // What is published no more may still be in the history that a state is made of.
                if (message.annotations.some(({ name }) => name === 'deprecated')) return;
                // For what is private and not taken either, nobody can wait.
                if (uses.length === 0 && !message.public) return;
                report({
                    origin: message.origin,
                    message: uses.length > 0 ? 'awaited' : 'promised',
                    data: { event: message.name, context: message.context },
                    related: relateUses(uses),
                });
            },
        };
    },
});
