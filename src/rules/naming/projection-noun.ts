import { defineRule } from '../rule.js';
import { isNoNoun } from './part-names.js';
import { readerOf } from './reading.js';

/** A projection that is not named by a noun. */
export const projectionNoun = defineRule({
    id: 'naming/projection-noun',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A projection is not named by a noun.',
    reason: 'A projection is something to look at: a list, a status, a board. Called `ListOrders` or `OrderPlaced`, it is mixed up with a query or an event.',
    bad: `context Ordering {
  projection FindOrders by orderId {}
}
`,
    good: `context Ordering {
  projection OrderList by orderId {}
}
`,
    whenToTurnOff: 'Where parts are named after a product, or by a convention of your own.',
    messages: {
        verb: "The projection '{name}' is named by what it does or by what has happened, not by what it is. Use a noun, as in 'OrderList'.",
    },
    check({ graph, report }) {
        const reader = readerOf();
        return {
            projection(projection) {
                if (!graph.isExternal(projection) && isNoNoun(projection.name, reader)) report({ origin: projection.origin, message: 'verb', data: { name: projection.name } });
            },
        };
    },
});
