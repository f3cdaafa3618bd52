import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';

/** The files that the workspace reads; paths are absolute, in the form of the platform. */
export interface FileSystem {
    readFile(path: string): Promise<Uint8Array>;
    /** Undefined where nothing is. */
    kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined>;
    /** Names in a folder, with whether each is a folder; sorted by name. */
    list(path: string): Promise<{ name: string; folder: boolean }[]>;
}

/** A system as it was read: every file's text, what it means and what is wrong with it. */
export interface OpenedSystem {
    /** The folder of the configuration, or the folder that was asked for; file names are told relative to it. */
    root: string;
    configuration: Configuration;
    /** Sorted by path. */
    files: { path: string; uri: string; text: string }[];
    model: FlowModel;
    /** Sorted by file, line, column, code. */
    diagnostics: Diagnostic[];
}

/** `sluice.config.json`, checked, with its defaults. Paths are relative to its folder. */
export interface Configuration {
    include: string[];
    generate: { out: string; handlers: string; targets: string[] };
}
