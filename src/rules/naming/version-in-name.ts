import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';

/** A version that is part of a name. */
export const versionInName = defineRule({
    id: 'naming/version-in-name',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: "A message's name ends in a version: `OrderPlacedV2`.",
    reason: 'Two names are two messages: nothing knows that the one follows the other, stored messages are not upcast, and every consumer has to know both. `version 2` says it so that the compiler knows.',
    bad: `context Ordering {
  event OrderPlacedV2 { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced version 2 { key orderId: uuid }
}
`,
    whenToTurnOff: "Where the name is fixed by a partner's contract, or the number is not a version but part of the thing's own name.",
    messages: {
        alone: "'{name}' carries its version in its name, where nothing can make use of it. Call it '{bare}' and write 'version {version}' after it.",
        beside: "'{name}' and '{bare}' are two messages, although the one is a version of the other: nothing upcasts what is stored. Declare it as '{bare} version {version}' and say what its new fields get.",
    },
    check({ model, graph, renameFix, report }) {
        for (const message of ownMessages(model, graph)) {
            // Few names end in a digit, and looking for more takes its time.
            if (!/\d/.test(message.name.at(-1)!)) continue;
            const match = /_?[vV](?:er(?:sion)?)?_?(\d+)$/.exec(message.name);
            if (!match || match.index === 0) continue;
            const [, version = ''] = match;
            const bare = message.name.slice(0, match.index);
            // `MigrateToV2` goes to a version; `IPv4` and `OAuth2` are names of their own.
            if (/^(to|from|of|for|on|ip)$/.test(wordsOf(bare).at(-1)!) || /[a-z]v\d+$/.test(message.name)) continue;
            if (graph.message(`${message.context}.${bare}`)) {
                report({ origin: message.origin, message: 'beside', data: { name: message.name, bare, version } });
                continue;
            }
            report({ origin: message.origin, message: 'alone', data: { name: message.name, bare, version }, fixes: renameFix(message, bare) });
        }
    },
});
