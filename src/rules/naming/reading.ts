import { wordsOf } from '../../model/names.js';
import { readOnce } from '../../model/read-once.js';
import { aspects, closing, finalVerbs as finalVerbList, modifiers, particles as particleList, requestVerbs as requestVerbList, thingsFirst } from './english/own-words.js';
import { Lexicon, plainEnglish, type Vocabulary } from './english/lexicon.js';

/** What a name reads as in English: something that happened, something to be done, either of both (`DeleteFailed`), or neither. */
export type Sense = 'fact' | 'request' | 'either' | 'neither';

/** A name as it is read. */
export interface Reading {
    sense: Sense;
    /** In lower case, without a version and a suffix such as `Event`. */
    words: readonly string[];
    /** Whether each of the words tells of something done. */
    past: readonly boolean[];
    /** The verb in the base form that it starts with, and the word that the verb ends with; modifiers may stand before it. */
    verb: string | undefined;
    verbAt: number;
}

const closingWords = new Set(closing.split(' '));
const modifierWords = new Set(modifiers.split(' '));
const thingWords = new Set(thingsFirst.split(' '));
const aspectWords = new Set(aspects.split(' '));

/** Verbs that are nouns as well, but ask for something where a name begins with them. */
export const requestVerbs: ReadonlySet<string> = new Set(requestVerbList.split(' '));

/** Verbs that are nouns as well, but tell what is done where a name ends with them: `ChannelRename`. */
export const finalVerbs: ReadonlySet<string> = new Set(finalVerbList.split(' '));

/** What belongs to a verb before it: `CheckInGuest`, `RollBackRelease`. */
export const particles: ReadonlySet<string> = new Set(particleList.split(' '));

/** Verbs that make something be as a participle says: `MarkOrderShipped`, `SetPaidOrderStatus`. */
const markingVerbs = new Set(['mark', 'unmark', 'set', 'flag', 'change']);

/** Verbs that tell of what has happened, so that a participle may be in what is told: `NotifyOrderShipped`. */
const reportingVerbs = new Set(('acknowledge announce assert await broadcast confirm emit ensure flag handle inform log mark note notify process publish record register remind report '
    + 'send tell validate verify').split(' '));

/** What becomes of a request: after one of these even a name that starts with a verb tells a fact, as `CancelOrderFailed` does. */
const outcomes = new Set('aborted accepted attempted failed initiated rejected requested succeeded'.split(' '));

/** Past forms that are things to do something with, wherever a name may start with a verb: `DressWound`, `BreakGround`. */
const thingsDone = new Set(['bound', 'ground', 'shot', 'wound']);

/** The same, after what is a request more often than a thing: `PlaceBid`, `ScheduleNightlyRun`. */
const thingsAsked = new Set('bet bid broadcast burst cast cut forecast hit outbid read rerun reset run set split spread thought'.split(' '));

/** So many names are kept that have been read; a system has far fewer. */
const mostKept = 100_000;

/** Reads names by one vocabulary, each of them once. */
export class NameReader {
    readonly lexicon: Lexicon;
    private readonly readings = new Map<string, Reading | undefined>();

    constructor(vocabulary: Vocabulary) {
        this.lexicon = new Lexicon(vocabulary);
    }

    /** How a name reads; undefined of one that is not in English letters, and so cannot be judged. */
    read(name: string): Reading | undefined {
        const known = this.readings.get(name);
        if (known || this.readings.has(name)) return known;
        if (this.readings.size >= mostKept) this.readings.clear();
        const reading = /^[\x20-\x7e]*$/.test(name) ? this.readWords(meaningfulWords(name)) : undefined;
        this.readings.set(name, reading);
        return reading;
    }

    /** True where nothing follows that the word could describe: it is the last, or what follows is a particle, a preposition or an adverb. */
    isClosing(words: readonly string[], index: number): boolean {
        const next = words[index + 1];
        return next === undefined || closingWords.has(next) || /^\d+$/.test(next) || (next.length > 4 && next.endsWith('ly') && !this.lexicon.isBaseVerb(next));
    }

    /**
     * True where an event's name surely asks for something: it starts with a verb that is no noun, or `CheckInGuest` with what belongs to one.
     * `OrderStatus` starts with a word that can be a verb as well.
     */
    isRequest({ sense, verb, words, verbAt }: Reading): boolean {
        if (sense !== 'request' || verb === undefined) return false;
        return this.lexicon.isPureVerb(verb) || (requestVerbs.has(verb) && !this.endsInVerb(words)) || (particles.has(words[verbAt + 1] ?? '') && words.length > verbAt + 2);
    }

    /** True where a name tells of something that goes on: `OrderProcessing`. */
    isUnderWay({ sense, words }: Reading): boolean {
        return sense !== 'fact' && sense !== 'either' && words.length > 1 && this.lexicon.baseOfGerund(words.at(-1)!) !== undefined;
    }

    /** `OrderCancel` and `FileChange` end in what may be their verb. */
    endsInVerb(words: readonly string[]): boolean {
        const last = words.at(-1)!;
        return words.length > 1 && (this.lexicon.isPureVerb(last) || finalVerbs.has(last));
    }

    private readWords(words: readonly string[]): Reading {
        const start = this.findVerb(words);
        const verb = start === undefined ? undefined : this.lexicon.isBaseVerb(words[start]!) ? words[start] : words[start - 1]! + words[start]!;
        const past = words.map((word, index) => this.isPastAt(words, index, verb));
        return { sense: this.judge(words, past, verb, start ?? 0), words, past, verb, verbAt: start ?? -1 };
    }

    /** Where the verb ends that a name starts with, if it does: `BulkCreateOrders`, `ReIndexCatalog`, `OnBoardMerchant`; `BatchSize` has none after what may be a modifier. */
    private findVerb(words: readonly string[]): number | undefined {
        const isVerb = (index: number) => index < words.length && this.lexicon.isBaseVerb(words[index]!);
        let index = 0;
        while (isVerb(index + 1) && isModifier(words[index]!)) index++;
        if (isVerb(index)) return index;
        return words.length > 1 && this.lexicon.isBaseVerb(words[0]! + words[1]!) ? 1 : undefined;
    }

    private isPastAt(words: readonly string[], index: number, verb: string | undefined): boolean {
        const word = words[index]!;
        if (this.lexicon.isState(word)) return index === words.length - 1;
        const kind = this.lexicon.pastKind(word);
        if (kind === undefined || kind === 'certain') return kind === 'certain';
        if (words.length === 1) return true;
        return index > 0 && (this.isClosing(words, index) || (kind === 'ambiguous' && verb === undefined));
    }

    private judge(words: readonly string[], past: readonly boolean[], verb: string | undefined, start: number): Sense {
        const last = past.lastIndexOf(true);
        if (last < 0) return verb === undefined || this.isAboutThing(words, verb) ? 'neither' : 'request';
        if (words.length === 1) return verb === undefined ? 'fact' : 'either';
        if (verb === undefined || last <= start) return 'fact';
        const between = last - start - 1;
        const isClosing = this.isClosing(words, last);
        if (markingVerbs.has(verb)) return this.judgeMarking(verb, { between, isClosing, after: words[last - 1]! });
        if (!isClosing) return this.lexicon.isPureVerb(verb) ? 'request' : 'either';
        if (thingsDone.has(words[last]!) || (thingsAsked.has(words[last]!) && (requestVerbs.has(verb) || this.lexicon.isPureVerb(verb)))) return 'either';
        return this.judgeClosing(words[last]!, between, verb);
    }

    /** `OrderStatus` and `OrderProcessing` are about an order, whatever else `order` may mean. */
    private isAboutThing(words: readonly string[], verb: string): boolean {
        const last = words.at(-1)!;
        return words.length > 1 && thingWords.has(verb) && (isAspect(last) || this.lexicon.baseOfGerund(last) !== undefined);
    }

    /** `MarkOrderAsShipped`, `MarkOrderShipped` and `SetPaidOrderStatus` ask; `ChangeApproved`, `FlagRaised` and `SetPieceScored` may be either. */
    private judgeMarking(verb: string, { between, isClosing, after }: { between: number; isClosing: boolean; after: string }): Sense {
        if (after === 'as' || ((verb === 'mark' || verb === 'unmark') && between > 0) || (!isClosing && verb !== 'flag')) return 'request';
        return 'either';
    }

    /** A participle closes what starts with a verb: `OrderPlaced`, `DeleteFailed`, `NotifyOrderShipped`, `RecordPaymentReceived`. */
    private judgeClosing(participle: string, between: number, verb: string): Sense {
        if (!this.lexicon.isPureVerb(verb)) return between > 0 && (reportingVerbs.has(verb) || verb === 'set') ? 'either' : 'fact';
        if (between === 0) return 'either';
        if (outcomes.has(participle)) return reportingVerbs.has(verb) ? 'either' : 'fact';
        return reportingVerbs.has(verb) ? 'request' : 'either';
    }
}

/** What says of which kind a message is, at the end of its name. */
const kindSuffixes = new Set(['event', 'command', 'message']);

/** True of a word for what there is to know of a thing: `status`, `history`. */
export function isAspect(word: string): boolean {
    return aspectWords.has(word);
}

function isModifier(word: string): boolean {
    return modifierWords.has(word) || (word.length > 5 && word.endsWith('ly'));
}

const readers = new Map<string, NameReader>();

/** The reader of a vocabulary; one for all that have the same words. */
export function readerOf(vocabulary: Vocabulary = plainEnglish): NameReader {
    const key = JSON.stringify([vocabulary.verbs, vocabulary.participles, vocabulary.nouns, vocabulary.states]);
    let reader = readers.get(key);
    if (!reader) readers.set(key, reader = new NameReader(vocabulary));
    return reader;
}

/** The words of a name without versions, and without the suffixes that only say what kind of message it is. */
export const meaningfulWords = readOnce((name): readonly string[] => {
    const words = wordsOf(name).flatMap(word => (/\d/.test(word) ? withoutVersion(word) : word));
    while (words.length > 1 && (/^\d+$/.test(words.at(-1)!) || kindSuffixes.has(words.at(-1)!))) {
        const suffix = words.pop();
        if (suffix === 'event' && words.length > 1 && ['domain', 'integration'].includes(words.at(-1)!)) words.pop();
    }
    return words;
});

/** `V2` is no word, `Order2` is `Order`, and `3D` is itself. */
function withoutVersion(word: string): string[] {
    return /^v\d+$/.test(word) ? [] : [word.replace(/(?<=[a-z])\d+$/, '')];
}
