import type { Fix } from '../../model/diagnostic.js';
import type { Aggregate } from '../../model/flow-model.js';
import { publishedBy } from '../../model/told-events.js';
import { defineRule } from '../rule.js';
import { appliersOf } from './appliers.js';

/** An event that an aggregate publishes and does not apply. */
export const eventNotApplied = defineRule({
    id: 'sourcing/event-not-applied',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'An aggregate publishes an event that it does not apply to its own state.',
    reason: 'What has happened is known to an aggregate by its state alone. An event that is not applied is forgotten: the command that led to it may be decided in the same way over and over.',
    source: [{ title: 'Microsoft, Event Sourcing pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/event-sourcing' }],
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    phase: string = "new"

    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed before"
    handle ShipOrder
      when state.phase == "placed" -> OrderShipped
      otherwise -> reject "only a placed order can be shipped"

    on OrderPlaced { phase = "placed" }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }

  aggregate Order by orderId {
    phase: string = "new"

    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed before"
    handle ShipOrder
      when state.phase == "placed" -> OrderShipped
      otherwise -> reject "only a placed order can be shipped"

    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
  }
}
`,
    whenToTurnOff: "Where aggregates apply only what they decide by, and nobody wants to write 'on OrderRejected {}' to say so.",
    messages: {
        notApplied: "'{aggregate}' publishes '{event}' but does not apply it, so it decides as if that had never happened. Say what it changes in an 'on {text}'; if that is nothing, write '{nothing}'.",
    },
    check({ model, graph, report }) {
        const appliers = appliersOf(model);
        return {
            aggregate(aggregate) {
                // Without fields there is nothing to remember, and without events of its own nothing of this is true.
                if (graph.isExternal(aggregate) || aggregate.fields.every(({ name }) => name === aggregate.key)) return;
                // An 'on' whose name does not resolve may be the one that is missed.
                if (aggregate.evolutions.some(({ event }) => event.target === undefined)) return;
                const told = new Set<string>();
                for (const { message: reference } of publishedBy(aggregate)) {
                    // What another aggregate applies is that one's event, which is another finding.
                    const event = reference.target === undefined || appliers.has(reference.target) ? undefined : graph.message(reference.target);
                    if (!event || told.has(event.id)) continue;
                    told.add(event.id);
                    report({
                        origin: reference.origin,
                        message: 'notApplied',
                        data: { aggregate: aggregate.name, event: event.name, text: reference.text, nothing: `on ${reference.text} {}` },
                        related: [{ origin: event.origin, message: `'${event.name}' is declared here` }],
                        fixes: changesNothing(aggregate, reference.text),
                    });
                }
            },
        };
    },
});

/** Says that an event changes nothing, before the first that is applied. */
function changesNothing({ evolutions }: Aggregate, event: string): Fix[] {
    const [first] = evolutions;
    if (!first) return [];
    const { uri, range: { start } } = first.origin;
    return [{ title: `Say that '${event}' changes nothing`, safe: false, edits: [{ uri, range: { start, end: start }, newText: `on ${event} {}\n${' '.repeat(start.character)}` }] }];
}
