import { defineRule } from '../rule.js';
import { findEventCalls, replyWords } from './event-calls.js';

/** Two events that are question and answer. */
export const requestEvent = defineRule({
    id: 'coupling/request-event',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'An event asks, and another whose name says that it replies comes back to whoever asked.',
    reason: 'A call over two topics: everybody gets every answer and has to find their own, nobody owes one, and whoever asks must know by themselves when to give up.',
    bad: `context Ordering {
  public event PriceRequested { key orderId: uuid }
  service Orders {
    every 1 hour -> PriceRequested
    on Pricing.PriceResponded
  }
}

context Pricing {
  public event PriceResponded { key orderId: uuid  price: decimal }
  service Prices { on Ordering.PriceRequested -> PriceResponded }
}
`,
    good: `context Pricing {
  public query PriceOf(orderId: uuid) returns decimal
  service Prices { answer PriceOf }
}
`,
    whenToTurnOff: 'Where both names are fixed by the contract of a partner.',
    source: [{ title: 'Gregor Hohpe, Bobby Woolf: Enterprise Integration Patterns, Request-Reply', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/RequestReply.html' }],
    options: {
        properties: { replies: { type: 'array', items: { type: 'string' }, uniqueItems: true, description: 'Last words of the name of an event by which it replies, in small letters.' } },
        defaults: { replies: replyWords },
    },
    messages: {
        call: "'{request}' and '{reply}' are question and answer: everybody sees every answer, and nobody owes one. If '{asker}' wants to know something, declare a query; if it wants something done, send a command.",
    },
    check({ graph, options: { replies }, report }) {
        for (const { request, reply, answerer, asker } of findEventCalls({ graph }, replies)) {
            report({
                origin: request.origin,
                message: 'call',
                data: { request: request.name, reply: reply.name, asker: asker.by },
                related: [{ origin: answerer.origin, message: `'${answerer.by}' replies with '${reply.name}'` }, { origin: asker.origin, message: `'${asker.by}' waits for it` }],
            });
        }
    },
});
