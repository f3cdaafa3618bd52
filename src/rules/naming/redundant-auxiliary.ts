import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { joinLike, piecesOf } from './name-words.js';

const auxiliaries = new Set('was were is are be been being has have had got gets did'.split(' '));

/** Such a word before another, in capitals or between underscores. */
const suspicion = /(?:Was|Were|Is|Are|Be|Been|Being|Has|Have|Had|Got|Gets|Did)(?=[A-Z])|^(?:was|were|is|are|has|have|had|got|did)(?=[A-Z])|_/;

/** An event that says `was` or `has been` where the participle says it already. */
export const redundantAuxiliary = defineRule({
    id: 'naming/redundant-auxiliary',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: "An event's name has an auxiliary verb before its participle: `OrderWasPlaced`.",
    reason: 'The participle alone says that it has happened. With the auxiliary there are two ways to say the same, and sooner or later both are there.',
    bad: `context Ordering {
  event OrderWasPlaced { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where the whole system names its events so, and always has.',
    messages: {
        auxiliary: "'{event}' says '{auxiliary}' where '{participle}' says it already. Call it '{suggestion}'.",
    },
    check({ model, graph, renameFix, report }) {
        const { lexicon } = readerOf();
        for (const message of ownMessages(model, graph, 'event')) {
            if (!suspicion.test(message.name)) continue;
            const words = wordsOf(message.name);
            const end = words.findIndex((word, index) => index > 0 && auxiliaries.has(words[index - 1]!) && !auxiliaries.has(word) && lexicon.pastKind(word) !== undefined);
            if (end < 0) continue;
            const start = words.findLastIndex((word, index) => index < end && !auxiliaries.has(word)) + 1;
            const pieces = piecesOf(message.name);
            const suggestion = joinLike(message.name, [...pieces.slice(0, start), ...pieces.slice(end)]);
            report({
                origin: message.origin,
                message: 'auxiliary',
                data: { event: message.name, auxiliary: words.slice(start, end).join(' '), participle: words[end]!, suggestion },
                fixes: renameFix(message, suggestion),
            });
        }
    },
});
