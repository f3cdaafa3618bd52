import { stepsOf } from '../../model/filling.js';
import type { Rule } from '../rule.js';

/** A process that takes an event without knowing which of its instances it is for. */
export const noCorrelation: Rule = {
    id: 'process/no-correlation',
    severity: 'error',
    summary: 'A process takes an event that does not say which instance it belongs to.',
    reason: 'Many instances of a process run at once. An event without the key of one of them cannot be given to any.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event PaymentCaptured { key paymentId: uuid }
  process Fulfilment by orderId {
    start on OrderPlaced -> go paying
    state paying { on PaymentCaptured -> end }
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event PaymentCaptured { key paymentId: uuid  order: uuid }
  process Fulfilment by orderId {
    start on OrderPlaced -> go paying
    state paying { on PaymentCaptured key event.order -> end }
  }
}
`,
    check({ model, graph, report }) {
        for (const process of model.processes) {
            for (const { event, key } of stepsOf(process)) {
                const message = graph.message(event.target);
                if (!message || key || process.key === '' || message.fields.some(({ name }) => name === process.key)) continue;
                report({
                    origin: event.origin,
                    message: `'${message.name}' has no field '${process.key}', so nobody knows which '${process.name}' it belongs to. Add the field to the event, or say where the key is: '${event.text} key event.…'.`,
                    related: [
                        { origin: process.keyOrigin, message: `'${process.name}' is found by '${process.key}'` },
                        { origin: message.origin, message: `'${message.name}' is declared here` },
                    ],
                });
            }
        }
    },
};
