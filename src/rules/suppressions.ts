import type { Diagnostic } from '../model/diagnostic.js';
import type { Origin } from '../model/flow-model.js';

/** One rule that a comment `// sluice-ignore group/rule: reason` takes out of one line. */
export interface Suppression {
    rule: string;
    /** Empty where none is given; then nothing is suppressed. */
    reason: string;
    /** Where the rule is named; where none is, the marker. */
    origin: Origin;
    /** What to remove to remove the comment: its line, or the rest of one. */
    comment: Origin;
    /** How many rules the comment names. */
    siblings: number;
    /** The line that it speaks of, from 0. */
    line: number;
    used: boolean;
}

const marker = 'sluice-ignore';

/** Finds the suppressions in texts by uri. A comment above speaks of the next line that is no comment itself. */
export function findSuppressions(texts: ReadonlyMap<string, string>): Suppression[] {
    const found: Suppression[] = [];
    for (const [uri, text] of texts) {
        if (!text.includes(marker)) continue;
        const lines = text.split(/\r\n|\n|\r/);
        // Most texts have no block comment, and then a line says by itself what is a comment on it.
        const hasBlocks = text.includes('/*');
        let inBlock = false;
        for (let line = 0; line < lines.length; line++) {
            const content = lines[line]!;
            const isMarked = content.includes(marker);
            if (!isMarked && !hasBlocks) continue;
            const scanned = scanLine(content, { inBlock });
            inBlock = scanned.inBlock;
            if (scanned.comment >= 0 && isMarked) found.push(...readLine(uri, lines, line, scanned.comment));
        }
    }
    return found;
}

/** Takes out what is suppressed and notes which suppressions were used. */
export function applySuppressions(diagnostics: Diagnostic[], suppressions: readonly Suppression[]): Diagnostic[] {
    if (suppressions.length === 0) return diagnostics;
    const byFile = new Map<string, Suppression[]>();
    for (const suppression of suppressions) {
        if (suppression.reason === '') continue;
        const others = byFile.get(suppression.comment.uri);
        if (others) others.push(suppression);
        else byFile.set(suppression.comment.uri, [suppression]);
    }
    return diagnostics.filter(({ code, origin }) => {
        const { line } = origin.range.start;
        const matching = byFile.get(origin.uri)?.filter(suppression => suppression.line === line && suppression.rule === code) ?? [];
        for (const suppression of matching) suppression.used = true;
        return matching.length === 0;
    });
}

function readLine(uri: string, lines: string[], line: number, start: number): Suppression[] {
    const content = lines[line]!;
    const comment = /^\/\/[ \t]*sluice-ignore(?![\w-])(.*)$/.exec(content.slice(start));
    if (!comment) return [];
    const alone = content.slice(0, start).trim() === '';
    const at = (from: number, length: number): Origin => ({ uri, range: { start: { line, character: from }, end: { line, character: from + length } } });
    const whole: Origin = alone
        ? { uri, range: { start: { line, character: 0 }, end: line + 1 < lines.length ? { line: line + 1, character: 0 } : { line, character: content.length } } }
        : { uri, range: { start: { line, character: content.slice(0, start).trimEnd().length }, end: { line, character: content.length } } };
    let target = line;
    if (alone) while (/^[ \t]*\/\//.test(lines[++target] ?? ''));
    const rest = comment[1]!;
    const colon = rest.indexOf(':');
    const names = colon < 0 ? rest : rest.slice(0, colon);
    const reason = colon < 0 ? '' : rest.slice(colon + 1).trim();
    const offset = start + comment[0].length - rest.length;
    const rules = [...names.matchAll(/[^\s,]+/g)].map(match => ({ rule: match[0], origin: at(offset + match.index, match[0].length) }));
    if (rules.length === 0) rules.push({ rule: '', origin: at(start, comment[0].length - rest.length) });
    return rules.map(({ rule, origin }) => ({ rule, reason, origin, comment: whole, siblings: rules.length, line: target, used: false }));
}

/** Where a line's `//` comment starts, texts in quotes and block comments looked over; -1 without one. */
function scanLine(content: string, { inBlock }: { inBlock: boolean }): { comment: number; inBlock: boolean } {
    let quoted = false;
    for (let index = 0; index < content.length; index++) {
        const character = content[index];
        const pair = content.slice(index, index + 2);
        if (inBlock) {
            if (pair === '*/') {
                inBlock = false;
                index++;
            }
        } else if (quoted && character === '\\') index++;
        else if (character === '"') quoted = !quoted;
        else if (quoted) continue;
        else if (pair === '//') return { comment: index, inBlock };
        // Inside a pattern, such as `/[/*]/`, the two characters open no comment.
        else if (pair === '/*' && /^$|\s/.test(content.slice(0, index).slice(-1))) {
            inBlock = true;
            index++;
        }
    }
    return { comment: -1, inBlock };
}
