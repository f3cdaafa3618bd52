import type { Rule } from '../rule.js';
import { readName } from './reading.js';
import { suggestCommandName } from './suggestion.js';

/** A command whose name does not ask for something to be done. */
export const imperative: Rule = {
    id: 'naming/imperative',
    severity: 'error',
    summary: "A command's name does not start with a verb in its base form.",
    reason: 'A command asks for work that may be refused. A name such as `PlaceOrder` says so; `OrderPlaced` would be read as a fact.',
    bad: `context Ordering {
  command OrderCreated { key orderId: uuid }
  service Orders { handle OrderCreated }
}
`,
    good: `context Ordering {
  command CreateOrder { key orderId: uuid }
  service Orders { handle CreateOrder }
}
`,
    check({ model, graph, renameFix, report }) {
        for (const message of model.messages) {
            if (message.kind !== 'command' || !message.latest) continue;
            const reading = readName(message.name);
            if (reading === undefined || reading === 'request' || reading === 'either' || graph.isExternal(message)) continue;
            const suggestion = suggestCommandName(message.name);
            const fix = suggestion === undefined ? undefined : renameFix(message, suggestion);
            report({
                origin: message.origin,
                message: `The command '${message.name}' ${reading === 'fact' ? 'reads as a fact' : 'does not say what is to be done'}: `
                    + `a command asks for something, told in the imperative. ${suggestion === undefined ? "Start with a verb, as in 'PlaceOrder'" : `Call it '${suggestion}'`}${reading === 'fact' ? ', or declare an event.' : '.'}`,
                fixes: fix ? [fix] : [],
            });
        }
    },
};
