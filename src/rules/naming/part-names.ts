import type { NameReader } from './reading.js';

/** True of the name of a part that says what is done or what has happened, where it should say what the part is. */
export function isNoNoun(name: string, reader: NameReader): boolean {
    const reading = reader.read(name);
    if (!reading || reading.words.length < 2) return false;
    const { sense, verb, words, verbAt, past } = reading;
    // A `JobRun` and a `PriceSet` are things as well.
    if (sense === 'fact') return past.at(-1)! && reader.lexicon.pastKind(words.at(-1)!) === 'certain';
    // `SendEmail` and `CreateOrder` ask; a `SendScheduler` schedules, and a `PublishQueue` is a queue.
    return sense === 'request' && verb !== undefined && reader.lexicon.isPureVerb(verb) && verbAt === 0 && !isPart(words.at(-1)!, reader);
}

/** Words that end the names of parts, whatever they do. */
const parts = new Set('board desk engine gateway handling history hub index inbox line list log manager outbox overview page pipeline policy process queue report service side status store summary table view'.split(' '));

/** `scheduler` and `processor` do something, and so are things; a `user` is not in this sense. */
function isPart(word: string, { lexicon }: NameReader): boolean {
    if (parts.has(word) || /(ing|ion|ment)$/.test(word)) return true;
    const stem = /^(..+?)(?:er|or)$/.exec(word)?.[1];
    return stem !== undefined && word !== 'user' && [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')].some(base => lexicon.isBaseVerb(base));
}
