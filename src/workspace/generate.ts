import type { GeneratedFile } from '../targets/generated-file.js';
import { makeFiles, type TargetOptions } from './make-files.js';
import { generateOwnTarget } from './own-target.js';
import { readPackedFiles } from './packed-files.js';
import type { OpenedSystem } from './system.js';

/**
 * The files of the named targets, sorted by path; the order of `names` doesn't matter. Throws `SluiceError` for a name
 * that is no target, and where two write the same file. The model should be free of errors.
 */
export async function generateFiles(
    opened: Pick<OpenedSystem, 'root' | 'configuration' | 'model'>,
    options: { names: readonly string[] } & Pick<TargetOptions, 'version' | 'folders'>,
): Promise<GeneratedFile[]> {
    return makeFiles(opened, {
        ...options, runtimeFiles: await readRuntimeFiles(),
        makeOther: name => generateOwnTarget(name, opened.root, opened.model, { version: options.version }),
    });
}

/** The sources of the runtime, which generated code takes along, by their paths in its folder. */
export async function readRuntimeFiles(): Promise<Map<string, string>> {
    return await readPackedFiles(['runtime'], 'index.ts');
}
