import type { PatternAdvice, QuestionFacts } from '../../../model/advice/advice.js';
import type { Origin } from '../../../model/flow-model.js';

/** Files and lines of places, each once: `shop.sluice:12`; lines of one file share its name. After the first `most` only how many more there are. */
export function writePlaces(places: readonly Origin[], fileOf: (uri: string) => string, most = 4): string {
    const lines = new Map<string, number[]>();
    let count = 0;
    let left = 0;
    for (const { uri, range } of places) {
        const line = range.start.line + 1;
        const known = lines.get(uri) ?? [];
        if (known.includes(line)) continue;
        if (count === most) left++;
        else {
            lines.set(uri, [...known, line]);
            count++;
        }
    }
    return [...lines].map(([uri, own]) => `${fileOf(uri)}:${own.join(',')}`).join(' ') + (left > 0 ? ` +${left}` : '');
}

/** What the facts say of one element, as a sentence. */
export function concludeOn({ verdict, now, speaksFor, margin }: PatternAdvice, { answers }: QuestionFacts): string {
    if (verdict === 'open') return `It is ${answers[now]}; as much speaks for the other.`;
    const strength = margin >= 3 ? '' : margin === 1 ? ', by little' : ', on the whole';
    return verdict === 'agrees' ? `It is ${answers[now]}, and the facts speak for that${strength}.` : `It is ${answers[now]}; the facts speak for the other${strength}: ${answers[speaksFor!]}.`;
}

/** What would turn the answer over, as a sentence; undefined where no few clauses would. */
export function describeChange({ change }: PatternAdvice, { names }: QuestionFacts): string | undefined {
    if (!change) return undefined;
    const clauses = change.when.map((clause, index) => (index === 0 ? clause : `and ${clause}`)).join(', ');
    return `The facts would speak for ${names[change.to]} if ${clauses}.`;
}
