/**
 * A text as one word of a subject, a routing key or a header: letters, digits, `_` and `-` stay, every other byte in UTF-8 becomes
 * `%` with two hexadecimal digits; nothing at all becomes `%`. Generated configuration writes routed values the same way.
 */
export function encodeToken(value: string): string {
    if (value === '') return '%';
    if (/^[A-Za-z0-9_-]+$/.test(value)) return value;
    return [...new TextEncoder().encode(value)].map(byte => {
        const character = String.fromCharCode(byte);
        return /[A-Za-z0-9_-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }).join('');
}

/** The text that `encodeToken` has made a word of. */
export function decodeToken(token: string): string {
    return token === '%' ? '' : decodeURIComponent(token);
}
