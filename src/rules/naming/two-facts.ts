import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';

/** An event that tells two facts at once. */
export const twoFacts = defineRule({
    id: 'naming/two-facts',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: "An event's name tells two facts: `OrderPlacedAndPaid`.",
    reason: 'Sooner or later one of them happens without the other, and then either the event lies or a third one is invented. Consumers that care about one of them get both.',
    bad: `context Ordering {
  event OrderPlacedAndPaid { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderPaid { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where the two are one step in the words of your field, suppress it with that reason.',
    messages: {
        both: "'{event}' tells two facts at once, '{first}' and '{second}': one day they will not happen together. Publish an event for each.",
        either: "'{event}' leaves open which of two facts it tells, '{first}' or '{second}': every consumer has to find out. Publish an event for each.",
    },
    check({ model, graph, report }) {
        const reader = readerOf();
        for (const { name, origin } of ownMessages(model, graph, 'event')) {
            if (!/and|or/i.test(name)) continue;
            const reading = reader.read(name);
            if (!reading) continue;
            const { words, past } = reading;
            const conjunction = words.findIndex((word, index) => (word === 'and' || word === 'or') && past.slice(0, index).includes(true));
            const first = past.lastIndexOf(true, conjunction);
            const second = past.findIndex((isPast, index) => isPast && index > conjunction && reader.isClosing(words, index));
            if (conjunction < 0 || second < 0) continue;
            report({ origin, message: words[conjunction] === 'and' ? 'both' : 'either', data: { event: name, first: words[first]!, second: words[second]! } });
        }
    },
});
