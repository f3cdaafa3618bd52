import { wordsOf } from '../../model/names.js';
import { isPastWord, isUnchangedVerb } from './participles.js';
import { isBaseVerb, isPureVerb } from './verbs.js';

/** What a name reads as in English: something that happened, something to be done, either of both (`ReleaseExpired`), or neither. */
export type Reading = 'fact' | 'request' | 'either' | 'neither';

const readings = new Map<string, Reading>();

/** How a name reads; undefined of one that is not in English letters, and so cannot be judged. */
export function readName(name: string): Reading | undefined {
    if (!/^[\x20-\x7e]*$/.test(name)) return undefined;
    let reading = readings.get(name);
    if (reading === undefined) {
        reading = read(wordsOf(name).filter(word => !/^(v?\d+|event|command|message)$/.test(word)).map(word => word.replace(/(?<=[a-z])\d+$/, '')));
        readings.set(name, reading);
    }
    return reading;
}

/** `CreateUnlinkedPayment` asks, although it holds a participle; `CancelRequested` tells, although it starts with a verb. */
function read(words: string[]): Reading {
    const first = words[0];
    if (first === undefined) return 'neither';
    const asks = isBaseVerb(first);
    const lastPast = words.findLastIndex((word, index) => isPastWord(word) && (!isUnchangedVerb(word) || words.length === 1 || (index > 0 && isClosing(words, index))));
    if (lastPast < 0) return asks ? 'request' : 'neither';
    if (words.length === 1 && isUnchangedVerb(first)) return 'either';
    if (!asks || lastPast === 0) return 'fact';
    if (marking.has(first)) return 'request';
    if (isClosing(words, lastPast)) return words.length === 2 && isPureVerb(first) ? 'either' : 'fact';
    // A participle before a noun describes that noun, unless the first word was a noun itself: `ReleaseExpiredReservations`, `InvoiceMarkedUncollectible`.
    if (isPureVerb(first)) return 'request';
    return lastPast === 1 ? 'either' : 'fact';
}

/** Verbs that make something be as a participle says: `MarkOrderAsShipped`, `SetItemApproved`. */
const marking = new Set(['mark', 'unmark', 'set', 'flag', 'change']);

/** What may follow a participle without being described by it. */
const closing = new Set(('in out up down off on over back away through by to from for as at with of into onto again early late partially fully '
    + 'successfully automatically manually externally internally').split(' '));

function isClosing(words: string[], index: number): boolean {
    return index === words.length - 1 || closing.has(words[index + 1]!);
}
