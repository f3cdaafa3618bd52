import { deeds } from './english/own-words.js';
import { joinLike, piecesOf } from './name-words.js';
import { particles, readerOf, requestVerbs, type NameReader, type Reading } from './reading.js';

/** Verbs after which such a word begins where something goes: `PutOnHold`. */
const placingVerbs = new Set('bring drop keep leave place put take'.split(' '));

/** What begins the rest of what is told, after the thing that it is about: `AddItemToCart`. */
const prepositions = new Set('to from into onto for at with by via as in on within without against between through per until upon after before'.split(' '));

const verbOfDeed = new Map(deeds.split(', ').map(entry => entry.split(' ') as [string, string]));

const auxiliaries = new Set('was were is are has have had been being be got'.split(' '));

/** The name of the event that tells that what `name` asks for is done: `CreateOrder` → `OrderCreated`; undefined where none can be made. */
export function suggestEventName(name: string, reader: NameReader = readerOf()): string | undefined {
    return suggest(name, reader, ['fact', 'either'], (pieces, reading) => tellEvent(pieces, reading, reader));
}

/** The name of the command that asks for what `name` tells: `OrderCreated` → `CreateOrder`; undefined where none can be made. */
export function suggestCommandName(name: string, reader: NameReader = readerOf()): string | undefined {
    return suggest(name, reader, ['request', 'either'], pieces => askFor(pieces, reader));
}

/** Makes another name of the words of `name`, before its version and suffix, unless it is as it should be; what is made must be. */
function suggest(name: string, reader: NameReader, senses: readonly string[], make: (pieces: string[], reading: Reading) => string[] | undefined): string | undefined {
    const reading = reader.read(name);
    if (!reading || senses.includes(reading.sense)) return undefined;
    const pieces = piecesOf(name);
    // A version in front has no word of its own among those that are read.
    if (pieces[0]?.toLowerCase() !== reading.words[0]) return undefined;
    const made = make(pieces.slice(0, reading.words.length), reading);
    if (!made) return undefined;
    const suggestion = joinLike(name, [...made, ...pieces.slice(reading.words.length)]);
    const result = reader.read(suggestion);
    return result && senses.includes(result.sense) ? suggestion : undefined;
}

function tellEvent(pieces: string[], reading: Reading, reader: NameReader): string[] | undefined {
    const { words, verb, verbAt } = reading;
    const { lexicon } = reader;
    if (verb !== undefined && lexicon.isPureVerb(verb)) return tellAsDone(pieces, words, verb, verbAt, lexicon);
    const last = words.at(-1)!;
    const done = words.length > 1 ? lexicon.baseOfGerund(last) ?? verbOfDeed.get(last) : undefined;
    if (done !== undefined) return [...pieces.slice(0, -1), lexicon.participleOf(done)];
    if (verb !== undefined && reader.isRequest(reading)) return tellAsDone(pieces, words, verb, verbAt, lexicon);
    // `OrderCancel` ends in its verb; of `FileChange` either word may be it.
    return reader.endsInVerb(words) && (verb === undefined || !requestVerbs.has(verb) || lexicon.isPureVerb(last)) ? [...pieces.slice(0, -1), lexicon.participleOf(last)] : undefined;
}

/** `AddItemToCart` → item added to cart, `CheckInGuest` → guest checked in, `MarkFeeAsPaid` → fee paid. */
function tellAsDone(pieces: string[], words: readonly string[], verb: string, verbAt: number, lexicon: NameReader['lexicon']): string[] {
    const isJoined = verb !== words[verbAt];
    const modifiers = pieces.slice(0, isJoined ? verbAt - 1 : verbAt);
    const next = words[verbAt + 1] ?? '';
    const hasParticle = particles.has(next) && !placingVerbs.has(verb) && words.length > verbAt + 2;
    const rest = pieces.slice(verbAt + (hasParticle ? 2 : 1));
    const split = rest.findIndex(piece => prepositions.has(piece.toLowerCase()));
    const thing = split < 0 ? rest : rest.slice(0, split);
    const addition = split < 0 ? [] : rest.slice(split);
    const [preposition, state, ...more] = addition;
    const isState = preposition?.toLowerCase() === 'as' && state !== undefined && more.length === 0 && lexicon.pastKind(state.toLowerCase()) !== undefined;
    if (isState && thing.length > 0 && (verb === 'mark' || verb === 'set')) return [...thing, state];
    return [...thing, ...modifiers, lexicon.participleOf(verb), ...(hasParticle ? [pieces[verbAt + 1]!] : []), ...addition];
}

function askFor(pieces: string[], reader: NameReader): string[] | undefined {
    const { lexicon } = reader;
    const told = pieces.filter((piece, index) => index === 0 || !auxiliaries.has(piece.toLowerCase()));
    const words = told.map(piece => piece.toLowerCase());
    if (words.length < 2) return undefined;
    const pastAt = words.findLastIndex((word, index) => index > 0 && lexicon.pastKind(word) !== undefined
        && (index === words.length - 1 || prepositions.has(words[index + 1]!) || particles.has(words[index + 1]!)));
    if (pastAt > 0) {
        const verb = lexicon.baseOf(words[pastAt]!);
        const particle = particles.has(words[pastAt + 1] ?? '') && (!prepositions.has(words[pastAt + 1]!) || pastAt + 2 === words.length || prepositions.has(words[pastAt + 2]!)) ? [told[pastAt + 1]!] : [];
        return verb === undefined ? undefined : [verb, ...particle, ...told.slice(0, pastAt), ...told.slice(pastAt + 1 + particle.length)];
    }
    const last = words.at(-1)!;
    const verb = lexicon.baseOfGerund(last) ?? verbOfDeed.get(last) ?? (reader.endsInVerb(words) ? last : undefined);
    return verb === undefined ? undefined : [verb, ...told.slice(0, -1)];
}
