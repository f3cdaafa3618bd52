import { distance } from 'fastest-levenshtein';

/** At most three of `ids` that resemble `text`, by the whole id or by the name after its group. */
export function suggestIds(text: string, ids: readonly string[]): string[] {
    const wanted = text.toLowerCase();
    const nameOf = (id: string) => id.slice(id.indexOf('/') + 1);
    return ids
        .map(id => ({ id, steps: Math.min(distance(wanted, id), distance(nameOf(wanted), nameOf(id)), nameOf(id).includes(wanted) ? 1 : Infinity) }))
        .filter(({ steps }) => steps <= Math.max(2, Math.floor(nameOf(wanted).length / 3)))
        .sort((left, right) => left.steps - right.steps || (left.id < right.id ? -1 : 1))
        .slice(0, 3)
        .map(({ id }) => id);
}
