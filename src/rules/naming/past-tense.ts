import { defineRule } from '../rule.js';
import { readName } from './reading.js';
import { suggestEventName } from './suggestion.js';

/** An event whose name does not tell of something that has happened. */
export const pastTense = defineRule({
    id: 'naming/past-tense',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
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
    whenToTurnOff: "In a context whose names follow a partner's contract or are in another language than English.",
    messages: {
        unclear: "The event '{event}' does not say what has happened: an event is a fact, told in the past tense. Use a past participle, as in 'OrderPlaced'.",
        unclearRenamed: "The event '{event}' does not say what has happened: an event is a fact, told in the past tense. Call it '{suggestion}', or declare a command.",
        requestRenamed: "The event '{event}' reads as a request: an event is a fact, told in the past tense. Call it '{suggestion}', or declare a command.",
    },
    check({ model, graph, renameFix, report }) {
        for (const message of model.messages) {
            if (message.kind !== 'event' || !message.latest) continue;
            const reading = readName(message.name);
            // What another system calls its events is not ours to change.
            if (reading === undefined || reading === 'fact' || reading === 'either' || graph.isExternal(message)) continue;
            const suggestion = suggestEventName(message.name);
            const fix = suggestion === undefined ? undefined : renameFix(message, suggestion);
            const found = { origin: message.origin, fixes: fix ? [fix] : [] };
            const event = message.name;
            if (suggestion === undefined) report({ ...found, message: 'unclear', data: { event } });
            else report({ ...found, message: reading === 'request' ? 'requestRenamed' : 'unclearRenamed', data: { event, suggestion } });
        }
    },
});
