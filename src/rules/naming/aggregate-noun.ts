import { defineRule } from '../rule.js';
import { isNoNoun } from './part-names.js';
import { readerOf } from './reading.js';

/** An aggregate that is not named by a noun. */
export const aggregateNoun = defineRule({
    id: 'naming/aggregate-noun',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'An aggregate is not named by a noun.',
    reason: 'An aggregate is a thing that lives: an order, an account. One that is called `PlaceOrder` or `OrderPlaced` is a command or an event in the wrong place, and has only one thing to decide.',
    bad: `context Ordering {
  aggregate CreateOrder by orderId {}
}
`,
    good: `context Ordering {
  aggregate Order by orderId {}
}
`,
    whenToTurnOff: 'Where parts are named after a product, or by a convention of your own.',
    messages: {
        verb: "The aggregate '{name}' is named by what it does or by what has happened, not by what it is. Use a noun, as in 'Order'.",
    },
    check({ graph, report }) {
        const reader = readerOf();
        return {
            aggregate(aggregate) {
                if (!graph.isExternal(aggregate) && isNoNoun(aggregate.name, reader)) report({ origin: aggregate.origin, message: 'verb', data: { name: aggregate.name } });
            },
        };
    },
});
