import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel, Position } from '../model/flow-model.js';
import type { IdTypes } from '../targets/typescript/brands.js';

/** The files that the workspace reads; paths are absolute, in the form of the platform. */
export interface FileSystem {
    readFile(path: string): Promise<Uint8Array>;
    /** Undefined where nothing is. */
    kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined>;
    /** Names in a folder, with whether each is a folder; sorted by name. */
    list(path: string): Promise<{ name: string; folder: boolean }[]>;
}

/** A file system that can also be written to. Each call may fail with the platform's error. */
export interface WritableFileSystem extends FileSystem {
    /** Makes the folder and those above it; gives the topmost folder that was missing, if any was. */
    makeFolder(path: string): Promise<string | undefined>;
    writeFile(path: string, text: string): Promise<void>;
    /** Replaces what is at `to`. */
    rename(from: string, to: string): Promise<void>;
    removeFile(path: string): Promise<void>;
    /** Leaves a folder that is not empty as it is. */
    removeEmptyFolder(path: string): Promise<void>;
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
    /** The file that it was read from; without one everything is a default. */
    path?: string;
    /** Where a setting stands in that file, by the keys that lead to it; lines and characters from 0. */
    placeOf?(steps: readonly (string | number)[]): Position;
    include: string[];
    rules: RuleConfiguration;
    generate: GenerateConfiguration;
    /** By name: `dev`, `production`. */
    environments: Record<string, Environment>;
}

/** Without `targets` it is TypeScript and every kind of broker that the system uses. */
export interface GenerateConfiguration {
    out: string;
    handlers: string;
    targets?: string[];
    /** Whether generated TypeScript has types of its own for ids, or texts. */
    ids: IdTypes;
}

export type RuleLevel = 'error' | 'warning' | 'info' | 'off';
export type RuleSetting = RuleLevel | [RuleLevel, Record<string, unknown>?];

/** Rules by id or group, as written under "rules": everywhere, in some files, and in single contexts, which count most. */
export interface RuleConfiguration {
    extends?: string;
    rules: Record<string, RuleSetting>;
    overrides: { files: string[]; rules: Record<string, RuleSetting> }[];
    contexts: Record<string, Record<string, RuleSetting>>;
}

/** Where the brokers of a specification are in one environment, by the broker's name. */
export interface Environment {
    brokers: Record<string, { kind?: string } & Record<string, unknown>>;
}
