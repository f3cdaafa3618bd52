import { keyedTakings } from '../../model/taken-messages.js';
import { defineRule } from '../rule.js';

/** A message from which an aggregate or a projection cannot tell which instance or row is meant. */
export const noCorrelation = defineRule({
    id: 'sourcing/no-correlation',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'An aggregate or a projection takes a message that does not say which instance or row it belongs to.',
    reason: 'State is kept by key. A message without the key changes nothing, or the wrong thing.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid  customer: uuid }
  projection OrdersPerCustomer by customerId {
    orders: int = 0
    on OrderPlaced { orders += 1 }
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid  customer: uuid }
  projection OrdersPerCustomer by customerId {
    orders: int = 0
    on OrderPlaced key event.customer { orders += 1 }
  }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        noKey: "'{message}' has no field '{key}', so nobody knows which '{part}' it belongs to. Add the field to the {kind}, or say where the key is: '{text} key {kind}.…'.",
    },
    check({ model, report }) {
        for (const { part, takings } of keyedTakings(model)) {
            // What starts a process, and what it waits for, is looked at by a rule about processes.
            if (part.kind === 'process' || part.key === '') continue;
            for (const { taken: { reference, key }, message, field } of takings) {
                if (key || field) continue;
                report({
                    origin: reference.origin,
                    message: 'noKey',
                    data: { message: message.name, key: part.key, part: part.name, kind: message.kind, text: reference.text },
                    related: [
                        { origin: part.keyOrigin, message: `'${part.name}' is found by '${part.key}'` },
                        { origin: message.origin, message: `'${message.name}' is declared here` },
                    ],
                });
            }
        }
    },
});
