import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SluiceError } from '../../model/sluice-error.js';
import { isWithin } from '../../workspace/find-files.js';
import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { openSystem } from '../../workspace/open-system.js';
import type { OpenedSystem } from '../../workspace/system.js';
import { createReport, type CheckReport } from '../reporters/report.js';
import type { Terminal } from '../terminal.js';

export interface CheckOptions {
    format: string;
    fix?: true;
    fixUnsafe?: true;
    fixDryRun?: true;
    maxWarnings?: number;
    baseline?: string;
    updateBaseline?: true;
    timing?: true;
    watch?: true;
}

/** `sluice check`: tells what is wrong in the files that `paths` name, seen in the whole system that they belong to. */
export async function check(paths: string[], options: CheckOptions, terminal: Terminal): Promise<number> {
    if (options.updateBaseline && options.baseline === undefined) throw new SluiceError('--update-baseline needs a file.', { hint: "Write 'sluice check --baseline FILE --update-baseline'." });
    if (!options.watch) return await checkOnce(paths, options, terminal);
    const { watchSystem } = await import('../watch.js');
    return await watchSystem(paths, terminal, () => checkOnce(paths, options, terminal));
}

async function checkOnce(paths: string[], options: CheckOptions, terminal: Terminal): Promise<number> {
    const timings = options.timing && new Map<string, number>();
    let opened = await openSystem(paths, nodeFileSystem, timings && { timings });
    if (options.fix || options.fixUnsafe || options.fixDryRun) {
        const { fixSystem } = await import('../../workspace/apply-fixes.js');
        const { system, files } = await fixSystem(opened, paths, { unsafe: options.fixUnsafe ?? false }, nodeFileSystem);
        if (options.fixDryRun) {
            const { reportPatch } = await import('../reporters/patch.js');
            terminal.out(reportPatch(files, terminal.colors));
            return files.length > 0 ? 1 : 0;
        }
        const { replaceFiles } = await import('../../workspace/write-files.js');
        await replaceFiles(files, nodeFileSystem);
        opened = system;
    }
    let report = reportOn(opened, paths);
    if (options.baseline !== undefined) {
        const { compareWithBaseline } = await import('../baseline.js');
        report = await compareWithBaseline(report, resolve(options.baseline), { update: options.updateBaseline ?? false, whole: paths.length === 0 || paths.some(path => resolve(path) === opened.root) }, terminal);
    }
    terminal.out(await write(report, options.format, terminal));
    if (timings) {
        const { reportTimings } = await import('../reporters/timings.js');
        terminal.error(reportTimings(timings));
    }
    const { error, warning } = report.summary;
    return error > 0 || warning > (options.maxWarnings ?? Infinity) ? 1 : 0;
}

/** What a check tells of an opened system: of the whole, or of the files and folders in `paths` alone. */
export function reportOn({ root, files, diagnostics }: OpenedSystem, paths: string[]): CheckReport {
    const scopes = paths.map(path => resolve(path));
    const isAsked = (path: string) => scopes.length === 0 || scopes.some(scope => isWithin(scope, path));
    const told = diagnostics.filter(({ code, origin }) => code === 'configuration' || isAsked(fileURLToPath(origin.uri)));
    return createReport(root, files, told, files.filter(({ path }) => isAsked(path)).length);
}

async function write(report: CheckReport, format: string, { colors, width }: Terminal): Promise<string> {
    switch (format) {
        case 'json': return (await import('../reporters/json.js')).reportJson(report);
        case 'sarif': return (await import('../reporters/sarif.js')).reportSarif(report);
        case 'github': return (await import('../reporters/github.js')).reportGithub(report);
        case 'junit': return (await import('../reporters/junit.js')).reportJunit(report);
        default: return (await import('../reporters/pretty.js')).reportPretty(report, { colors, width });
    }
}
