import type { FlowModel } from '../../model/flow-model.js';
import { oncePer } from '../../model/once-per.js';
import { defineRule } from '../rule.js';
import { relateUses } from './related-uses.js';

/** A service that takes everything that another context tells. */
export const catchAllHandler = defineRule({
    id: 'coupling/catch-all-handler',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'A service takes every public event of another context, and says of none what it does with it.',
    reason: 'It depends on all that the other context may ever change, and nobody can tell from the specification which of it matters.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public event OrderCancelled { key orderId: uuid }
}

context Reporting {
  service Collector {
    on Ordering.OrderPlaced
    on Ordering.OrderShipped
    on Ordering.OrderCancelled
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public event OrderCancelled { key orderId: uuid }
}

context Reporting {
  service Collector {
    on Ordering.OrderPlaced
    on Ordering.OrderCancelled
  }
}
`,
    whenToTurnOff: 'Where everything is taken on purpose: for an archive, an audit or a data warehouse.',
    options: {
        properties: { min: { type: 'integer', minimum: 2, description: 'How many public events a context must have before taking all of them is too much.' } },
        defaults: { min: 5 },
        forExample: { min: 3 },
    },
    messages: {
        all: "'{service}' takes all {count} public events of '{context}', and says of none what comes of it: it depends on everything there. Take those that it needs, and say what it does with them.",
    },
    check({ model, graph, options: { min }, report }) {
        return {
            service(service) {
                if (service.reactions.length < min || graph.isExternal(service)) return;
                const taken = new Map<string, Set<string>>();
                for (const { event, outcome, condition } of service.reactions) {
                    const message = graph.message(event.target);
                    if (!message || !message.public || outcome || condition || message.context === service.context) continue;
                    const others = taken.get(message.context);
                    if (others) others.add(message.id);
                    else taken.set(message.context, new Set([message.id]));
                }
                for (const [context, events] of taken) {
                    if (events.size < min || events.size < openEvents(model).get(context)!) continue;
                    const uses = [...events].flatMap(event => graph.usesOf(event).filter(({ by }) => by === service.id));
                    report({ origin: service.origin, message: 'all', data: { service: service.name, count: events.size, context }, related: relateUses(uses) });
                }
            },
        };
    },
});

/** How many events each context promises to others, by its id. */
const openEvents = oncePer(({ messages }: FlowModel): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const { kind, latest, context, public: isPublic } of messages) if (kind === 'event' && latest && isPublic) found.set(context, (found.get(context) ?? 0) + 1);
    return found;
});
