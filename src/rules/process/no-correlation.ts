import { stepsOf } from '../../model/processes/process-steps.js';
import { defineRule } from '../rule.js';

/** A process that takes an event without knowing which of its instances it is for. */
export const noCorrelation = defineRule({
    id: 'process/no-correlation',
    since: '0.1.0',
    set: 'recommended@1',
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
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        noKey: "'{message}' has no field '{key}', so nobody knows which '{process}' it belongs to. Add the field to the event, or say where the key is: '{text} key event.…'.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            if (process.key === '') continue;
            for (const { event, key } of stepsOf(process)) {
                const message = key ? undefined : graph.message(event.target);
                if (!message || message.fields.some(({ name }) => name === process.key)) continue;
                report({
                    origin: event.origin,
                    message: 'noKey',
                    data: { message: message.name, key: process.key, process: process.name, text: event.text },
                    related: [
                        { origin: process.keyOrigin, message: `'${process.name}' is found by '${process.key}'` },
                        { origin: message.origin, message: `'${message.name}' is declared here` },
                    ],
                });
            }
        }
    },
});
