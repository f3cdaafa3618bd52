import type { Channel, Reference } from '../../model/flow-model.js';
import { readersOf } from '../../model/readers.js';
import { defineRule } from '../rule.js';
import { addressedSteps, orderedPair } from './order-need.js';

/** Events of one aggregate that come by several topics to a part that needs them in order. */
export const splitOrder = defineRule({
    id: 'ordering/split-order',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'Events of one aggregate come by different topics to a part to which their order matters.',
    reason: 'Order holds within a topic. What comes by two of them may arrive the wrong way round, above all after a failure or a rebuild: an order that was shipped before it was placed.',
    bad: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Placements { carries OrderPlaced }
  topic Shipments { carries OrderShipped }
  aggregate Order by orderId {
    phase: string = "new"
    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed"
    handle ShipOrder
      when state.phase == "placed" -> OrderShipped
      otherwise -> reject "there is nothing to ship"
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
  }
  projection OrderStatus by orderId {
    phase: string
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
    public query StatusOf(orderId: uuid) returns OrderStatus?
      where state.orderId == query.orderId
  }
}

actor Customer {
  sends Ordering.PlaceOrder, Ordering.ShipOrder
  asks Ordering.StatusOf
}
`,
    good: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  public command ShipOrder { key orderId: uuid }
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Orders { carries OrderPlaced, OrderShipped }
  aggregate Order by orderId {
    phase: string = "new"
    handle PlaceOrder
      when state.phase == "new" -> OrderPlaced
      otherwise -> reject "the order has been placed"
    handle ShipOrder
      when state.phase == "placed" -> OrderShipped
      otherwise -> reject "there is nothing to ship"
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
  }
  projection OrderStatus by orderId {
    phase: string
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
    public query StatusOf(orderId: uuid) returns OrderStatus?
      where state.orderId == query.orderId
  }
}

actor Customer {
  sends Ordering.PlaceOrder, Ordering.ShipOrder
  asks Ordering.StatusOf
}
`,
    whenToTurnOff: 'Where the events of an aggregate are told on different topics on purpose, and whoever reads both sorts them by a number or a time of their own.',
    source: [{ title: 'Martin Kleppmann: Should You Put Several Event Types in the Same Kafka Topic?', url: 'https://www.confluent.io/blog/put-several-event-types-kafka-topic/' }],
    messages: {
        split: "To '{part}' it matters whether '{first}' or '{second}' of one '{aggregate}' came first, but they come by '{one}' and '{other}', and nothing keeps two topics in order. Carry them by one topic.",
    },
    check({ model, graph, report }) {
        const readersBy = readersOf(model).by;
        const publisherOf = (event: string) => graph.usesOf(event).findLast(({ kind, by }) => kind === 'publishes' && graph.part(by)?.kind === 'aggregate')?.by;
        for (const part of [...model.projections, ...model.processes]) {
            const readers = readersBy(part);
            if (readers.length < 2) continue;
            // A system that has said nothing yet of its channels, nor of a broker, is not held to it.
            if (readers.every(({ channel }) => channel.implied && channel.brokerKind === 'memory')) continue;
            const channels = new Map<string, Channel>();
            for (const { channel, messages } of readers) for (const id of messages) channels.set(id, channel);
            for (const [aggregate, events] of groupBy([...channels.keys()], publisherOf)) {
                if (events.length < 2) continue;
                const pair = orderedPair(part, new Set(events), (one, other) => channels.get(one) !== channels.get(other));
                if (!pair) continue;
                const steps = new Map<string | undefined, Reference>(addressedSteps(part).map(({ message }) => [message.target, message]));
                const [first, second] = pair;
                report({
                    origin: steps.get(second)!.origin,
                    message: 'split',
                    data: {
                        part: part.name, aggregate: graph.part(aggregate)!.name, first: graph.message(first)!.name, second: graph.message(second)!.name,
                        one: channels.get(first)!.name, other: channels.get(second)!.name,
                    },
                    related: pair.flatMap(id => [
                        { origin: steps.get(id)!.origin, message: `'${part.name}' takes '${graph.message(id)!.name}'` },
                        { origin: channels.get(id)!.origin, message: `'${channels.get(id)!.name}' carries '${graph.message(id)!.name}'` },
                    ]),
                });
            }
        }
    },
});

function groupBy(ids: readonly string[], groupOf: (id: string) => string | undefined): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const id of ids) {
        const group = groupOf(id);
        if (group === undefined) continue;
        const others = groups.get(group);
        if (others) others.push(id);
        else groups.set(group, [id]);
    }
    return groups;
}
