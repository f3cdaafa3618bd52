import { isBaseVerb } from './verbs.js';

/** Irregular verbs: base form, past form, past participle; only what differs is written: `send sent`. */
const irregular = `
arise arose arisen, awake awoke awoken, be was been, bear bore borne, beat beat beaten, become became become, befall befell befallen, begin began begun,
behold beheld, bend bent, bet bet, bid bid, bind bound, bite bit bitten, bleed bled, blow blew blown, break broke broken, breed bred, bring brought,
broadcast broadcast, build built, burn burnt, burst burst, bust bust, buy bought, cast cast, catch caught, choose chose chosen, cling clung,
come came come, cost cost, creep crept, cut cut, deal dealt, dig dug, do did done, draw drew drawn, dream dreamt, drink drank drunk, drive drove driven,
dwell dwelt, eat ate eaten, fall fell fallen, feed fed, feel felt, fight fought, find found, fit fit, flee fled, fly flew flown, forbid forbade forbidden,
forecast forecast, forget forgot forgotten, forgive forgave forgiven, freeze froze frozen, get got gotten, give gave given, go went gone, grind ground,
grow grew grown, hang hung, have had, hear heard, hide hid hidden, hit hit, hold held, hurt hurt, input input, keep kept, know knew known, lay laid,
lead led, lean leant, leap leapt, learn learnt, leave left, lend lent, let let, lie lay lain, light lit, lose lost, make made, mean meant, meet met,
mow mowed mown, offset offset, override overrode overridden, pay paid, prove proved proven, put put, quit quit, read read, reset reset, ride rode ridden,
ring rang rung, rise rose risen, run ran run, say said, see saw seen, seek sought, sell sold, send sent, set set, sew sewed sewn, shake shook shaken,
shed shed, shine shone, shoot shot, show showed shown, shrink shrank shrunk, shut shut, sing sang sung, sink sank sunk, sit sat, sleep slept, slide slid,
speak spoke spoken, speed sped, spend spent, spill spilt, spin spun, split split, spoil spoilt, spread spread, spring sprang sprung, stand stood, steal stole stolen,
stick stuck, sting stung, stride strode stridden, strike struck stricken, strive strove striven, swear swore sworn, sweep swept, swell swelled swollen, swim swam swum, swing swung,
take took taken, teach taught, tear tore torn, tell told, think thought, throw threw thrown, thrust thrust, tread trod trodden, understand understood,
undo undid undone, unset unset, upset upset, wake woke woken, wear wore worn, weave wove woven, weep wept, win won, wind wound, withdraw withdrew withdrawn,
withhold withheld, withstand withstood, wring wrung, write wrote written
`;

/** Past forms that are everyday nouns or adjectives in the names of things: they make no fact. */
const ambiguousPast = new Set(['lay', 'fell', 'saw', 'bore', 'ground', 'stole', 'cost', 'fit', 'spoke', 'wound', 'shot', 'rose', 'ring', 'bust', 'bound', 'ate', 'found']);

/** Words that end in `-ed` and are no participles. */
const noParticiples = new Set(('feed need seed speed bed red embed exceed proceed succeed shed weed bleed breed deed creed greed reed steed heed '
    + 'shred sled wed fed led bred hundred sacred naked wicked rugged ragged wretched indeed ted med ned newsfeed feedbed shared-bed '
    + 'moped biped infrared watershed overspeed underfed').split(' '));

const prefixes = ['un', 're', 'over', 'under', 'out', 'mis', 'pre', 'fore', 'with', 'off', 'up', 'down', 'auto', 'de', 'dis', 'by', 'in'];

let forms: { past: Map<string, string>; ofBase: Map<string, { past: string; participle: string }> } | undefined;

/** True of a lower-case word that tells of something done: a past participle, or an unmistakable past form: `placed`, `sent`, `left`, `overdrawn`. */
export function isPastWord(word: string): boolean {
    return isIrregularPast(word) || isRegularPast(word);
}

/** True of a past form that is the base form as well, so that only its place tells what is meant: `set`, `put`, `reset`. */
export function isUnchangedVerb(word: string): boolean {
    return isIrregularPast(word) && isBaseVerb(word) && !word.endsWith('ed');
}

/** The past participle of a base form, for suggestions: `place` → `placed`, `ship` → `shipped`, `send` → `sent`. */
export function pastParticipleOf(verb: string): string {
    const { ofBase } = readForms();
    for (const prefix of ['', ...prefixes]) {
        const known = verb.startsWith(prefix) ? ofBase.get(verb.slice(prefix.length)) : undefined;
        if (known) return prefix + known.participle;
    }
    if (verb.endsWith('e')) return `${verb}d`;
    if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
    if (doublesConsonant(verb)) return `${verb}${verb.at(-1)}ed`;
    return `${verb}ed`;
}

/** One syllable with a single vowel and a single consonant after it (`ship`), or an ending that is stressed (`submit`, `refer`). */
function doublesConsonant(verb: string): boolean {
    if (/^[^aeiou]*[aeiou][^aeiouwxy]$/.test(verb)) return true;
    return /(mit|fer|cur|pel|quip|bel|cel|trol|log|ship|plan|stop|tag|map|pin|ban)$/.test(verb) && !/(limit|offer|differ|suffer|buffer)$/.test(verb);
}

/** The base form of a past word that can be told for certain: `placed` → `place`, `sent` → `send`; undefined otherwise. */
export function baseFormOf(word: string): string | undefined {
    const { past } = readForms();
    for (const prefix of ['', ...prefixes]) {
        const base = word.startsWith(prefix) ? past.get(word.slice(prefix.length)) : undefined;
        if (base !== undefined) return prefix + base;
    }
    if (!isRegularPast(word)) return undefined;
    const stem = word.slice(0, -2);
    const candidates = [word.slice(0, -1), stem, ...(stem.endsWith('i') ? [`${stem.slice(0, -1)}y`] : []), ...(/(.)\1$/.test(stem) ? [stem.slice(0, -1)] : [])];
    return candidates.find(isBaseVerb);
}

function isRegularPast(word: string): boolean {
    return word.length > 3 && word.endsWith('ed') && !noParticiples.has(word) && !(word.endsWith('eed') && isBaseVerb(word));
}

function isIrregularPast(word: string): boolean {
    const { past } = readForms();
    if (past.has(word)) return !ambiguousPast.has(word);
    return prefixes.some(prefix => word.startsWith(prefix) && word.length - prefix.length > 2 && past.has(word.slice(prefix.length)));
}

function readForms() {
    if (!forms) {
        forms = { past: new Map(), ofBase: new Map() };
        for (const entry of irregular.split(',')) {
            const [base = '', past = '', participle = past] = entry.trim().split(/\s+/);
            forms.past.set(past, base);
            forms.past.set(participle, base);
            forms.ofBase.set(base, { past, participle });
        }
    }
    return forms;
}
