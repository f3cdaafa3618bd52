import { brokerPromises, serverKinds, serverNames } from '../../model/brokers/promises.js';
import { readersOf } from '../../model/readers.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A promise of exactly once that ends where a service acts on the world. */
export const exactlyOnceClaim = defineRule({
    id: 'delivery/exactly-once-claim',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A channel promises exactly-once, and a service takes from it whose effects can happen twice.',
    reason: 'No broker delivers exactly once across systems: between an effect and its acknowledgement there is always a moment in which to fail. What can be had is an effect that does no harm the second time.',
    bad: `broker log kafka

context Billing {
  event InvoiceIssued { key invoiceId: uuid }
  topic Invoices on log {
    carries InvoiceIssued
    deliver exactly-once
  }
  service Calendar { every 1 day -> InvoiceIssued }
  service Terminal { on InvoiceIssued by code }
}
`,
    good: `broker log kafka

context Billing {
  event InvoiceIssued { key invoiceId: uuid }
  topic Invoices on log {
    carries InvoiceIssued
    deliver exactly-once
  }
  service Calendar { every 1 day -> InvoiceIssued }
  service Terminal {
    on InvoiceIssued by code
    idempotent by invoiceId
  }
}
`,
    whenToTurnOff: 'Where the service has no effects but messages on the same Kafka, written in the same transaction.',
    source: serverKinds.map(kind => brokerPromises['exactly-once'][kind].source),
    messages: {
        unguarded: "'{channel}' promises exactly-once, which on {broker} means: {how}. '{service}' may act twice all the same. Give it 'idempotent by' a field that tells a second message from a repeated one, or promise 'at-least-once'.",
        foreign: "'{channel}' promises exactly-once, which on {broker} means: {how}. '{command}' is handled by another system, for which nobody here can promise that. Promise 'at-least-once', and tell them by which field to recognize a repeated one.",
    },
    check({ model, graph, report }) {
        const tell = onceAPlace(report);
        const readers = readersOf(model);
        return {
            channel(channel) {
                const { brokerKind, deliver, name, carries } = channel;
                if (brokerKind === 'memory' || deliver.value !== 'exactly-once') return;
                const found = { origin: deliver.origin ?? channel.origin, data: { channel: name, broker: serverNames[brokerKind], how: brokerPromises['exactly-once'][brokerKind].how } };
                const services = readers.of(channel).map(({ part }) => part).filter(part => part.kind === 'service' && part.settings.idempotentBy.isDefault);
                const foreign = carries.map(({ target }) => graph.message(target)).find(message => message?.kind === 'command' && graph.isExternal(message));
                if (services.length > 0) {
                    tell({
                        ...found,
                        message: 'unguarded',
                        data: { ...found.data, service: services[0]!.name },
                        related: services.map(service => ({ origin: service.origin, message: `'${service.name}' is idempotent by nothing but the message's id` })),
                    });
                } else if (foreign) {
                    tell({ ...found, message: 'foreign', data: { ...found.data, command: foreign.name }, related: [{ origin: foreign.origin, message: `'${foreign.context}' handles it` }] });
                }
            },
        };
    },
});
