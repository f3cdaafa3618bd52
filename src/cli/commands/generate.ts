import { nodeFileSystem } from '../../workspace/node-file-system.js';
import { generateFiles } from '../../workspace/generate.js';
import { defaultTargets, outputFolders } from '../../workspace/make-files.js';
import { planFiles, type PlannedChange, type WritePlan } from '../../workspace/plan-files.js';
import { writePlan } from '../../workspace/write-files.js';
import { version } from '../../workspace/product.js';
import { counted } from '../reporters/pretty.js';
import type { Terminal } from '../terminal.js';
import { openSoundSystem } from './open-sound.js';

export interface GenerateOptions {
    target?: string[];
    out?: string;
    check?: true;
    watch?: true;
}

/** `sluice generate`: writes what the targets make of a system without errors, or with `check` compares it with the disk. */
export async function generate(paths: string[], options: GenerateOptions, terminal: Terminal): Promise<number> {
    if (!options.watch) return await generateOnce(paths, options, terminal);
    const { watchSystem } = await import('../watch.js');
    return await watchSystem(paths, terminal, () => generateOnce(paths, options, terminal));
}

async function generateOnce(paths: string[], options: GenerateOptions, terminal: Terminal): Promise<number> {
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was generated' });
    if (!opened) return 1;
    const names = options.target ?? opened.configuration.generate.targets ?? defaultTargets(opened.model);
    const folders = outputFolders(opened, options);
    const plan = await planFiles(await generateFiles(opened, { names, version, folders }), folders, nodeFileSystem);
    if (options.check) return reportStale(plan, terminal);
    await writePlan(plan, nodeFileSystem);
    reportWritten(plan, terminal);
    return 0;
}

function reportStale({ changes, manifest, unchanged }: WritePlan, { out, colors }: Terminal): number {
    const stale = [...changes, ...(manifest ? [manifest] : [])];
    const words = { create: 'missing', scaffold: 'missing', update: 'stale', remove: 'no longer generated' };
    for (const { kind, shown } of stale) out(`${colors.yellow(words[kind])} ${shown}\n`);
    if (stale.length === 0) out(`${counted(unchanged, 'generated file')} up to date.\n`);
    else out(`${counted(stale.length, 'file')} not up to date. Run 'sluice generate'.\n`);
    return stale.length === 0 ? 0 : 1;
}

function reportWritten({ changes, unchanged, kept }: WritePlan, { out, error, colors, errorColors }: Terminal): void {
    const of = (kind: PlannedChange['kind']) => changes.filter(change => change.kind === kind);
    for (const { shown } of of('scaffold')) out(`${colors.green('yours')} ${shown}\n`);
    for (const shown of kept) error(`${errorColors.yellow('warning')}: ${shown} is no longer generated, but was edited, and stays. Remove it when you need it no more.\n`);
    const numbers = [
        [of('create').length, 'written'], [of('update').length, 'rewritten'], [of('remove').length, 'removed'], [unchanged, 'unchanged'],
    ] as const;
    const told = numbers.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
    out(`Generated files: ${told.length === 0 ? 'none' : told.join(', ')}.${of('scaffold').length > 0 ? ` ${counted(of('scaffold').length, 'file')} started for you to complete.` : ''}\n`);
}
