import type { Aggregate, Service } from '../../model/flow-model.js';
import { publishedBy } from '../../model/told-events.js';
import { defineRule } from '../rule.js';
import { appliersOf } from './appliers.js';

/** An event of an aggregate that another part publishes, or that an aggregate hopes to hear from others. */
export const foreignOutcome = defineRule({
    id: 'sourcing/foreign-outcome',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: "An aggregate's event is published by somebody else, or an aggregate applies an event that is not its own.",
    reason: 'An aggregate is rebuilt from the events that it has decided itself. What others publish never reaches it: everybody is told that something has happened to it, and it alone does not know.',
    source: [{ title: 'Martin Fowler, DDD Aggregate', url: 'https://martinfowler.com/bliki/DDD_Aggregate.html' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderCancelled { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command CancelOrder { key orderId: uuid }

  aggregate Order by orderId {
    open: boolean = false

    handle PlaceOrder
      when state.open -> reject "the order has been placed before"
      otherwise -> OrderPlaced

    on OrderPlaced { open = true }
    on OrderCancelled { open = false }
  }

  service CustomerDesk {
    handle CancelOrder -> OrderCancelled
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderCancelled { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command CancelOrder { key orderId: uuid }

  aggregate Order by orderId {
    open: boolean = false

    handle PlaceOrder
      when state.open -> reject "the order has been placed before"
      otherwise -> OrderPlaced
    handle CancelOrder
      when state.open -> OrderCancelled
      otherwise -> reject "there is no open order to cancel"

    on OrderPlaced { open = true }
    on OrderCancelled { open = false }
  }
}
`,
    whenToTurnOff: 'Where an event is shared on purpose: suppress it there, with the reason why the aggregate need not know of it.',
    messages: {
        publishes: "'{event}' is an event of the aggregate '{owner}', which never hears of it when '{part}' publishes it: everybody would know but the aggregate. Send '{owner}' a command and let it publish the event.",
        listens: "'{aggregate}' applies '{event}', but publishes it nowhere: an aggregate changes by its own events alone, and what others publish never reaches it. Handle a command that leads to the event, or have a service turn the event into a command.",
    },
    check({ model, graph, report }) {
        const appliers = appliersOf(model);
        const look = (part: Aggregate | Service) => {
            for (const { message: reference } of publishedBy(part)) {
                const applying = reference.target === undefined ? undefined : appliers.get(reference.target);
                // Mostly one applies what it publishes itself.
                if (!applying || (part.kind === 'aggregate' && applying.has(part))) continue;
                const event = graph.message(reference.target);
                // What another context publishes in place of the one that declares it is another finding.
                if (!event || event.context !== part.context || graph.isExternal(part)) continue;
                const owner = [...applying].find(aggregate => publishes(aggregate, event.id));
                if (!owner) continue;
                report({
                    origin: reference.origin,
                    message: 'publishes',
                    data: { event: event.name, owner: owner.name, part: part.name },
                    related: owner.evolutions.filter(({ event: applied }) => applied.target === event.id).map(({ event: applied }) => ({ origin: applied.origin, message: `'${owner.name}' applies it here` })),
                });
            }
        };
        model.aggregates.forEach(look);
        model.services.forEach(look);
        return {
            evolution({ event: reference }, part) {
                // An aggregate that publishes nothing at all is another finding.
                if (part.kind !== 'aggregate' || reference.target === undefined || publishedBy(part).length === 0 || publishes(part, reference.target)) return;
                const event = graph.message(reference.target);
                if (!event || graph.isExternal(part)) return;
                const publishers = graph.publishersOf(event.id);
                // What nobody publishes any more may stand in the history of years ago.
                if (publishers.length === 0 && !graph.isExternal(event)) return;
                report({
                    origin: reference.origin,
                    message: 'listens',
                    data: { aggregate: part.name, event: event.name },
                    related: publishers.map(({ by, origin }) => ({ origin, message: `'${by}' publishes it` })),
                });
            },
        };
    },
});

function publishes(aggregate: Aggregate, event: string): boolean {
    return publishedBy(aggregate).some(({ message }) => message.target === event);
}
