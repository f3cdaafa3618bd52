import { defineRule } from '../rule.js';
import { isNoNoun } from './part-names.js';
import { readerOf } from './reading.js';

/** A service that is not named by a noun. */
export const serviceNoun = defineRule({
    id: 'naming/service-noun',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A service is not named by a noun.',
    reason: 'A service is somebody or something that does work: a mailer, a gateway. Called `SendEmail`, it is mixed up with the command that it handles, and has no room for a second one.',
    bad: `context Ordering {
  service DeliverOrders {}
}
`,
    good: `context Ordering {
  service Shipping {}
}
`,
    whenToTurnOff: 'Where parts are named after a product, or by a convention of your own.',
    messages: {
        verb: "The service '{name}' is named by what it does or by what has happened, not by what it is. Use a noun, as in 'Shipping'.",
    },
    check({ graph, report }) {
        const reader = readerOf();
        return {
            service(service) {
                if (!graph.isExternal(service) && isNoNoun(service.name, reader)) report({ origin: service.origin, message: 'verb', data: { name: service.name } });
            },
        };
    },
});
