import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { joinLike, piecesOf } from './name-words.js';
import { suggestEventName } from './suggestion.js';
import { vocabularyOptions } from './vocabulary.js';

/** An event that tells of something that still goes on. */
export const gerundEvent = defineRule({
    id: 'naming/gerund-event',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: "An event's name tells of something that goes on: it ends in `-ing`.",
    reason: 'A name such as `OrderProcessing` tells no fact yet: a consumer cannot know whether the work has begun, is half done or is over, and it may still fail.',
    bad: `context Ordering {
  event OrderProcessing { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderProcessingStarted { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where notices of a state are what is wanted, name the words that may end such a name in the option `states`: `["expiring", "closing"]`.',
    messages: {
        underWay: "The event '{event}' tells of something that still goes on, so that nobody knows whether it has begun or is over. Tell when it begins or ends: '{started}' or '{done}'.",
        started: "The event '{event}' tells of something that still goes on, so that nobody knows whether it has begun or is over. Tell when it begins: '{started}'.",
    },
    options: vocabularyOptions,
    check({ model, graph, options, renameFix, report }) {
        const reader = readerOf(options);
        for (const message of ownMessages(model, graph, 'event')) {
            const reading = reader.read(message.name);
            if (!reading || !reader.isUnderWay(reading) || reader.isRequest(reading)) continue;
            const event = message.name;
            const started = joinLike(event, [...piecesOf(event).slice(0, reading.words.length), 'Started']);
            const done = suggestEventName(event, reader);
            const fixes = [started, done].flatMap(name => (name === undefined ? [] : renameFix(message, name)));
            if (done === undefined) report({ origin: message.origin, message: 'started', data: { event, started }, fixes });
            else report({ origin: message.origin, message: 'underWay', data: { event, started, done }, fixes });
        }
    },
});
