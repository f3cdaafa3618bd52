import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { suggestCommandName } from './suggestion.js';
import { vocabularyOptions } from './vocabulary.js';

/** A command whose name does not say what is to be done. */
export const imperative = defineRule({
    id: 'naming/imperative',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
    summary: "A command's name does not start with a verb in its base form.",
    reason: 'A command asks for work that may be refused. A name such as `PlaceOrder` says what to do; `CustomerInformation` leaves it open.',
    source: [{ title: 'Microsoft, CQRS Journey, Reference 4: A CQRS and ES deep dive', url: 'https://learn.microsoft.com/en-us/previous-versions/msp-n-p/jj591577(v=pandp.10)' }],
    bad: `context Customers {
  command CustomerRegistration { key customerId: uuid }
  service Registry { handle CustomerRegistration }
}
`,
    good: `context Customers {
  command RegisterCustomer { key customerId: uuid }
  service Registry { handle RegisterCustomer }
}
`,
    whenToTurnOff: "In a context whose names follow a partner's contract or are in another language than English. Verbs that only your field has belong into the options.",
    messages: {
        unclear: "The command '{command}' does not say what is to be done: a command asks for something, told in the imperative. Start with a verb, as in 'PlaceOrder'.",
        unclearRenamed: "The command '{command}' does not say what is to be done: a command asks for something, told in the imperative. Call it '{suggestion}'.",
    },
    options: vocabularyOptions,
    check({ model, graph, options, renameFix, report }) {
        const reader = readerOf(options);
        for (const message of ownMessages(model, graph, 'command')) {
            const reading = reader.read(message.name);
            // One that tells a fact has a rule of its own.
            if (reading?.sense !== 'neither') continue;
            const suggestion = suggestCommandName(message.name, reader);
            const command = message.name;
            if (suggestion === undefined) {
                report({ origin: message.origin, message: 'unclear', data: { command } });
                continue;
            }
            report({ origin: message.origin, message: 'unclearRenamed', data: { command, suggestion }, fixes: renameFix(message, suggestion) });
        }
    },
});
