import type { ExpressionType, Field, PrimitiveName } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import type { TypeIndex } from '../../model/type-index.js';
import { readOnce } from '../../model/read-once.js';

/** From what, and how, a field can be worked out. */
export interface Derivation {
    from: Field[];
    /** As an expression, with the fields' own names. */
    how: string;
}

/** What can be worked out: most fields are texts and ids. */
const derivable: ReadonlySet<PrimitiveName> = new Set(['int', 'long', 'decimal', 'float', 'boolean', 'duration']);

/** Names by which a field may follow from others. */
const mayFollow = readOnce(name => {
    const words = wordsOf(name);
    return isCount(words) || words[0] === 'has' || spans.includes(words.join()) || totals.includes(words.join()) || words.join() === 'age';
});

/** How a field follows from others beside it, as far as names and types tell for certain; undefined where it says something of its own. */
export function derivationOf(field: Field, fields: readonly Field[], types: TypeIndex): Derivation | undefined {
    const type = types.resolve(field.type);
    if (type?.kind !== 'primitive' || !derivable.has(type.name) || !mayFollow(field.name)) return undefined;
    const others = fields.filter(other => other !== field).map(other => ({ field: other, type: types.resolve(other.type), words: wordsOf(other.name) }));
    const words = wordsOf(field.name);
    switch (type.name) {
        case 'int':
        case 'long': return ofCount(words, others) ?? ofAge(words, others) ?? ofProduct(words, others);
        case 'decimal':
        case 'float': return ofProduct(words, others);
        case 'boolean': return ofPresence(words, others);
        case 'duration': return ofSpan(words, others);
        default: return undefined;
    }
}

interface Beside {
    field: Field;
    type: ExpressionType | undefined;
    words: readonly string[];
}

/** `lineCount`, `numberOfLines` beside a list `lines`. */
function ofCount(words: readonly string[], others: readonly Beside[]): Derivation | undefined {
    if (!isCount(words)) return undefined;
    const counted = words.at(-1) === 'count' ? words.slice(0, -1) : words.slice(2);
    const list = others.find(other => other.type?.kind === 'list' && singular(other.words) === singular(counted));
    return list && { from: [list.field], how: `count(${list.field.name})` };
}

function isCount(words: readonly string[]): boolean {
    return words.length > 1 && (words.at(-1) === 'count' || ((words[0] === 'number' || words[0] === 'count') && words[1] === 'of'));
}

/** `age` beside `birthDate`, which stays right. */
function ofAge(words: readonly string[], others: readonly Beside[]): Derivation | undefined {
    if (words.join() !== 'age') return undefined;
    const birth = others.find(other => ['birth,date', 'date,of,birth', 'birthdate', 'born,on', 'birthday'].includes(other.words.join()) && isOneOf(other.type, ['date', 'timestamp']));
    return birth && { from: [birth.field], how: `the time since ${birth.field.name}` };
}

const prices = ['price', 'unit,price', 'price,per,unit'];
const quantities = ['quantity', 'qty'];
const totals = ['total', 'line,total', 'total,price', 'price,total', 'subtotal'];
/** What makes a total more, or less, than a price many times. */
const adjustments = new Set('discount discounts tax taxes vat fee fees shipping rebate surcharge tip rounding credit deposit adjustment'.split(' '));

/** `total` beside `price` and `quantity`, with nothing else that could change it. */
function ofProduct(words: readonly string[], others: readonly Beside[]): Derivation | undefined {
    if (!totals.includes(words.join()) || others.some(other => other.words.some(word => adjustments.has(word)))) return undefined;
    const price = others.find(other => prices.includes(other.words.join()) && isNumber(other.type));
    const quantity = others.find(other => quantities.includes(other.words.join()) && isNumber(other.type));
    return price && quantity && { from: [price.field, quantity.field], how: `${price.field.name} * ${quantity.field.name}` };
}

/** `hasDiscount` beside an optional `discount`. */
function ofPresence([first, ...rest]: readonly string[], others: readonly Beside[]): Derivation | undefined {
    if (first !== 'has') return undefined;
    const present = others.find(other => other.words.join() === rest.join() && other.type?.optional);
    if (present) return { from: [present.field], how: `${present.field.name} != null` };
    const list = others.find(other => other.type?.kind === 'list' && singular(other.words) === singular(rest));
    return list && { from: [list.field], how: `count(${list.field.name}) > 0` };
}

const spans = ['duration', 'length', 'elapsed', 'lasts', 'took'];
const starts = ['started,at', 'starts,at', 'start', 'start,time', 'began,at', 'begins,at', 'from'];
const ends = ['ended,at', 'ends,at', 'end', 'end,time', 'finished,at', 'to', 'until'];

/** `duration` beside `startedAt` and `endedAt`. */
function ofSpan(words: readonly string[], others: readonly Beside[]): Derivation | undefined {
    if (!spans.includes(words.join())) return undefined;
    const isMoment = ({ type }: Beside) => isOneOf(type, ['timestamp']) && !type?.optional;
    const start = others.find(other => starts.includes(other.words.join()) && isMoment(other));
    const end = others.find(other => ends.includes(other.words.join()) && isMoment(other));
    return start && end && { from: [start.field, end.field], how: `${end.field.name} - ${start.field.name}` };
}

function isNumber(type: ExpressionType | undefined): boolean {
    return isOneOf(type, ['int', 'long', 'decimal', 'float']);
}

function isOneOf(type: ExpressionType | undefined, names: readonly string[]): boolean {
    return type?.kind === 'primitive' && names.includes(type.name);
}

/** `lines` is as good as `line`, and `categories` as `category`. */
function singular(words: readonly string[]): string {
    const last = words.at(-1) ?? '';
    const one = last.endsWith('ies') ? `${last.slice(0, -3)}y` : /(s|x|z|ch|sh)es$/.test(last) ? last.slice(0, -2) : last.endsWith('s') && !last.endsWith('ss') ? last.slice(0, -1) : last;
    return [...words.slice(0, -1), one].join();
}
