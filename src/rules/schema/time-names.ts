import { wordsOf } from '../../model/names.js';
import { Lexicon, plainEnglish } from '../naming/english/lexicon.js';
import { readOnce } from '../../model/read-once.js';

const english = new Lexicon(plainEnglish);

/** Before `at`: not when, but where. */
const places = new Set('located based stationed seated situated positioned parked employed hosted mounted stored installed held worked studied lived educated aimed looked pointed priced valued capped'.split(' '));
/** Before `at`: when something will be, or is again and again. */
const presents = new Set('starts ends begins expires opens closes happens arrives departs leaves starting ending expiring due'.split(' '));
/** Before `on`: a day, and not what something rests on. */
const days = new Set('created updated modified changed deleted ordered shipped delivered paid issued cancelled canceled approved submitted received expires starts ends'.split(' '));
/** Before `time`: when, and not how long. */
const moments = new Set('start end begin arrival departure creation created create updated update event expiration expiry modified transaction'.split(' '));

/** The type that a value of this name asks for, where the name tells that it is a point in time: `placedAt`, `birthDate`. */
export const readAsTime = readOnce((name): 'timestamp' | 'date' | undefined => {
    const words = wordsOf(name);
    const last = words.at(-1) ?? '';
    const before = words.at(-2) ?? '';
    switch (last) {
        case 'timestamp':
        case 'timestamps':
        case 'datetime': return 'timestamp';
        case 'at': return presents.has(before) || (english.pastKind(before) !== undefined && !places.has(before)) ? 'timestamp' : undefined;
        case 'time': return moments.has(before) ? 'timestamp' : undefined;
        case 'on': return days.has(before) ? 'date' : undefined;
        case 'date':
        case 'dates': return words.join(' ').endsWith('up to date') ? undefined : 'date';
        default: return words[0] === 'date' && words[1] === 'of' ? 'date' : undefined;
    }
});
