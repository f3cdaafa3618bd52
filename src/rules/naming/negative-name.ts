import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';

const contractions = new Set('cannot couldnt didnt doesnt dont hadnt hasnt havent isnt wasnt werent wont'.split(' '));

const negations = new Set([...contractions, 'not', 'never']);

/** Words that may stand between the negation and the participle. */
const between = new Set('be been being yet fully ever'.split(' '));

/** An event that tells what has not happened. */
export const negativeName = defineRule({
    id: 'naming/negative-name',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'An event tells what has not happened: `OrderNotShipped`.',
    reason: 'What does not happen does not happen at any time, so nobody knows when to publish it. Something did happen: a time ran out, or somebody refused.',
    bad: `context Ordering {
  event OrderNotShipped { key orderId: uuid }
}
`,
    good: `context Ordering {
  event ShippingTimedOut { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where what is missing is what the business calls it, suppress it with that reason.',
    messages: {
        negative: "'{event}' tells what has not happened, which is true at any time. Name what has happened instead, such as a time that ran out ('ShippingTimedOut') or a refusal ('ShippingRefused').",
    },
    check({ model, graph, report }) {
        const { lexicon } = readerOf();
        for (const { name, origin } of ownMessages(model, graph, 'event')) {
            const words = wordsOf(name);
            const negation = words.findIndex(word => negations.has(word));
            if (negation < 0) continue;
            const verb = words.find((word, index) => index > negation && !between.has(word));
            // After `MeetingNotAttendee` comes no participle: it is a guest who is not coming.
            if (contractions.has(words[negation]!) || (verb !== undefined && lexicon.pastKind(verb) !== undefined)) report({ origin, message: 'negative', data: { event: name } });
        }
    },
});
