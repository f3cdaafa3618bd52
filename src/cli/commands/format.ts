import { relative, resolve } from 'node:path';
import { formatText } from '../../workspace/format.js';
import { isWithin, slashed } from '../../workspace/find-files.js';
import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { openSystem } from '../../workspace/open-system.js';
import { replaceFiles } from '../../workspace/write-files.js';
import { counted } from '../reporters/pretty.js';
import type { Terminal } from '../terminal.js';

/** `sluice format`: writes every file that `paths` name in its canonical layout; files with syntax errors stay as they are. */
export async function format(paths: string[], { check }: { check?: true }, { out, error, colors, errorColors }: Terminal): Promise<number> {
    const { root, files, diagnostics } = await openSystem(paths, nodeFileSystem);
    const scopes = paths.map(path => resolve(path));
    const asked = files.filter(({ path }) => scopes.length === 0 || scopes.some(scope => isWithin(scope, path)));
    const broken = new Map(diagnostics.filter(({ code }) => code === 'syntax').reverse().map(({ origin, message }) => [origin.uri, { line: origin.range.start.line + 1, message }]));
    const changed: { path: string; shown: string; text: string }[] = [];
    let unreadable = 0;
    for (const { path, uri, text } of asked) {
        const shown = slashed(relative(root, path));
        const mistake = broken.get(uri);
        const formatted = mistake ? undefined : formatText(text);
        if (formatted === undefined) {
            unreadable++;
            error(`${errorColors.red('error')}: ${shown}${mistake ? `:${mistake.line}` : ''} has syntax errors and stays as it is. ${mistake?.message ?? ''}\n`);
        } else if (formatted !== text) changed.push({ path, shown, text: formatted });
    }
    for (const { shown } of changed) out(`${check ? colors.yellow('otherwise') : colors.green('formatted')} ${shown}\n`);
    if (!check) await replaceFiles(changed, nodeFileSystem);
    out(check ? `${counted(changed.length, 'file')} of ${asked.length} laid out otherwise.\n` : `${counted(changed.length, 'file')} of ${asked.length} changed.\n`);
    return unreadable > 0 || (check && changed.length > 0) ? 1 : 0;
}
