import { createTwoFilesPatch } from 'diff';
import type { FixedFile } from '../../workspace/apply-fixes.js';
import type { Colors } from '../terminal.js';

/** What fixes would change, as a unified diff that `patch -p1` or `git apply` takes; nothing where they change nothing. */
export function reportPatch(files: readonly FixedFile[], colors: Colors): string {
    return files.map(({ shown, before, text }) => createTwoFilesPatch(`a/${shown}`, `b/${shown}`, before, text, undefined, undefined, { context: 3 }).replace(/^=+\n/, '')
        .split('\n').map(line => paint(line, colors)).join('\n')).join('');
}

function paint(line: string, colors: Colors): string {
    if (/^(---|\+\+\+) /.test(line)) return colors.bold(line);
    if (line.startsWith('+')) return colors.green(line);
    if (line.startsWith('-')) return colors.red(line);
    return line.startsWith('@@') ? colors.cyan(line) : line;
}
