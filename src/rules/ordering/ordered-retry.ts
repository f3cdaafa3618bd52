import { readersOf } from '../../model/readers.js';
import { describeDuration, retrySpan } from '../../model/time-spans.js';
import { defineRule } from '../rule.js';
import { orderedPair } from './order-need.js';

/** A channel whose retries let later messages pass, read by a part to which order matters. */
export const orderedRetry = defineRule({
    id: 'ordering/ordered-retry',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'What is tried again is overtaken by what comes later, and order matters to the part that takes both.',
    reason: 'Without an order by key a message that failed waits aside, in a retry topic or queue, while the next ones pass. When it comes again, it sets what is newer back to what was.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Orders {
    carries OrderPlaced, OrderShipped
    order by none
  }
  service Desk { every 1 hour -> OrderPlaced and OrderShipped }
  projection OrderStatus by orderId {
    phase: string
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
    public query StatusOf(orderId: uuid) returns OrderStatus?
      where state.orderId == query.orderId
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
  }
  service Desk { every 1 hour -> OrderPlaced and OrderShipped }
  projection OrderStatus by orderId {
    phase: string
    on OrderPlaced { phase = "placed" }
    on OrderShipped { phase = "shipped" }
    public query StatusOf(orderId: uuid) returns OrderStatus?
      where state.orderId == query.orderId
  }
}

actor Customer { asks Ordering.StatusOf }
`,
    whenToTurnOff: 'Where whoever keeps the state compares versions and refuses what is older.',
    source: [{ title: 'Confluent: Error Handling Patterns for Apache Kafka Applications', url: 'https://www.confluent.io/blog/error-handling-patterns-in-kafka/' }],
    messages: {
        overtaken: "'{channel}' keeps no order: while one '{first}' that failed is tried again, for up to {span}, '{second}' passes it, and '{part}' takes them the wrong way round. Write 'order by key', or 'retry 0 times'.",
    },
    check({ model, graph, report }) {
        for (const { part, channel, messages } of readersOf(model).all) {
            const { orderBy } = channel;
            if (orderBy.value.kind !== 'none' || orderBy.isDefault || channel.deliver.value === 'at-most-once' || channel.retry.value.times === 0) continue;
            const pair = orderedPair(part, new Set(messages));
            if (!pair) continue;
            const [first, second] = pair;
            report({
                origin: orderBy.origin ?? channel.origin,
                message: 'overtaken',
                data: { channel: channel.name, first: graph.message(first)!.name, second: graph.message(second)!.name, span: describeDuration(retrySpan(channel)), part: part.name },
                related: [
                    ...(channel.retry.origin ? [{ origin: channel.retry.origin, message: 'Tried again here' }] : []),
                    { origin: part.origin, message: `'${part.name}' takes '${graph.message(first)!.name}' and '${graph.message(second)!.name}'` },
                ],
            });
        }
    },
});
