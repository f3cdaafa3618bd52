import { defineRule } from '../rule.js';
import { findDescribedContexts, findKnownContexts, isMeant } from './known-contexts.js';
import { relateUses } from './related-uses.js';

/** A command that nobody sends. */
export const unsentCommand = defineRule({
    id: 'coupling/unsent-command',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'A private command has a handler, and nobody sends it.',
    reason: 'Nobody outside of the context may send it, so its handler never runs; or whoever was to send it, a person at the edge for instance, is not written down.',
    bad: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command PrintOrder { key orderId: uuid }
  service Shipping {
    handle PlaceOrder -> send ShipOrder
    handle ShipOrder
    handle PrintOrder
  }
}
`,
    good: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command PrintOrder { key orderId: uuid }
  service Shipping {
    handle PlaceOrder -> send ShipOrder and send PrintOrder
    handle ShipOrder
    handle PrintOrder
  }
}
`,
    whenToTurnOff: 'Where what the people and systems at the edge send is not written down. With the option `public` it only holds where all of them are.',
    options: {
        properties: {
            public: {
                type: 'boolean',
                description: 'Judge public commands as well. Who sends them from outside of the system must then be said: by an actor that `sends` them, or by a service of an `external` context.',
            },
        },
        defaults: { public: false },
    },
    messages: {
        private: "Nobody sends the command '{command}', and as it is private to '{context}', nobody else can. Remove it with its handler; if a person or a system at the edge sends it, say so by an actor.",
        public: "Nobody in the system sends the command '{command}'. Remove it with its handler; if a person or another system sends it, say so: by an actor, or by a service of an external context.",
    },
    check(system) {
        const { model, graph, options, report } = system;
        // Where the edge of the system is written down, it is so for every context.
        const described = model.actors.length > 0 ? findKnownContexts(system) : findDescribedContexts(system, ['sends']);
        return {
            message(message) {
                if (message.kind !== 'command' || !isMeant(message) || !described.has(message.context)) return;
                if (message.public && !options.public) return;
                const handlers = graph.handlersOf(message.id);
                // A command without a handler is told by another rule.
                if (handlers.length === 0 || graph.usesOf(message.id).length > handlers.length) return;
                const found = { origin: message.origin, related: relateUses(handlers) };
                if (message.public) report({ ...found, message: 'public', data: { command: message.name } });
                else report({ ...found, message: 'private', data: { command: message.name, context: message.context } });
            },
        };
    },
});
