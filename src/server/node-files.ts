import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import { toConfigurationDiagnostic } from '../lsp/configuration-diagnostic.js';
import type { SystemDescription, SystemFiles } from '../lsp/systems.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';
import { SluiceError } from '../model/sluice-error.js';
import { checkModelInSteps } from '../rules/engine.js';
import { defaultRuleSet } from '../rules/settings.js';
import { findVainSettings } from '../workspace/configuration-findings.js';
import { configurationFile, defaultConfiguration, hasConfiguration, loadConfiguration, mentionsSluice, packageFile } from '../workspace/configuration.js';
import { readDeployed } from '../workspace/deployed.js';
import { findSpecificationFiles, isWithin } from '../workspace/find-files.js';
import { nodeFileSystem } from '../workspace/node-file-system.js';
import { toCheckOptions } from '../workspace/rule-settings.js';
import type { Configuration, FileSystem } from '../workspace/system.js';

/** Systems in folders of this machine; a document from elsewhere, or not saved yet, is a system of its own. */
export function createNodeSystemFiles(textOf: (uri: string) => string | undefined): SystemFiles {
    return new NodeSystemFiles(textOf);
}

/** Deeper than this nobody keeps a system, and a home folder that was opened by mistake is not searched for minutes. */
const deepestRoot = 6;

class NodeSystemFiles implements SystemFiles {
    private readonly fileSystem: FileSystem;
    /** By the path of the root: the configuration as it last could be understood. */
    private readonly understood = new Map<string, Configuration>();

    constructor(private readonly textOf: (uri: string) => string | undefined) {
        this.fileSystem = withOpenTexts(textOf);
    }

    async findRoot(uri: string, folders: string[]): Promise<string> {
        if (!isFile(uri)) return uri;
        const start = dirname(fileURLToPath(uri));
        const limit = folders.filter(isFile).map(folder => fileURLToPath(folder)).filter(folder => isWithin(folder, start)).sort((left, right) => right.length - left.length)[0];
        for (let folder = start; ; folder = dirname(folder)) {
            if (await this.isRoot(folder)) return toUri(folder);
            if (folder === limit) return toUri(folder);
            // Without a folder that is open, what lies beside a file is not known to belong to it.
            if (dirname(folder) === folder) return uri;
        }
    }

    async readSystem(root: string): Promise<SystemDescription> {
        const path = isFile(root) ? fileURLToPath(root) : undefined;
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
        if (!isFile(folder)) return [];
        const path = fileURLToPath(folder);
        return [...new Set([path, ...await this.findRootsBelow(path)])].map(toUri);
    }

    async read(uri: string): Promise<string | undefined> {
        const open = this.textOf(uri);
        if (open !== undefined || !isFile(uri)) return open;
        try {
            return new TextDecoder().decode(await this.fileSystem.readFile(fileURLToPath(uri)));
        } catch {
            return undefined;
        }
    }

    isConfiguration(uri: string): boolean {
        if (!isFile(uri)) return false;
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

/** The files of this machine, with what is open in the editor as it is there. */
function withOpenTexts(textOf: (uri: string) => string | undefined): FileSystem {
    const encoder = new TextEncoder();
    return {
        async readFile(path) {
            const text = textOf(toUri(path));
            return text === undefined ? nodeFileSystem.readFile(path) : encoder.encode(text);
        },
        kindOf: async path => (textOf(toUri(path)) === undefined ? nodeFileSystem.kindOf(path) : 'file'),
        list: path => nodeFileSystem.list(path),
    };
}

function isFile(uri: string): boolean {
    return uri.startsWith('file:');
}

/** As editors write them: `vscode-uri` and they encode the same characters. */
function toUri(path: string): string {
    return URI.parse(pathToFileURL(path).toString()).toString();
}

/** Editors spell some characters of a URI otherwise than Node does. */
function withEditorUri({ origin, ...rest }: Diagnostic): Diagnostic {
    return { ...rest, origin: { ...origin, uri: URI.parse(origin.uri).toString() } };
}
