import { defineRule } from '../rule.js';

/** A queue with work for several services. */
export const sharedQueue = defineRule({
    id: 'coupling/shared-queue',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'One queue carries commands that different services handle.',
    reason: 'Each has to take what is meant for the other: a flood of one kind, or one service that stands still, holds up both, and neither can be paced, scaled or stopped alone.',
    bad: `context Ordering {
  command ShipOrder { key orderId: uuid }
  command PrintInvoice { key orderId: uuid }
  queue OrderWork { carries ShipOrder, PrintInvoice }
  service Shipping { handle ShipOrder }
  service Printing { handle PrintInvoice }
}
`,
    good: `context Ordering {
  command ShipOrder { key orderId: uuid }
  command PrintInvoice { key orderId: uuid }
  queue ShippingWork { carries ShipOrder }
  queue PrintingWork { carries PrintInvoice }
  service Shipping { handle ShipOrder }
  service Printing { handle PrintInvoice }
}
`,
    whenToTurnOff: 'Where the order between the commands of both services matters more than that they are independent.',
    source: [{ title: 'Gregor Hohpe, Bobby Woolf: Enterprise Integration Patterns, Datatype Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/DatatypeChannel.html' }],
    messages: {
        shared: "The queue '{queue}' carries work for {services}: they take it from each other's hands, and what holds up one holds up all. Give each a queue of its own.",
    },
    check: ({ graph, report }) => ({
        channel(channel) {
            if (channel.kind !== 'queue' || channel.carries.length < 2 || graph.isExternal(channel)) return;
            // That one command has several handlers is told by another rule.
            const handlers = channel.carries.flatMap(({ target }) => graph.handlerOf(target ?? '') ?? []).filter(({ by }) => graph.part(by)!.kind === 'service');
            const services = [...new Set(handlers.map(({ by }) => by))];
            if (services.length < 2) return;
            report({
                origin: channel.origin,
                message: 'shared',
                data: { queue: channel.name, services: services.map(service => `'${service}'`).join(' and ') },
                related: services.map(service => {
                    const { origin, message } = handlers.find(({ by }) => by === service)!;
                    return { origin, message: `'${service}' handles '${graph.message(message)!.name}'` };
                }),
            });
        },
    }),
});
