import { sep } from 'node:path';
import { SluiceError } from '../model/sluice-error.js';
import type { IdTypes } from '../targets/typescript/brands.js';
import { parseJson, placeOf, pointerStep, type PositionedJson } from './json.js';
import type { Configuration, FileSystem, RuleConfiguration, RuleSetting } from './system.js';
import { readText } from './text-file.js';

/** The name of the file that makes a folder the root of a system. */
export const configurationFile = 'sluice.config.json';
/** The name of the file that may do so by its key "sluice". */
export const packageFile = 'package.json';

interface WrittenConfiguration {
    include?: string[];
    rules?: Partial<Pick<RuleConfiguration, 'extends' | 'contexts' | 'overrides'>> & Record<string, RuleSetting>;
    generate?: { out?: string; handlers?: string; targets?: string[]; ids?: IdTypes };
    environments?: Record<string, { brokers?: Record<string, { kind?: string }> }>;
}

/**
 * The configuration of the system at `root`: of `sluice.config.json`, else of the key "sluice" in package.json, else the
 * defaults. Throws a `SluiceError` with file, line and column where it is not JSON or not a configuration.
 */
export async function loadConfiguration(root: string, fileSystem: FileSystem): Promise<Configuration> {
    const found = await findConfiguration(root, fileSystem);
    if (!found) return defaultConfiguration();
    const { path, text, pointer, json: { offsets } } = found;
    return {
        path, ...withDefaults(await validate(found)),
        placeOf(steps) {
            const { line, column } = placeOf(text, offsets.get(pointer + steps.map(pointerStep).join('')) ?? 0);
            return { line: line - 1, character: column - 1 };
        },
    };
}

/** The configuration of a system that has none. */
export function defaultConfiguration(): Configuration {
    return withDefaults({});
}

/** Whether `folder` holds a configuration, and so is the root of a system. */
export async function hasConfiguration(folder: string, fileSystem: FileSystem): Promise<boolean> {
    if (await fileSystem.kindOf(`${folder}${sep}${configurationFile}`) === 'file') return true;
    const path = `${folder}${sep}${packageFile}`;
    // Any project has a package.json: what is wrong in one without the word is none of our business.
    return await fileSystem.kindOf(path) === 'file' && mentionsSluice(await readText(path, path, fileSystem));
}

interface FoundConfiguration {
    path: string;
    /** Relative to the root, for messages. */
    file: string;
    text: string;
    /** The pointer of the configuration in the file. */
    pointer: string;
    json: PositionedJson;
}

async function findConfiguration(root: string, fileSystem: FileSystem): Promise<FoundConfiguration | undefined> {
    const path = `${root}${sep}${configurationFile}`;
    const kind = await fileSystem.kindOf(path);
    if (kind === 'folder') throw new SluiceError(`'${configurationFile}' is a folder.`, { hint: 'Move the folder away: the name is that of the configuration file.' });
    if (kind !== undefined) {
        const text = await readText(path, configurationFile, fileSystem);
        return { path, file: configurationFile, text, pointer: '', json: parseJson(text, configurationFile) };
    }
    const packagePath = `${root}${sep}${packageFile}`;
    if (await fileSystem.kindOf(packagePath) !== 'file') return undefined;
    const text = await readText(packagePath, packageFile, fileSystem);
    if (!mentionsSluice(text)) return undefined;
    const json = parseJson(text, packageFile);
    return json.offsets.has('/sluice') ? { path: packagePath, file: packageFile, text, pointer: '/sluice', json } : undefined;
}

/** Whether the text of a package.json has the key of the configuration. */
export function mentionsSluice(packageText: string): boolean {
    return /"sluice"\s*:\s*[^\s"]/.test(packageText);
}

async function validate({ file, text, pointer, json }: FoundConfiguration): Promise<WrittenConfiguration> {
    const value = pointer === '' ? json.value : (json.value as Record<string, unknown>).sluice;
    const { findSchemaMistake } = await import('./configuration-schema.js');
    const mistake = findSchemaMistake(value);
    if (mistake) throw new SluiceError(mistake.message, { file, ...placeOf(text, json.offsets.get(`${pointer}${mistake.pointer}`) ?? 0), hint: mistake.hint });
    const configuration = value as WrittenConfiguration;
    for (const key of ['out', 'handlers'] as const) {
        const folder = configuration.generate?.[key];
        if (folder !== undefined && leavesRoot(folder)) {
            throw new SluiceError(`"generate.${key}" leads out of the system's folder.`, {
                file, ...placeOf(text, json.offsets.get(`${pointer}${pointerStep('generate')}${pointerStep(key)}`) ?? 0),
                hint: 'Give a folder below it, relative to it.',
            });
        }
    }
    return configuration;
}

function leavesRoot(folder: string): boolean {
    if (/^([/\\]|[A-Za-z]:)/.test(folder)) return true;
    let depth = 0;
    for (const step of folder.split(/[/\\]/)) {
        if (step === '..') depth--;
        else if (step !== '.' && step !== '') depth++;
        if (depth < 0) return true;
    }
    return false;
}

function withDefaults(written: WrittenConfiguration): Omit<Configuration, 'path' | 'placeOf'> {
    return {
        include: written.include ?? ['**/*.sluice'],
        rules: toRules(written.rules ?? {}),
        generate: {
            out: written.generate?.out ?? 'src/generated',
            handlers: written.generate?.handlers ?? 'src/handlers',
            ids: written.generate?.ids ?? 'plain',
            ...(written.generate?.targets && { targets: written.generate.targets }),
        },
        environments: Object.fromEntries(Object.entries(written.environments ?? {}).map(([name, { brokers }]) => [name, { brokers: brokers ?? {} }])),
    };
}

function toRules(written: NonNullable<WrittenConfiguration['rules']>): RuleConfiguration {
    const { extends: base, contexts, overrides, ...rules } = written;
    return { ...(base !== undefined && { extends: base }), rules, contexts: contexts ?? {}, overrides: overrides ?? [] };
}
