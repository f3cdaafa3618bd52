import { relative, resolve } from 'node:path';
import type { FlowModel } from '../model/flow-model.js';
import { slashed } from './find-files.js';
import { defaultTargets, isOwnTarget, makeFiles, outputFolders } from './make-files.js';
import { version } from './product.js';
import type { Configuration } from './system.js';

/** A file as it would be generated; its path is relative to the system's folder. */
export interface PreviewedFile {
    path: string;
    text: string;
}

/**
 * What `generate` would write of a system, without writing it, sorted by path: all that depends on the specification, so not the
 * runtime. Targets of a team's own are left out, because a preview runs no code of the workspace.
 */
export async function previewFiles(root: string, configuration: Configuration, model: FlowModel): Promise<PreviewedFile[]> {
    const names = (configuration.generate.targets ?? defaultTargets(model)).filter(name => !isOwnTarget(name));
    const folders = outputFolders({ root, configuration });
    const files = await makeFiles({ configuration, model }, { names, version, folders, runtimeFiles: new Map(), makeOther: () => Promise.resolve([]) });
    return files.map(({ path, text, scaffold }) => ({ path: slashed(relative(root, resolve(scaffold ? folders.handlers : folders.out, path))), text }))
        .sort((left, right) => (left.path < right.path ? -1 : 1));
}
