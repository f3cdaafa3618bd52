import type { Diagnostic, Severity } from '../../model/diagnostic.js';
import type { Origin } from '../../model/flow-model.js';
import { printable, type Colors } from '../terminal.js';
import type { CheckReport } from './report.js';

/** Diagnostics for people: place, message, the line with the place marked, what else has to do with it; a sum at the end. */
export function reportPretty(report: CheckReport, { colors, width }: { colors: Colors; width: number }): string {
    const parts = report.diagnostics.map(diagnostic => describe(diagnostic, report, colors, width));
    return [...parts, `${summarize(report, colors)}\n`].join('\n');
}

function describe(diagnostic: Diagnostic, report: CheckReport, colors: Colors, width: number): string {
    const { severity, code, message, origin, related, fixes } = diagnostic;
    const lines = [
        `${colors.bold(place(origin, report))} ${colorOf(severity, colors)(severity)} ${colors.dim(code)}`,
        ...wrap(printable(message), width - 2).map(line => `  ${line}`),
        ...frame(origin, report, colors, width, colorOf(severity, colors)),
        ...related.flatMap(other => [
            `  ${colors.cyan('see')} ${place(other.origin, report)} ${printable(other.message)}`,
        ]),
        ...fixes.map(({ title, safe }) => `  ${colors.green('fix')} ${printable(title)}${colors.dim(` ('sluice check ${safe ? '--fix' : '--fix-unsafe'}' does it)`)}`),
    ];
    return `${lines.join('\n')}\n`;
}

function place({ uri, range }: Origin, report: CheckReport): string {
    return `${printable(report.fileOf(uri))}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** The line that a place is on, cut to what fits, and carets below the place. */
function frame({ uri, range: { start, end } }: Origin, report: CheckReport, colors: Colors, width: number, color: (text: string) => string): string[] {
    const line = report.linesOf(uri)?.[start.line];
    if (line === undefined) return [];
    const number = String(start.line + 1);
    const room = Math.max(width - number.length - 5, 20);
    const from = line.length <= room || start.character < room - 10 ? 0 : start.character - Math.floor(room / 3);
    const shown = line.slice(from, from + room);
    const column = Math.min(start.character - from, shown.length);
    const length = Math.max(1, Math.min(end.line === start.line ? end.character - start.character : Infinity, shown.length - column));
    const gutter = colors.dim('│');
    return [
        `  ${colors.dim(number)} ${gutter} ${printable(shown).trimEnd()}`,
        `  ${' '.repeat(number.length)} ${gutter} ${' '.repeat(column)}${color('^'.repeat(length))}`,
    ];
}

/** One sentence on what was found: `12 files: 1 error, 2 warnings`. */
export function summarize({ files, summary: { error, warning, info } }: CheckReport, colors: Colors): string {
    const found = [
        ...(error > 0 ? [colors.red(counted(error, 'error'))] : []),
        ...(warning > 0 ? [colors.yellow(counted(warning, 'warning'))] : []),
        ...(info > 0 ? [colors.cyan(counted(info, 'note'))] : []),
    ];
    return `${counted(files, 'file')} checked: ${found.length === 0 ? colors.green('nothing found') : found.join(', ')}.`;
}

/** `1 file`, `2 files`. */
export function counted(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function colorOf(severity: Severity, colors: Colors): (text: string) => string {
    return severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.cyan;
}

/** Words on lines of at most `width` characters; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ')) {
        if (line !== '' && line.length + 1 + word.length > width) {
            lines.push(line);
            line = word;
        } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
}
