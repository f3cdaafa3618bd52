import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { suggestEventName } from './suggestion.js';
import { vocabularyOptions } from './vocabulary.js';

/** An event whose name does not tell of something that has happened. */
export const pastTense = defineRule({
    id: 'naming/past-tense',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
    summary: "An event's name holds no past participle.",
    reason: 'An event is a fact: it has happened and nobody can refuse it. A name such as `OrderPlaced` says so; `OrderStatus` leaves open what has happened.',
    source: [{ title: 'Microsoft, .NET microservices: Domain events: design and implementation', url: 'https://learn.microsoft.com/en-us/dotnet/architecture/microservices/microservice-ddd-cqrs-patterns/domain-events-design-implementation' }],
    bad: `context Ordering {
  event OrderCancellation { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderCancelled { key orderId: uuid }
}
`,
    whenToTurnOff: "In a context whose names follow a partner's contract or are in another language than English. Words that only your field has belong into the options.",
    messages: {
        unclear: "The event '{event}' does not say what has happened: an event is a fact, told in the past tense. Use a past participle, as in 'OrderPlaced'.",
        unclearRenamed: "The event '{event}' does not say what has happened: an event is a fact, told in the past tense. Call it '{suggestion}'.",
    },
    options: vocabularyOptions,
    check({ model, graph, options, renameFix, report }) {
        const reader = readerOf(options);
        for (const message of ownMessages(model, graph, 'event')) {
            const reading = reader.read(message.name);
            // What begins with a verb or tells of something under way has rules of its own.
            if (!reading || reading.sense === 'fact' || reading.sense === 'either' || reader.isRequest(reading) || reader.isUnderWay(reading)) continue;
            const suggestion = suggestEventName(message.name, reader);
            const event = message.name;
            if (suggestion === undefined) {
                report({ origin: message.origin, message: 'unclear', data: { event } });
                continue;
            }
            report({ origin: message.origin, message: 'unclearRenamed', data: { event, suggestion }, fixes: renameFix(message, suggestion) });
        }
    },
});
