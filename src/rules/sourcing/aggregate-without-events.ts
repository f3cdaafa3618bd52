import { publishedBy } from '../../model/told-events.js';
import { defineRule } from '../rule.js';

/** An aggregate that publishes no event, so that its state never changes. */
export const aggregateWithoutEvents = defineRule({
    id: 'sourcing/aggregate-without-events',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'An aggregate publishes no event.',
    reason: 'Only its own events change an aggregate. Without one its state stays for ever what it was at first, and whatever it decides leaves no trace.',
    source: [{ title: 'Martin Fowler, Event Sourcing', url: 'https://martinfowler.com/eaaDev/EventSourcing.html' }],
    bad: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  public command BookOrder { key orderId: uuid }

  aggregate Order by orderId {
    handle PlaceOrder -> send BookOrder
  }

  service Booking {
    handle BookOrder
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command BookOrder { key orderId: uuid }

  aggregate Order by orderId {
    placed: boolean = false

    handle PlaceOrder
      when state.placed -> reject "the order has been placed before"
      otherwise -> OrderPlaced and send BookOrder

    on OrderPlaced { placed = true }
  }

  service Booking {
    handle BookOrder
  }
}
`,
    whenToTurnOff: 'While an aggregate is being written down and its events are still to come. What only passes work on is better off as a service.',
    messages: {
        noEvents: "No command of the aggregate '{aggregate}' leads to an event, so its state never changes. Name the events with 'handle {command} -> EVENT', or make it a service.",
        noCommands: "The aggregate '{aggregate}' handles no command, so none of its events is ever published and its state never changes. Handle commands, or make it a projection of the events of others.",
    },
    check({ graph, report }) {
        return {
            aggregate(aggregate) {
                const { name, handles, evolutions, origin } = aggregate;
                // One without anything is still being typed.
                if (graph.isExternal(aggregate) || handles.length + evolutions.length === 0 || publishedBy(aggregate).length > 0) return;
                const [first] = handles;
                if (first) report({ origin, message: 'noEvents', data: { aggregate: name, command: first.command.text }, related: handles.map(({ command }) => ({ origin: command.origin, message: `What comes of '${command.text}' is no event` })) });
                else report({ origin, message: 'noCommands', data: { aggregate: name }, related: evolutions.map(({ event }) => ({ origin: event.origin, message: `'${event.text}' is applied here, but never published` })) });
            },
        };
    },
});
