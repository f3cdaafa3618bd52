import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { joinLike, piecesOf } from './name-words.js';

/** The same word twice, in capitals or between underscores. */
const repetition = /([A-Z][a-z\d]{2,})\1(?![a-z])|([A-Za-z\d]{3,})_\2/;

/** A message whose name repeats what its full name says already. */
export const contextPrefix = defineRule({
    id: 'naming/context-prefix',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    fix: 'unsafe',
    summary: "A message's name starts with its context's name, or says a thing twice: `Ordering.OrderingOrderPlaced`, `OrderOrderPlaced`.",
    reason: 'The full name says the context already, in code, on channels and in every picture. Said twice it hides what differs.',
    bad: `context Ordering {
  event OrderingOrderPlaced { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: "Where messages are known by their short names outside of the system, or the context's name is part of the thing's own name.",
    messages: {
        context: "'{name}' repeats the name of its context: in full it is '{context}.{name}'. Call it '{suggestion}'.",
        twice: "'{name}' says '{word}' twice. Call it '{suggestion}'.",
    },
    check({ model, graph, renameFix, report }) {
        const reader = readerOf();
        // A context that is named like a thing in it shares the name of that thing: an address for bills is a `BillingAddress` in any context.
        let things: Set<string> | undefined;
        const isThing = (owner: string) => {
            things ??= new Set([...model.aggregates, ...model.types, ...model.projections].flatMap(({ context, name }) => [`${context} ${name.toLowerCase()}`, `${context} ${name.toLowerCase()}s`]));
            return things.has(`${owner} ${owner.toLowerCase()}`);
        };
        const contextWords = new Map(model.contexts.map(({ id, name }) => [id, wordsOf(name)]));
        for (const message of ownMessages(model, graph)) {
            const words = wordsOf(message.name);
            const prefix = contextWords.get(message.context) ?? [];
            const startsAlike = prefix.length > 0 && prefix.every((word, index) => words[index] === word);
            const again = words.findIndex((word, index) => index > 0 && word === words[index - 1] && word.length > 2);
            if (!startsAlike && again < 0) continue;
            const repeated = startsAlike || repetition.test(message.name) ? again : -1;
            const isPrefixed = startsAlike && !isThing(message.context);
            if (!isPrefixed && repeated < 0) continue;
            const pieces = piecesOf(message.name);
            const rest = isPrefixed ? pieces.slice(prefix.length) : [];
            const reading = rest.length < 2 ? undefined : reader.read(joinLike(message.name, rest));
            // Without its context's name `Firmware.FirmwareRolledBack` would not say what was.
            const isWhole = reading !== undefined && !reading.past[0] && (reading.sense === 'either' || reading.sense === (message.kind === 'event' ? 'fact' : 'request'));
            if (!isWhole && repeated < 0) continue;
            const suggestion = joinLike(message.name, isWhole ? rest : pieces.filter((_, index) => index !== repeated));
            const found = { origin: message.origin, fixes: renameFix(message, suggestion) };
            if (isWhole) report({ ...found, message: 'context', data: { name: message.name, context: message.context, suggestion } });
            else report({ ...found, message: 'twice', data: { name: message.name, word: pieces[repeated]!, suggestion } });
        }
    },
});
