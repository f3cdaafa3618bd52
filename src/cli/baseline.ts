import { relative } from 'node:path';
import { SluiceError } from '../model/sluice-error.js';
import { readBaseline, writeBaseline, type Baseline } from '../workspace/baseline.js';
import { nodeFileSystem } from '../workspace/node-file-system.js';
import { replaceFiles } from '../workspace/write-files.js';
import { counted } from './reporters/pretty.js';
import { narrowReport, type CheckReport } from './reporters/report.js';
import type { Terminal } from './terminal.js';

/**
 * Leaves out of a report what the baseline at `path` holds. With `update` the baseline is written where there was none, and
 * otherwise only loses what is found no more: what is new is to be mended. A check of a part (`whole` is false) knows
 * nothing of what is gone elsewhere. Throws `SluiceError` where there is no baseline to compare with.
 */
export async function compareWithBaseline(report: CheckReport, path: string, { update, whole }: { update: boolean; whole: boolean }, terminal: Terminal): Promise<CheckReport> {
    const shown = relative(process.cwd(), path);
    const before = await readBaseline(path, nodeFileSystem);
    if (!before && !update) throw new SluiceError(`There is no baseline '${shown}'.`, { hint: "Write one of what is found today with 'sluice check --baseline FILE --update-baseline'." });
    if (update && !whole) throw new SluiceError('A baseline is about the whole system, and only a part of it was checked.', { hint: 'Update the baseline without naming files, in the folder of the configuration.' });
    const known = before ?? baselineOf(report);
    const accepted = new Set(Object.values(known.findings).flat().map(({ fingerprint }) => fingerprint));
    const found = new Set(report.diagnostics.map(({ fingerprint }) => fingerprint));
    const gone = whole ? [...accepted].filter(fingerprint => !found.has(fingerprint)).length : 0;
    if (update) {
        const kept = Object.entries(known.findings).map(([file, list]) => [file, list.filter(({ fingerprint }) => found.has(fingerprint))] as const).filter(([, list]) => list.length > 0);
        await replaceFiles([{ path, shown, text: writeBaseline({ version: 1, findings: Object.fromEntries(kept) }) }], nodeFileSystem);
        terminal.error(before ? `${shown}: ${counted(gone, 'finding')} fewer than before, ${accepted.size - gone} left.\n` : `${shown}: ${counted(accepted.size, 'finding')} of today, which checks with this baseline leave out.\n`);
    } else if (gone > 0) {
        terminal.error(`${counted(gone, 'finding')} of ${shown} ${gone === 1 ? 'is' : 'are'} gone. Add --update-baseline, so that ${gone === 1 ? 'it does' : 'they do'} not come back.\n`);
    }
    return narrowReport(report, ({ fingerprint }) => !accepted.has(fingerprint));
}

function baselineOf({ diagnostics, fileOf }: CheckReport): Baseline {
    const findings: Baseline['findings'] = {};
    for (const { code, message, origin, fingerprint } of diagnostics) (findings[fileOf(origin.uri)] ??= []).push({ code, message, fingerprint });
    return { version: 1, findings };
}
