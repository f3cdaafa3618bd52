import { readersOf } from '../../model/readers.js';
import { defineRule } from '../rule.js';
import { orderedPair } from './order-need.js';

/** A part that works on several messages at a time, of a channel that keeps none of them in order. */
export const orderedConcurrency = defineRule({
    id: 'ordering/ordered-concurrency',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A part to which order matters works on several messages at a time, from a channel that keeps no order.',
    reason: 'Without an order by key nothing holds back the second message of an order while the first is still in hand: both change the same state, and the older may win.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Orders {
    carries OrderPlaced, OrderShipped
    order by none
    retry 0 times
  }
  service Desk { every 1 hour -> OrderPlaced and OrderShipped }
  projection OrderStatus by orderId {
    phase: string
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
    public query StatusOf(orderId: uuid) returns OrderStatus?
      where state.orderId == query.orderId
    concurrency 8
  }
}

actor Customer { asks Ordering.StatusOf }
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Orders {
    carries OrderPlaced, OrderShipped
    order by key
    partitions 8
  }
  service Desk { every 1 hour -> OrderPlaced and OrderShipped }
  projection OrderStatus by orderId {
    phase: string
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
    public query StatusOf(orderId: uuid) returns OrderStatus?
      where state.orderId == query.orderId
    concurrency 8
  }
}

actor Customer { asks Ordering.StatusOf }
`,
    whenToTurnOff: 'Where whoever keeps the state compares versions and refuses what is older.',
    source: [{ title: 'RabbitMQ: Queues, Message Ordering', url: 'https://www.rabbitmq.com/docs/queues#message-ordering' }],
    messages: {
        commands: "'{part}' works on {concurrency} messages at a time and '{channel}' keeps no order, so that two commands to one '{part}' may be decided by the same state. Write 'order by key' in '{channel}', or 'concurrency 1'.",
        events: "'{part}' works on {concurrency} messages at a time and '{channel}' keeps no order, so that '{first}' and '{second}' may be taken the wrong way round. Write 'order by key' in '{channel}', or 'concurrency 1'.",
    },
    check({ model, graph, report }) {
        for (const { part, channel, messages } of readersOf(model).all) {
            const { concurrency } = part.settings;
            const { orderBy } = channel;
            // That there is no key to order by is told where the key is missing.
            if (concurrency.value <= 1 || orderBy.value.kind !== 'none' || orderBy.isDefault) continue;
            const data = { part: part.name, concurrency: concurrency.value, channel: channel.name };
            const related = orderBy.origin ? [{ origin: orderBy.origin, message: `'${channel.name}' keeps no order` }] : [];
            const origin = concurrency.origin ?? part.origin;
            const pair = orderedPair(part, new Set(messages));
            if (pair) report({ origin, message: 'events', data: { ...data, first: graph.message(pair[0])!.name, second: graph.message(pair[1])!.name }, related });
            else if (part.kind === 'aggregate') report({ origin, message: 'commands', data, related });
        }
    },
});
