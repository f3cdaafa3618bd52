import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';

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
        properties: { replies: { type: 'array', items: { type: 'string' }, uniqueItems: true, description: 'Last words of an event’s name by which it replies, in small letters.' } },
        defaults: { replies: ['response', 'responded', 'reply', 'replied', 'answer', 'answered'] as readonly string[] },
    },
    messages: {
        call: "'{request}' and '{reply}' are question and answer: everybody sees every answer, and nobody owes one. If '{asker}' wants to know something, declare a query; if it wants something done, send a command.",
    },
    check({ graph, options: { replies }, report }) {
        const told = new Set<string>();
        for (const { trigger, kind, by, message, origin } of graph.hops) {
            const reply = graph.message(message);
            const request = trigger.kind === 'message' ? graph.message(trigger.message) : undefined;
            if (kind !== 'publishes' || request?.kind !== 'event' || !reply || told.has(`${request.id} ${message}`)) continue;
            const words = wordsOf(reply.name);
            const stem = words.slice(0, -1).join(' ');
            if (!replies.includes(words.at(-1)!) || !`${wordsOf(request.name).join(' ')} `.startsWith(`${stem} `)) continue;
            const askers = graph.publishersOf(request.id);
            const listener = graph.consumersOf(message).find(use => use.by !== by && askers.some(asker => asker.by === use.by || asker.context === use.context));
            if (!listener) continue;
            told.add(`${request.id} ${message}`);
            report({
                origin: request.origin,
                message: 'call',
                data: { request: request.name, reply: reply.name, asker: listener.by },
                related: [{ origin, message: `'${by}' replies with '${reply.name}'` }, { origin: listener.origin, message: `'${listener.by}' waits for it` }],
            });
        }
    },
});
