import { defineRule } from '../rule.js';
import { findDescribedContexts, isMeant } from './known-contexts.js';
import { relateUses } from './related-uses.js';

/** An event that nothing takes. */
export const unconsumedEvent = defineRule({
    id: 'coupling/unconsumed-event',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'Nothing takes a private event, in a context whose parts take others.',
    reason: 'Nobody outside of the context may know of it, so it is made, carried and kept for nobody; or somebody was to react to it and does not.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderPrinted { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced and OrderPrinted }
  service Mailer { on OrderPlaced }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  public event OrderPrinted { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced and OrderPrinted }
  service Mailer { on OrderPlaced }
}
`,
    whenToTurnOff: 'Where events are published for the record, or in advance of those who will need them. With the option `public` it only holds where all that another system takes is said.',
    options: {
        properties: {
            public: {
                type: 'boolean',
                description: 'Judge public events as well. Who takes them outside of the system must then be said: by an actor that `sees` them, or by a service of an `external` context that reacts to them.',
            },
        },
        defaults: { public: false },
    },
    messages: {
        idle: "Nothing publishes '{event}' and nothing takes it; as it is private to '{context}', nobody else can. Remove it.",
        private: "'{event}' is published and nothing takes it; as it is private to '{context}', nobody else can. Remove it, or make it public if it is for others.",
        public: "'{event}' is published and nothing in the system takes it. Remove it; if a person or another system takes it, say so: by an actor that sees it, or by a service of an external context that reacts to it.",
    },
    check(system) {
        const { graph, options, report } = system;
        const described = findDescribedContexts(system, ['reacts', 'evolves']);
        return {
            message(message) {
                if (message.kind !== 'event' || !isMeant(message) || !described.has(message.context)) return;
                if (message.public && !options.public) return;
                const publishers = graph.publishersOf(message.id);
                // An event that only its own aggregate follows is that one's state.
                if (graph.usesOf(message.id).length > publishers.length) return;
                // That a promise to others is not kept is told by another rule.
                if (message.public && publishers.length === 0) return;
                const found = { origin: message.origin, related: relateUses(publishers) };
                if (publishers.length === 0) report({ ...found, message: 'idle', data: { event: message.name, context: message.context } });
                else if (message.public) report({ ...found, message: 'public', data: { event: message.name } });
                else report({ ...found, message: 'private', data: { event: message.name, context: message.context } });
            },
        };
    },
});
