import type { Expression, Origin, Reference } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

interface Taking {
    part: { name: string; key: string; keyOrigin: Origin };
    message: Reference;
    key?: Expression;
}

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
    check({ model, graph, report }) {
        const takings: Taking[] = [
            ...model.aggregates.flatMap(part => part.handles.map(({ command, key }): Taking => ({ part, message: command, ...(key && { key }) }))),
            ...[...model.aggregates, ...model.projections].flatMap(part => part.evolutions.map(({ event, key }): Taking => ({ part, message: event, ...(key && { key }) }))),
        ];
        for (const { part, message: reference, key } of takings) {
            const message = graph.message(reference.target);
            if (!message || key || part.key === '' || message.fields.some(({ name }) => name === part.key)) continue;
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
    },
});
