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
        ...(flowed.length > 0 ? ['What flowed:', ...flowed.map(({ name, data }) => `  ${name} ${show(data)}`)] : ['No message flowed.']),
        ...refused.map(reason => `Refused: ${reason}`),
        ...failures.map(failure => `Failed: ${failure}`),
    ].join('\n');
}

function show(value: unknown): string {
    return value === undefined || value === null ? 'nothing' : JSON.stringify(plain(value));
}
