import { doublingVerbs, irregularVerbs, pureVerbs, sharedVerbs } from './generated.js';
import {
    ambiguousPast, countableGerunds, endedNouns, noParticiples, nounsAfterAll, nounsInPractice, ownIrregularVerbs, ownPureVerbs, ownSharedVerbs, rareVerbs, verbEnding,
} from './own-words.js';

/** Words that a team adds to English. Matched without regard to case. */
export interface Vocabulary {
    /** Verbs in their base form. */
    readonly verbs: readonly string[];
    /** Past participles by the base form of their verb. */
    readonly participles: Readonly<Record<string, string>>;
    /** Words that are neither verbs nor participles here. */
    readonly nouns: readonly string[];
    /** Words that say what something has become, although they are no participles: `overdue`. */
    readonly states: readonly string[];
}

/** Prefixes that verbs are made with. */
const prefixes = ['counter', 'cross', 'under', 'inter', 'trans', 'over', 'auto', 'fore', 'bulk', 'out', 'mis', 'pre', 'dis', 'un', 're', 'de', 'co'];

/** Prefixes of irregular verbs beyond those that dictionaries have. */
const irregularPrefixes = ['under', 'over', 'auto', 'fore', 'out', 'mis', 'pre', 'un', 're'];

/** Prefixes that leave the stress where it was, so that the last letter is doubled as without them. */
const unstressedPrefixes = ['under', 'over', 'auto', 'out', 'mis', 'pre', 'un', 're'];

/** A past form tells for certain (`sent`), may be another word in another place (`found`, `ground`), or is the base form too (`set`). */
export type PastKind = 'certain' | 'ambiguous' | 'unchanged';

interface English {
    /** Whether a base form is nothing else; undefined of what is no verb. */
    purityOf(word: string): boolean | undefined;
    /** Base forms by past form. */
    bases: ReadonlyMap<string, string>;
    participles: ReadonlyMap<string, string>;
    ambiguous: ReadonlySet<string>;
    notPast: ReadonlySet<string>;
    notVerbs: ReadonlySet<string>;
    endedNouns: ReadonlySet<string>;
    countable: ReadonlySet<string>;
}

let english: English | undefined;
let doubling: ReadonlySet<string> | undefined;

/** What English knows of single words, all given and told in lower case; with the words of a team, where it has some. */
export class Lexicon {
    private readonly verbAnswers = new Map<string, boolean>();
    private readonly pastAnswers = new Map<string, PastKind | undefined>();
    private readonly verbs: ReadonlySet<string>;
    private readonly nouns: ReadonlySet<string>;
    private readonly states: ReadonlySet<string>;
    private readonly participles: ReadonlyMap<string, string>;
    private readonly bases: ReadonlyMap<string, string>;

    constructor(vocabulary: Vocabulary) {
        const participles = Object.entries(vocabulary.participles).map(([base, participle]) => [base.toLowerCase(), participle.toLowerCase()] as const);
        this.verbs = new Set([...lowerCase(vocabulary.verbs), ...participles.map(([base]) => base)]);
        this.nouns = new Set(lowerCase(vocabulary.nouns));
        this.states = new Set(lowerCase(vocabulary.states));
        this.participles = new Map(participles);
        this.bases = new Map(participles.map(([base, participle]) => [participle, base]));
    }

    /** True of a verb's base form, such as `place`; of words that no dictionary has, those made with a prefix or an ending of verbs: `recalculate`, `tokenize`. */
    isBaseVerb(word: string): boolean {
        let answer = this.verbAnswers.get(word);
        if (answer === undefined) this.verbAnswers.set(word, answer = !this.nouns.has(word) && (this.verbs.has(word) || isEnglishVerb(word)));
        return answer;
    }

    /** True of a base form that is no noun and no adjective: `create`, but not `order`. */
    isPureVerb(word: string): boolean {
        if (this.nouns.has(word)) return false;
        const { purityOf } = readEnglish();
        return this.verbs.has(word) || spellings(word).some(spelling => purityOf(spelling) ?? (/^[a-z]{3,}(ize|ify)$/.test(spelling)
            || ['un', 're', 'de', 'pre'].some(prefix => spelling.startsWith(prefix) && purityOf(spelling.slice(prefix.length)) === true)));
    }

    /** In what way a word tells of something done; undefined of one that does not. */
    pastKind(word: string): PastKind | undefined {
        if (this.pastAnswers.has(word)) return this.pastAnswers.get(word);
        const kind = this.nouns.has(word) ? undefined : this.bases.has(word) ? 'certain' : englishPastKind(word, verb => this.isBaseVerb(verb));
        this.pastAnswers.set(word, kind);
        return kind;
    }

    /** True of a word that the team has named as a state: `overdue`. */
    isState(word: string): boolean {
        return this.states.has(word);
    }

    /** The past participle of a base form: `place` → `placed`, `ship` → `shipped`, `send` → `sent`. */
    participleOf(verb: string): string {
        return this.participles.get(verb) ?? englishParticiple(verb);
    }

    /** The base form of a past form that can be told for certain: `placed` → `place`, `sent` → `send`; undefined otherwise. */
    baseOf(word: string): string | undefined {
        const base = this.bases.get(word) ?? irregularBase(word);
        if (base !== undefined) return base;
        if (!word.endsWith('ed')) return undefined;
        return this.findBase(word.slice(0, -2), [...(word.endsWith('ied') ? [`${word.slice(0, -3)}y`] : [])]);
    }

    /** The verb of a form in -ing that tells of something under way: `processing` → `process`; undefined of a noun such as `booking`. */
    baseOfGerund(word: string): string | undefined {
        if (!/..ing$/.test(word) || this.nouns.has(word) || readEnglish().countable.has(word)) return undefined;
        return this.findBase(word.slice(0, -3), []);
    }

    /** The verb of a stem that an ending was put to: `plac`, `shipp`, `order`. */
    private findBase(stem: string, first: string[]): string | undefined {
        const single = /(.)\1$/.test(stem) ? [stem.slice(0, -1)] : [];
        const candidates = [...first, `${stem}e`, stem, ...single].filter(candidate => this.isBaseVerb(candidate));
        // Of `caned` and `canned`, `cane` and `can`: the one whose participle this is.
        return candidates.find(candidate => [`${stem}ed`, `${stem}ied`].includes(this.participleOf(candidate))) ?? candidates[0];
    }
}

/** English as it is without a team's words. */
export const plainEnglish: Vocabulary = { verbs: [], participles: {}, nouns: [], states: [] };

function isEnglishVerb(word: string): boolean {
    const { purityOf, notVerbs, endedNouns: nouns } = readEnglish();
    if (notVerbs.has(word)) return false;
    return spellings(word).some(spelling => purityOf(spelling) !== undefined
        || (verbEnding.test(spelling) && !nouns.has(spelling))
        || prefixes.some(prefix => spelling.startsWith(prefix) && spelling.length - prefix.length > 2 && purityOf(spelling.slice(prefix.length)) !== undefined));
}

function englishPastKind(word: string, isBaseVerb: (word: string) => boolean): PastKind | undefined {
    const { ambiguous, notPast } = readEnglish();
    if (notPast.has(word)) return undefined;
    const base = irregularBase(word);
    if (base !== undefined) return base === word ? 'unchanged' : ambiguous.has(word) ? 'ambiguous' : 'certain';
    if (word.length <= 3 || !word.endsWith('ed') || isBaseVerb(word)) return undefined;
    // `agreed` comes of a verb; `newsfeed` and `airspeed` do not.
    return word.endsWith('eed') && !isBaseVerb(word.slice(0, -1)) ? undefined : 'certain';
}

/** The verb of an irregular past form: `sent`, or made with a prefix `resent`; `underground` is not what was underground. */
function irregularBase(word: string): string | undefined {
    const { bases, ambiguous, notPast } = readEnglish();
    const listed = bases.get(word);
    if (listed !== undefined) return listed;
    for (const prefix of irregularPrefixes) {
        const stem = word.startsWith(prefix) ? word.slice(prefix.length) : '';
        const base = bases.get(stem);
        if (base !== undefined && !ambiguous.has(stem) && !notPast.has(stem)) return prefix + base;
    }
    return undefined;
}

function englishParticiple(verb: string): string {
    const { participles } = readEnglish();
    for (const prefix of ['', ...irregularPrefixes]) {
        const known = verb.startsWith(prefix) ? participles.get(verb.slice(prefix.length)) : undefined;
        if (known !== undefined) return prefix + known;
    }
    if (verb.endsWith('e')) return `${verb}d`;
    if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
    if (doublesLast(verb)) return `${verb}${verb.at(-1)}ed`;
    return /[aeiou]c$/.test(verb) ? `${verb}ked` : `${verb}ed`;
}

/** One syllable with a single vowel and a single consonant after it (`ship`), or a verb that is known to double (`submit`). */
function doublesLast(verb: string): boolean {
    doubling ??= new Set(split(doublingVerbs));
    if (/^(?:[^aeiou]*|[^aeiou]*qu)[aeiou][^aeiouwxy]$/.test(verb) || doubling.has(verb)) return true;
    return unstressedPrefixes.some(prefix => verb.startsWith(prefix) && verb.length - prefix.length > 2 && readEnglish().purityOf(verb.slice(prefix.length)) !== undefined && doublesLast(verb.slice(prefix.length)));
}

/** `normalise` is `normalize`, `analyse` is `analyze`. */
function spellings(word: string): string[] {
    return /[iy]se$/.test(word) ? [word, `${word.slice(0, -2)}ze`] : [word];
}

function lowerCase(words: readonly string[]): string[] {
    return words.map(word => word.toLowerCase());
}

/** Condensed lists are taken apart when a name is read for the first time, which costs a check without names nothing. */
function readEnglish(): English {
    if (english) return english;
    const own = new Map<string, boolean>();
    for (const [text, isPure] of [[ownSharedVerbs, false], [ownPureVerbs, true], [nounsAfterAll, false]] as const) for (const verb of split(text)) own.set(verb, isPure);
    const [pure, shared] = [split(pureVerbs), split(sharedVerbs)];
    const bases = new Map<string, string>();
    const participles = new Map<string, string>();
    for (const text of [irregularVerbs, ownIrregularVerbs]) {
        for (const entry of text.trim().replaceAll('\n', ' ').split(', ')) {
            const forms = entry.split(' ');
            const bar = forms.indexOf('|');
            const [base = '', past = '', participle = past] = bar < 0 ? forms : forms.slice(0, bar);
            participles.set(base, participle);
            for (const form of forms.slice(1)) if (form !== '|' && !(form.endsWith('ed') && form.length > base.length)) bases.set(form, base);
        }
    }
    return english = {
        purityOf: word => own.get(word) ?? (isAmong(pure, word) ? true : isAmong(shared, word) ? false : undefined),
        bases, participles,
        ambiguous: new Set(split(ambiguousPast)),
        notPast: new Set([...split(nounsInPractice), ...split(noParticiples)]),
        notVerbs: new Set(split(rareVerbs)),
        endedNouns: new Set(split(endedNouns)),
        countable: new Set(split(countableGerunds)),
    };
}

/** Looks in a sorted list. Each word is asked for once, so that making a set of the list would take longer than looking. */
function isAmong(sorted: readonly string[], word: string): boolean {
    let from = 0;
    let to = sorted.length;
    while (from < to) {
        const middle = (from + to) >> 1;
        if (sorted[middle]! < word) from = middle + 1;
        else to = middle;
    }
    return sorted[from] === word;
}

function split(words: string): string[] {
    return words.trim().replaceAll('\n', ' ').split(' ');
}
