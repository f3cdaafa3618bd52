import type { FlowModel } from '../model/flow-model.js';
import type { GeneratedFile } from './generated-file.js';

export { buildGraph, type FlowGraph } from '../model/graph.js';
export type * from '../model/flow-model.js';
export type { GeneratedFile } from './generated-file.js';

/** What a target gets besides the model. */
export interface TargetOptions {
    /** The version of Sluice, for a header. */
    version: string;
}

/**
 * A target of a team's own: a pure function from the resolved flow to files. The model has no errors; the same model must
 * give the same files, so that `sluice generate --check` can compare them. Paths are relative to the output folder, with
 * `/`; a file with `scaffold` goes to the folder of the handlers, once. A module exports it as `generate`.
 */
export type Target = (model: FlowModel, options: TargetOptions) => GeneratedFile[] | Promise<GeneratedFile[]>;
