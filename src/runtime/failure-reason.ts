/** In UTF-16 units: enough for a sentence or two, and never a whole message that somebody quotes. */
const longest = 1000;

/** A reason as it is kept with a message that could not be handled: cut where it is too long. */
export function boundReason(reason: string): string {
    if (reason.length <= longest) return reason;
    // Half a surrogate pair would be no text.
    return `${reason.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What anything that was thrown says of itself, bounded; never throws. */
export function failureReason(error: unknown): string {
    try {
        return boundReason(error instanceof Error ? error.message || error.name : String(error));
    } catch {
        return 'Something was thrown that says nothing of itself.';
    }
}
