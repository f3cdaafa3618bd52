import { formatSpecification } from '../language/formatter.js';

/** One specification in the canonical layout; undefined where it has syntax errors, which must be mended first. */
export function formatText(text: string): string | undefined {
    return formatSpecification(text);
}
