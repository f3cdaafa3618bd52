import { distance } from 'fastest-levenshtein';
import type { ExpressionType } from '../flow-model.js';
import { describeType } from '../type-index.js';

/** `an int`, `a decimal?`. */
export function describe(type: ExpressionType): string {
    const text = describeType(type);
    return type.kind === 'null' ? 'null' : `${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
}

/** A text as it begins a sentence. */
export function capitalize(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A question after a name that is nearly one of the candidates; else nothing. */
export function suggest(name: string, candidates: string[]): string {
    let best: string | undefined;
    let least = Math.max(2, Math.floor(name.length / 4)) + 1;
    for (const candidate of candidates) {
        const steps = distance(name.toLowerCase(), candidate.toLowerCase());
        if (steps < least) [best, least] = [candidate, steps];
    }
    return best === undefined ? '' : ` Did you mean '${best}'?`;
}
