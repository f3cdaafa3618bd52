import { wordsOf } from '../../model/names.js';
import { baseFormOf, isPastWord, pastParticipleOf } from './participles.js';
import { readName } from './reading.js';
import { isBaseVerb, isPureVerb } from './verbs.js';

/** Verbs that are nouns as well, but start a command more often than the name of a thing. */
const commonVerbs = new Set(('set copy place ship update change open close start stop move book reserve release request transfer charge refund record rename reset import export '
    + 'schedule register submit report approve cancel confirm publish upload pay try hold check return post block lock clear handle process deliver dispatch').split(' '));

/** The name of the event that tells that what `name` asks for is done: `CreateOrder` → `OrderCreated`; undefined where none can be made. */
export function suggestEventName(name: string): string | undefined {
    const pieces = piecesOf(name);
    const first = pieces[0]?.toLowerCase();
    const last = pieces.at(-1)?.toLowerCase();
    if (first === undefined || last === undefined || pieces.length < 2) return undefined;
    const gerund = baseFormOfGerund(last);
    const isCertain = (word: string) => isPureVerb(word) || commonVerbs.has(word);
    const suggestion = isCertain(first) ? join(name, [...pieces.slice(1), pastParticipleOf(first)])
        : gerund !== undefined ? join(name, [...pieces.slice(0, -1), pastParticipleOf(gerund)])
        // `OrderCancel` ends in its verb; of `ChannelFilter` either word may be it.
        : isCertain(last) || (isBaseVerb(last) && !isBaseVerb(first)) ? join(name, [...pieces.slice(0, -1), pastParticipleOf(last)])
        : undefined;
    return suggestion !== undefined && ['fact', 'either'].includes(readName(suggestion) ?? '') ? suggestion : undefined;
}

/** The name of the command that asks for what `name` tells: `OrderCreated` → `CreateOrder`; undefined where none can be made. */
export function suggestCommandName(name: string): string | undefined {
    const pieces = piecesOf(name);
    const last = pieces.at(-1)?.toLowerCase();
    if (last === undefined || pieces.length < 2) return undefined;
    const verb = isPastWord(last) ? baseFormOf(last) : baseFormOfGerund(last) ?? (isBaseVerb(last) ? last : undefined);
    if (verb === undefined) return undefined;
    const suggestion = join(name, [verb, ...pieces.slice(0, -1)]);
    return ['request', 'either'].includes(readName(suggestion) ?? '') ? suggestion : undefined;
}

function baseFormOfGerund(word: string): string | undefined {
    if (!/...ing$/.test(word)) return undefined;
    const stem = word.slice(0, -3);
    return [`${stem}e`, stem, ...(/(.)\1$/.test(stem) ? [stem.slice(0, -1)] : [])].find(isBaseVerb);
}

/** The words of a name as they are written, so that acronyms keep their letters. */
function piecesOf(name: string): string[] {
    let from = 0;
    const lower = name.toLowerCase();
    return wordsOf(name).map(word => {
        const start = lower.indexOf(word, from);
        from = start + word.length;
        return name.slice(start, from);
    });
}

/** Puts words together in the casing of `model`. */
function join(model: string, words: string[]): string {
    if (/^[^a-z]+$/.test(model) && model.includes('_')) return words.join('_').toUpperCase();
    if (model.includes('_')) return words.join('_').toLowerCase();
    const pascal = words.map(word => word.charAt(0).toUpperCase() + word.slice(1));
    return /^[a-z]/.test(model) ? [words[0]!.toLowerCase(), ...pascal.slice(1)].join('') : pascal.join('');
}
