import type { Origin } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { readerOf } from './reading.js';
import { joinLike, piecesOf } from './name-words.js';

/** What may be said of a kind at the end of a name, longest first. */
const suffixes = {
    event: ['integration event', 'domain event', 'event message', 'event'],
    command: ['command message', 'command'],
    query: ['query'],
} as const;

/** A name that says again what its keyword says, or leaves it out where it is wanted. */
export const kindSuffix = defineRule({
    id: 'naming/kind-suffix',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A name ends in the kind of what it names: `Event`, `Command` or `Query`.',
    reason: 'The keyword has said it already. A suffix makes every mention longer, and on the wire it is true of everything on the channel.',
    bad: `context Ordering {
  event OrderPlacedEvent { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where classes of an existing system carry such suffixes and the names are to be the same; the option `mode` can also ask for them.',
    messages: {
        superfluous: "'{name}' says once more that it is {kind}. Call it '{suggestion}'.",
        missing: "'{name}' does not end in '{suffix}', as the names of this system do. Call it '{suggestion}'.",
    },
    options: {
        properties: { mode: { enum: ['forbid', 'require'], description: 'Whether names may not, or must, end in their kind.' } },
        defaults: { mode: 'forbid' as 'forbid' | 'require' },
    },
    check({ model, graph, options, renameFix, report }) {
        const reader = readerOf();
        const judge = ({ name, kind, origin }: Named, rename: (suggestion: string) => ReturnType<typeof renameFix>) => {
            const last = wordsOf(name).at(-1);
            if (options.mode !== 'require' && last !== kind && last !== 'message') return;
            const pieces = piecesOf(name);
            const suffix = suffixOf(pieces, kind);
            const found = (suggestion: string) => ({ origin, fixes: rename(suggestion) });
            if (options.mode === 'require') {
                if (suffix > 0) return;
                const word = kind.charAt(0).toUpperCase() + kind.slice(1);
                const suggestion = joinLike(name, [...pieces, word]);
                report({ ...found(suggestion), message: 'missing', data: { name, suffix: word, suggestion } });
                return;
            }
            const rest = pieces.slice(0, pieces.length - suffix);
            // `SendCommand` sends a command, and `EventCancelled` is about an event.
            if (suffix === 0 || rest.length < 2) return;
            const suggestion = joinLike(name, rest);
            // A `ScheduledEvent` is a thing with a date: without its last word the name would not be a whole one.
            const isWhole = kind === 'query' || (kind === 'event' ? reader.read(suggestion)?.past.at(-1) : reader.read(suggestion)?.sense === 'request');
            if (!isWhole) return;
            report({ ...found(suggestion), message: 'superfluous', data: { name, kind: kind === 'event' ? 'an event' : `a ${kind}`, suggestion } });
        };
        for (const message of ownMessages(model, graph)) judge(message, suggestion => renameFix(message, suggestion));
        for (const query of model.queries) if (!graph.isExternal(query)) judge({ name: query.name, kind: 'query', origin: query.origin }, () => []);
    },
});

interface Named {
    name: string;
    kind: keyof typeof suffixes;
    origin: Origin;
}

/** How many of the words at the end say the kind. */
function suffixOf(pieces: readonly string[], kind: keyof typeof suffixes): number {
    const words = pieces.map(piece => piece.toLowerCase());
    const found = suffixes[kind].find(suffix => words.join(' ').endsWith(` ${suffix}`));
    return found?.split(' ').length ?? 0;
}
