import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import { toConfigurationDiagnostic } from '../lsp/configuration-diagnostic.js';
import type { SystemDescription, SystemFiles, SystemFilesFactory } from '../lsp/systems.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';
import { SluiceError } from '../model/sluice-error.js';
import { checkModelInSteps } from '../rules/engine.js';
import { defaultRuleSet } from '../rules/settings.js';
import { findVainSettings } from '../workspace/configuration-findings.js';
import { configurationFile, defaultConfiguration, hasConfiguration, loadConfiguration, mentionsSluice, packageFile } from '../workspace/configuration.js';
import { readDeployed } from '../workspace/deployed.js';
import { findSpecificationFiles, isWithin } from '../workspace/find-files.js';
import { toCheckOptions } from '../workspace/rule-settings.js';
import type { Configuration, FileSystem } from '../workspace/system.js';

/** The files that a server can reach, and which documents are among them. */
export interface ReachableFiles {
    fileSystem: FileSystem;
    isFile(uri: string): boolean;
}

/** Systems in the folders that `files` reach; a document from elsewhere, or not saved yet, is a system of its own. */
export function createSystemFiles(files: ReachableFiles): SystemFilesFactory {
    return textOf => new FolderSystemFiles(files, textOf);
}

/** Deeper than this nobody keeps a system, and a home folder that was opened by mistake is not searched for minutes. */
const deepestRoot = 6;

class FolderSystemFiles implements SystemFiles {
    private readonly fileSystem: FileSystem;
    /** By the path of the root: the configuration as it last could be understood. */
    private readonly understood = new Map<string, Configuration>();

    constructor(
        private readonly files: ReachableFiles,
        private readonly textOf: (uri: string) => string | undefined,
    ) {
        this.fileSystem = withOpenTexts(files.fileSystem, textOf);
    }

    async findRoot(uri: string, folders: string[]): Promise<string> {
        if (!this.files.isFile(uri)) return uri;
        const start = dirname(fileURLToPath(uri));
        const limit = folders.filter(folder => this.files.isFile(folder)).map(folder => fileURLToPath(folder)).filter(folder => isWithin(folder, start)).sort((left, right) => right.length - left.length)[0];
        for (let folder = start; ; folder = dirname(folder)) {
            if (await this.isRoot(folder)) return toUri(folder);
            if (folder === limit) return toUri(folder);
            // Without a folder that is open, what lies beside a file is not known to belong to it.
            if (dirname(folder) === folder) return uri;
        }
    }

    async readSystem(root: string): Promise<SystemDescription> {
        const path = this.files.isFile(root) ? fileURLToPath(root) : undefined;
        const isFolder = path !== undefined && await this.fileSystem.kindOf(path) === 'folder';
        const { configuration, diagnostics } = isFolder ? await this.readConfiguration(path) : { configuration: defaultConfiguration(), diagnostics: [] };
        const { specifications, problem } = isFolder ? await this.listSpecifications(path, configuration) : { specifications: [root] };
        const deployed = isFolder ? await readDeployed(path, configuration, this.fileSystem) : {};
        return {
            specifications,
            ruleSet: configuration.rules.extends ?? defaultRuleSet,
            *checkRules(model, texts, broken) {
                const found = yield* checkModelInSteps(model, texts, { ...toCheckOptions(configuration, model, root), broken, deployed });
                return [...found, ...findVainSettings(configuration, () => [...texts.keys()].map(uri => decodeURIComponent(uri.slice(root.length + 1))), model).map(withEditorUri)];
            },
            ...(isFolder && { preview: async (model: FlowModel) => (await import('../workspace/preview.js')).previewFiles(path, configuration, model) }),
            configurationDiagnostics: [...diagnostics, ...(problem ? [toConfigurationDiagnostic(root, problem)] : [])],
        };
    }

    async findRoots(folder: string): Promise<string[]> {
        if (!this.files.isFile(folder)) return [];
        const path = fileURLToPath(folder);
        return [...new Set([path, ...await this.findRootsBelow(path)])].map(toUri);
    }

    async read(uri: string): Promise<string | undefined> {
        const open = this.textOf(uri);
        if (open !== undefined || !this.files.isFile(uri)) return open;
        try {
            return new TextDecoder().decode(await this.fileSystem.readFile(fileURLToPath(uri)));
        } catch {
            return undefined;
        }
    }

    isConfiguration(uri: string): boolean {
        if (!this.files.isFile(uri)) return false;
        const steps = fileURLToPath(uri).split(sep);
        const name = steps.pop();
        return (name === configurationFile || name === packageFile) && !steps.includes('node_modules');
    }

    configures(uri: string, text: string): boolean {
        return basename(fileURLToPath(uri)) === configurationFile || mentionsSluice(text);
    }

    private async readConfiguration(path: string): Promise<{ configuration: Configuration; diagnostics: Diagnostic[] }> {
        try {
            const configuration = await loadConfiguration(path, this.fileSystem);
            this.understood.set(path, configuration);
            return { configuration, diagnostics: [] };
        } catch (error) {
            if (!(error instanceof SluiceError)) throw error;
            return { configuration: this.understood.get(path) ?? defaultConfiguration(), diagnostics: [toConfigurationDiagnostic(toUri(path), error)] };
        }
    }

    private async listSpecifications(path: string, configuration: Configuration): Promise<{ specifications: string[]; problem?: SluiceError }> {
        try {
            return { specifications: (await findSpecificationFiles(path, configuration, [], this.fileSystem)).map(toUri) };
        } catch (error) {
            if (!(error instanceof SluiceError)) throw error;
            // An empty folder is no mistake in an editor: its first file is about to be written.
            return { specifications: [], ...(error.details.file !== undefined && { problem: error }) };
        }
    }

    private async findRootsBelow(path: string, depth = 0): Promise<string[]> {
        const roots = await this.isRoot(path) ? [path] : [];
        if (depth >= deepestRoot) return roots;
        const entries = await this.fileSystem.list(path).catch(() => []);
        for (const { name, folder } of entries) {
            if (folder && !name.startsWith('.') && name !== 'node_modules') roots.push(...await this.findRootsBelow(join(path, name), depth + 1));
        }
        return roots;
    }

    private async isRoot(folder: string): Promise<boolean> {
        return hasConfiguration(folder, this.fileSystem).catch(() => false);
    }
}

/** The files, with what is open in the editor as it is there. */
function withOpenTexts(fileSystem: FileSystem, textOf: (uri: string) => string | undefined): FileSystem {
    const encoder = new TextEncoder();
    return {
        async readFile(path) {
            const text = textOf(toUri(path));
            return text === undefined ? fileSystem.readFile(path) : encoder.encode(text);
        },
        kindOf: async path => (textOf(toUri(path)) === undefined ? fileSystem.kindOf(path) : 'file'),
        list: path => fileSystem.list(path),
    };
}

/** As editors write them: `vscode-uri` and they encode the same characters. */
function toUri(path: string): string {
    return URI.parse(pathToFileURL(path).toString()).toString();
}

/** Editors spell some characters of a URI otherwise than Node does. */
function withEditorUri({ origin, ...rest }: Diagnostic): Diagnostic {
    return { ...rest, origin: { ...origin, uri: URI.parse(origin.uri).toString() } };
}
