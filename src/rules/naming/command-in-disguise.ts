import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { suggestEventName } from './suggestion.js';
import { vocabularyOptions } from './vocabulary.js';

/** An event that is named like a request. */
export const commandInDisguise = defineRule({
    id: 'naming/command-in-disguise',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
    summary: "An event's name starts with a verb in the imperative and tells of nothing that has happened.",
    reason: 'Who sends `CreateOrder` wants something done, and waits for it; who publishes `OrderCreated` tells what is done, and waits for nobody. A request dressed as an event has no handler that must answer for it.',
    source: [{ title: 'Martin Fowler, What do you mean by "Event-Driven"?', url: 'https://martinfowler.com/articles/201701-event-driven.html' }],
    bad: `context Ordering {
  event CreateOrder { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderCreated { key orderId: uuid }
}
`,
    whenToTurnOff: "In a context whose names follow a partner's contract. Words that are no verbs in your field belong into the options.",
    messages: {
        request: "The event '{event}' reads as a request, but an event tells what has happened, and nobody has to act on it. Declare a command, or name it in the past tense, as in 'OrderPlaced'.",
        requestRenamed: "The event '{event}' reads as a request, but an event tells what has happened, and nobody has to act on it. Call it '{suggestion}', or declare a command.",
    },
    options: vocabularyOptions,
    check({ model, graph, options, renameFix, report }) {
        const reader = readerOf(options);
        for (const message of ownMessages(model, graph, 'event')) {
            const reading = reader.read(message.name);
            if (!reading || !reader.isRequest(reading)) continue;
            const suggestion = suggestEventName(message.name, reader);
            const event = message.name;
            if (suggestion === undefined) {
                report({ origin: message.origin, message: 'request', data: { event } });
                continue;
            }
            report({ origin: message.origin, message: 'requestRenamed', data: { event, suggestion }, fixes: renameFix(message, suggestion) });
        }
    },
});
