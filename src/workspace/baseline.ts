import { basename } from 'node:path';
import { SluiceError } from '../model/sluice-error.js';
import { parseJson } from './json.js';
import type { FileSystem } from './system.js';
import { readText } from './text-file.js';

/** What was found in a system before, which a check then leaves out. */
export interface Baseline {
    version: 1;
    /** By file, relative to the system's root; in the order in which they were found. */
    findings: Record<string, BaselineFinding[]>;
}

export interface BaselineFinding {
    code: string;
    /** For people who read the file. */
    message: string;
    fingerprint: string;
}

/** The baseline in a file; undefined where there is none yet. Throws `SluiceError` where the file is something else. */
export async function readBaseline(path: string, fileSystem: FileSystem): Promise<Baseline | undefined> {
    const file = basename(path);
    const kind = await fileSystem.kindOf(path);
    if (kind === undefined) return undefined;
    if (kind !== 'file') throw new SluiceError(`The baseline '${file}' is not a file.`, { hint: 'Give the path of a file.' });
    const { value } = parseJson(await readText(path, file, fileSystem), file);
    if (!isBaseline(value)) throw new SluiceError('This is not a baseline of Sluice.', { file, hint: "Remove the file, and write it anew with 'sluice check --baseline FILE --update-baseline'." });
    return value;
}

/** The text of a baseline's file. */
export function writeBaseline(baseline: Baseline): string {
    return `${JSON.stringify(baseline, undefined, 2)}\n`;
}

function isBaseline(value: unknown): value is Baseline {
    if (typeof value !== 'object' || value === null) return false;
    const { version, findings } = value as Partial<Baseline>;
    return version === 1 && typeof findings === 'object' && findings !== null && Object.values(findings).every(list => Array.isArray(list)
        && list.every(finding => typeof finding === 'object' && finding !== null && typeof (finding as Partial<BaselineFinding>).fingerprint === 'string' && typeof (finding as Partial<BaselineFinding>).code === 'string'));
}
