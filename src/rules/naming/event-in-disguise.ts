import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { suggestCommandName } from './suggestion.js';
import { vocabularyOptions } from './vocabulary.js';

/** A command that is named like a fact. */
export const eventInDisguise = defineRule({
    id: 'naming/event-in-disguise',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
    summary: "A command's name tells of something that has happened.",
    reason: 'A command may be refused; what has happened can not. Whoever reads `OrderCreated` takes it for a fact and builds on it before anybody has done the work.',
    source: [{ title: 'Martin Fowler, What do you mean by "Event-Driven"?', url: 'https://martinfowler.com/articles/201701-event-driven.html' }],
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
    whenToTurnOff: "In a context whose names follow a partner's contract. Words that are no participles in your field belong into the options.",
    messages: {
        fact: "The command '{command}' reads as a fact, but a command asks for something and may be refused. Start with a verb, as in 'PlaceOrder', or declare an event.",
        factRenamed: "The command '{command}' reads as a fact, but a command asks for something and may be refused. Call it '{suggestion}', or declare an event.",
    },
    options: vocabularyOptions,
    check({ model, graph, options, renameFix, report }) {
        const reader = readerOf(options);
        for (const message of ownMessages(model, graph, 'command')) {
            if (reader.read(message.name)?.sense !== 'fact') continue;
            const suggestion = suggestCommandName(message.name, reader);
            const command = message.name;
            if (suggestion === undefined) {
                report({ origin: message.origin, message: 'fact', data: { command } });
                continue;
            }
            report({ origin: message.origin, message: 'factRenamed', data: { command, suggestion }, fixes: renameFix(message, suggestion) });
        }
    },
});
