/** Throws when what the code relies on does not hold: a bug, never the user's mistake. */
export function invariant(condition: boolean, message: string): asserts condition {
    if (!condition) throw new Error(message);
}
