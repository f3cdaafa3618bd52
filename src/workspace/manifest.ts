import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SluiceError } from '../model/sluice-error.js';
import type { FileSystem } from './system.js';
import { fileError } from './text-file.js';

/** The file in the output folder that says which files were generated, so that no other is ever replaced or removed. */
export const manifestFile = '.sluice-manifest.json';

/** Paths relative to the output folder, with `/`, and the fingerprint of what was written there. */
export type Manifest = Map<string, string>;

/** The manifest of an output folder, empty where nothing was generated yet. Throws `SluiceError` where it is spoilt. */
export async function readManifest(out: string, shownOut: string, fileSystem: FileSystem): Promise<Manifest> {
    const path = join(out, manifestFile);
    if (await fileSystem.kindOf(path) !== 'file') return new Map();
    const shown = `${shownOut}/${manifestFile}`;
    let value: unknown;
    try {
        value = JSON.parse(new TextDecoder().decode(await fileSystem.readFile(path)));
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw fileError(error, shown, 'read');
    }
    const files: unknown = isRecord(value) ? value.files : undefined;
    if (!isRecord(files) || !Object.entries(files).every(([name, hash]) => isInside(name) && typeof hash === 'string')) {
        throw new SluiceError(`'${shown}' is not a list of generated files.`, { hint: `Remove the folder '${shownOut}' if all of it was generated, and generate anew.` });
    }
    return new Map(Object.entries(files as Record<string, string>));
}

/** The text of a manifest, sorted by path. */
export function writeManifest(manifest: Manifest): string {
    const files = Object.fromEntries([...manifest].sort(([left], [right]) => (left < right ? -1 : 1)));
    return `${JSON.stringify({ comment: 'Written by sluice generate: which files here are generated. Commit it with them.', version: 1, files }, undefined, 2)}\n`;
}

/** What a text is recognized by, whatever the platform's ends of lines. */
export function fingerprint(text: string): string {
    return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 32);
}

/** Whether a path with `/` stays in the folder that it is relative to. */
export function isInside(path: string): boolean {
    return path !== '' && !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).some(step => step === '..' || step === '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
