import { closest, distance } from 'fastest-levenshtein';
import { advise as adviseOn } from '../../model/advice/report.js';
import { SluiceError } from '../../model/sluice-error.js';
import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { openSystem } from '../../workspace/open-system.js';
import { counted } from '../reporters/pretty.js';
import { createReport } from '../reporters/report.js';
import type { Terminal } from '../terminal.js';

export interface AdviseOptions {
    topic?: 'pattern' | 'broker';
    about?: string;
    format: string;
}

/** `sluice advise`: which pattern and which broker what is written speaks for. Advice is no finding: a system with errors is read as far as it is understood, and that is told. */
export async function advise(paths: string[], { topic, about, format }: AdviseOptions, { out, error, colors, errorColors, width }: Terminal): Promise<number> {
    const { root, files, model, diagnostics } = await openSystem(paths, nodeFileSystem);
    if (about !== undefined) assertExists(about, [...model.messages, ...model.channels, ...model.aggregates, ...model.processes, ...model.queries]);
    const report = adviseOn(model, { ...(topic && { topic }), ...(about !== undefined && { about }) });
    const { fileOf, summary } = createReport(root, files, diagnostics, files.length);
    if (format === 'json') out((await import('../reporters/advice/json.js')).reportAdviceJson(report, fileOf));
    else if (format === 'markdown') out((await import('../reporters/advice/markdown.js')).reportAdviceMarkdown(report, fileOf));
    else out((await import('../reporters/advice/pretty.js')).reportAdvicePretty(report, { colors, width: Math.min(width, 120), fileOf, whole: about !== undefined }));
    if (summary.error > 0) error(`${errorColors.yellow('warning')}: The system has ${counted(summary.error, 'error')}, so the advice may rest on too little. See 'sluice check'.\n`);
    return 0;
}

function assertExists(about: string, elements: readonly { name: string; id: string }[]): void {
    if (elements.some(({ name, id }) => name === about || id === about)) return;
    const names = [...new Set(elements.flatMap(({ name, id }) => [name, id]))];
    const near = names.length > 0 ? closest(about, names) : undefined;
    throw new SluiceError(`There is no message, channel, aggregate, process or query '${about}'.`, near !== undefined && distance(about, near) <= 3 ? { hint: `Did you mean '${near}'?` } : {});
}
