import type { Rule } from '../rule.js';
import { readName } from './reading.js';
import { suggestEventName } from './suggestion.js';

/** An event whose name does not tell of something that has happened. */
export const pastTense: Rule = {
    id: 'naming/past-tense',
    severity: 'error',
    summary: "An event's name holds no past participle.",
    reason: 'An event is a fact: it has happened and nobody can refuse it. A name such as `OrderPlaced` says so; `PlaceOrder` would be read as a request.',
    bad: `context Ordering {
  event CreateOrder { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderCreated { key orderId: uuid }
}
`,
    check({ model, graph, renameFix, report }) {
        for (const message of model.messages) {
            if (message.kind !== 'event' || !message.latest) continue;
            const reading = readName(message.name);
            // What another system calls its events is not ours to change.
            if (reading === undefined || reading === 'fact' || reading === 'either' || graph.isExternal(message)) continue;
            const suggestion = suggestEventName(message.name);
            const fix = suggestion === undefined ? undefined : renameFix(message, suggestion);
            report({
                origin: message.origin,
                message: `The event '${message.name}' ${reading === 'request' && suggestion !== undefined ? 'reads as a request' : 'does not say what has happened'}: `
                    + `an event is a fact, told in the past tense. ${suggestion === undefined ? "Use a past participle, as in 'OrderPlaced'." : `Call it '${suggestion}', or declare a command.`}`,
                fixes: fix ? [fix] : [],
            });
        }
    },
};
