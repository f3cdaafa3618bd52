import { plain, type Difference } from './matching.js';

/** Something that flowed, or a row or state that was found. */
export interface Found {
    readonly name: string;
    readonly data: object;
}

/** Something that is compared: what was found, or an answer, which may be any value. */
export interface Compared {
    readonly name: string;
    readonly data: unknown;
}

/** What is not as a scenario says: what was expected, what came nearest to it, and all that flowed. */
export interface Mismatch {
    /** In words: `'Ordering.OrderCancelled' did not flow`. */
    readonly problem: string;
    /** What was expected of a message, a row, a state or an answer. */
    readonly expected?: Compared;
    /** What is most like it, and where it differs. */
    readonly nearest?: Compared & { readonly differences: readonly Difference[] };
    /** The messages that flowed since the last `when` or `after`, and what was refused. */
    readonly flowed: readonly Found[];
    readonly refused: readonly string[];
    /** What parts could not handle, and why. */
    readonly failures: readonly string[];
}

/** Thrown where something is not as a scenario says. */
export class ScenarioError extends Error {
    override readonly name = 'ScenarioError';

    constructor(readonly mismatch: Mismatch) {
        super(describeMismatch(mismatch));
    }
}

/** A mismatch as text, a line each. */
export function describeMismatch({ problem, nearest, flowed, refused, failures }: Mismatch): string {
    return [
        `${problem}.`,
        ...(nearest ? [`The nearest, ${nearest.name}, differs:`, ...nearest.differences.map(({ path, expected, found }) => `  ${path === '' ? 'it' : path}: expected ${show(expected)}, found ${show(found)}`)] : []),
        ...flowLines({ flowed, refused, failures }),
    ].join('\n');
}

/** How much of what flowed is told in text: a flow may go round and round. */
const shownMessages = 16;

/** What flowed, equal messages counted, what was refused and what failed: a line each. */
export function flowLines({ flowed, refused, failures }: Pick<Mismatch, 'flowed' | 'refused' | 'failures'>): string[] {
    return [
        ...(flowed.length > 0 ? ['What flowed:', ...counted(flowed.map(({ name, data }) => `${name} ${show(data)}`)).map(text => `  ${text}`)] : ['No message flowed.']),
        ...counted(refused).map(text => `Refused: ${text}`),
        ...counted(failures).map(text => `Failed: ${text}`),
    ];
}

/** Each text once, with how often it was there; the first ones, and how many more there are. */
function counted(texts: readonly string[]): string[] {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    const lines = [...counts].map(([text, count]) => (count > 1 ? `${count} × ${text}` : text));
    return lines.length > shownMessages ? [...lines.slice(0, shownMessages), `and ${lines.length - shownMessages} more`] : lines;
}

function show(value: unknown): string {
    return value === undefined || value === null ? 'nothing' : JSON.stringify(plain(value));
}
