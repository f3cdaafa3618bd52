import type { Fix, TextEdit } from './diagnostic.js';
import { touch } from './ranges.js';

/** The edits, by file, of as many fixes as can be made together: each as a whole or not at all, and of those that touch the same text the first. */
export function mergeFixes(fixes: Iterable<Fix>): Map<string, TextEdit[]> {
    const merged = new Map<string, TextEdit[]>();
    for (const { edits } of fixes) {
        if (edits.some(edit => merged.get(edit.uri)?.some(other => touch(other.range, edit.range)))) continue;
        for (const edit of edits) {
            const others = merged.get(edit.uri);
            if (others) others.push(edit);
            else merged.set(edit.uri, [edit]);
        }
    }
    return merged;
}
