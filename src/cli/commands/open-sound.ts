import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { openSystem } from '../../workspace/open-system.js';
import type { OpenedSystem } from '../../workspace/system.js';
import { reportPretty } from '../reporters/pretty.js';
import { createReport } from '../reporters/report.js';
import type { Terminal } from '../terminal.js';

/** The system that `paths` belong to; where it has errors they are told on standard error, and there is none. */
export async function openSoundSystem(paths: string[], terminal: Terminal, { purpose }: { purpose: string }): Promise<OpenedSystem | undefined> {
    const opened = await openSystem(paths, nodeFileSystem);
    const errors = opened.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return opened;
    const report = createReport(opened.root, opened.files, errors, opened.files.length);
    terminal.error(reportPretty(report, { colors: terminal.errorColors, width: terminal.width }));
    terminal.error(`${purpose}: put the errors right first.\n`);
    return undefined;
}
