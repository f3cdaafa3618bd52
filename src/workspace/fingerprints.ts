import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../model/diagnostic.js';
import { slashed } from './find-files.js';

/**
 * A name for each diagnostic that stays while lines move: made of its code, its file and the text of its line, white
 * space aside; findings that are the same in all of these are counted in their order (`…:1`, `…:2`).
 */
export function fingerprint(diagnostics: readonly Diagnostic[], root: string, files: readonly { uri: string; text: string }[]): string[] {
    const texts = new Map(files.map(({ uri, text }) => [uri, text]));
    const lines = new Map<string, string[]>();
    const counts = new Map<string, number>();
    return diagnostics.map(({ code, origin: { uri, range: { start, end } } }) => {
        let divided = lines.get(uri);
        if (!divided) lines.set(uri, divided = (texts.get(uri) ?? '').split(/\r\n|\n|\r/));
        const line = divided[start.line] ?? '';
        const found = line.slice(start.character, end.line === start.line ? end.character : undefined);
        const file = uri.startsWith('file:') ? slashed(relative(root, fileURLToPath(uri))) : uri;
        const hash = createHash('sha256').update([code, file, found, line.replaceAll(/\s+/g, ' ').trim()].join('\n')).digest('hex').slice(0, 16);
        const count = (counts.get(hash) ?? 0) + 1;
        counts.set(hash, count);
        return `${hash}:${count}`;
    });
}
