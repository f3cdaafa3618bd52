import { defineRule } from '../rule.js';
import { readName } from './reading.js';
import { suggestCommandName } from './suggestion.js';

/** A command whose name does not ask for something to be done. */
export const imperative = defineRule({
    id: 'naming/imperative',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
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
    whenToTurnOff: "In a context whose names follow a partner's contract or are in another language than English.",
    messages: {
        fact: "The command '{command}' reads as a fact: a command asks for something, told in the imperative. Start with a verb, as in 'PlaceOrder', or declare an event.",
        factRenamed: "The command '{command}' reads as a fact: a command asks for something, told in the imperative. Call it '{suggestion}', or declare an event.",
        unclear: "The command '{command}' does not say what is to be done: a command asks for something, told in the imperative. Start with a verb, as in 'PlaceOrder'.",
        unclearRenamed: "The command '{command}' does not say what is to be done: a command asks for something, told in the imperative. Call it '{suggestion}'.",
    },
    check({ model, graph, renameFix, report }) {
        for (const message of model.messages) {
            if (message.kind !== 'command' || !message.latest) continue;
            const reading = readName(message.name);
            if (reading === undefined || reading === 'request' || reading === 'either' || graph.isExternal(message)) continue;
            const suggestion = suggestCommandName(message.name);
            const fix = suggestion === undefined ? undefined : renameFix(message, suggestion);
            const found = { origin: message.origin, fixes: fix ? [fix] : [] };
            const command = message.name;
            if (suggestion === undefined) report({ ...found, message: reading === 'fact' ? 'fact' : 'unclear', data: { command } });
            else report({ ...found, message: reading === 'fact' ? 'factRenamed' : 'unclearRenamed', data: { command, suggestion } });
        }
    },
});
