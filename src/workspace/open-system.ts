import { dirname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DocumentState, URI, type LangiumDocument } from 'langium';
import { collectDocumentDiagnostics } from '../language/document-diagnostics.js';
import { createSluiceServices } from '../language/sluice-module.js';
import { buildFlowModel } from '../language/to-model.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { SluiceError } from '../model/sluice-error.js';
import { checkModel } from '../rules/engine.js';
import { loadConfiguration } from './configuration.js';
import { findSpecificationFiles } from './find-files.js';
import type { FileSystem, OpenedSystem } from './system.js';

/**
 * Reads, links and checks the system that `paths` (a folder, or files of one system) belong to.
 * Throws `SluiceError` where there is nothing to read; what is wrong in the specifications are diagnostics.
 */
export async function openSystem(paths: string[], fileSystem: FileSystem): Promise<OpenedSystem> {
    const root = await findRoot(paths, fileSystem);
    const configuration = await loadConfiguration(root, fileSystem);
    const files = await readFiles(root, await findSpecificationFiles(root, configuration, paths, fileSystem), fileSystem);
    const { documents, model } = await build(files);
    const broken = new Set<string>();
    const diagnostics: Diagnostic[] = [];
    for (const document of documents) {
        const found = collectDocumentDiagnostics(document);
        if (found.some(({ code }) => code === 'syntax')) broken.add(document.uri.toString());
        diagnostics.push(...found);
    }
    // A rule cannot judge what the parser had to skip: a file with syntax errors is told those first.
    diagnostics.push(...checkModel(model, new Map(files.map(({ uri, text }) => [uri, text]))).filter(({ origin }: Diagnostic) => !broken.has(origin.uri)));
    return { root, configuration, files, model, diagnostics: diagnostics.sort(compareDiagnostics) };
}

/** Orders diagnostics by file, line, column, code. */
export function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
    return compare(left.origin.uri, right.origin.uri)
        || left.origin.range.start.line - right.origin.range.start.line
        || left.origin.range.start.character - right.origin.range.start.character
        || compare(left.code, right.code);
}

function compare(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}

/** The nearest folder at or above the first path that holds a configuration; else that folder itself. */
async function findRoot(paths: string[], fileSystem: FileSystem): Promise<string> {
    const first = resolve(paths[0] ?? '.');
    const kind = await fileSystem.kindOf(first);
    if (kind === undefined) throw new SluiceError(`There is no file or folder '${paths[0] ?? '.'}'.`, { hint: 'Check the path.' });
    const folder = kind === 'folder' ? first : dirname(first);
    for (let candidate = folder; ; candidate = dirname(candidate)) {
        if (await fileSystem.kindOf(`${candidate}${sep}sluice.config.json`) === 'file') return candidate;
        if (dirname(candidate) === candidate) return folder;
    }
}

async function readFiles(root: string, paths: string[], fileSystem: FileSystem): Promise<OpenedSystem['files']> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return Promise.all(paths.map(async path => {
        const bytes = await fileSystem.readFile(path);
        try {
            return { path, uri: pathToFileURL(path).toString(), text: decoder.decode(bytes) };
        } catch {
            throw new SluiceError('The file is not text in UTF-8.', {
                file: relative(root, path),
                hint: 'Save it as UTF-8, or leave it out with "include" in sluice.config.json.',
            });
        }
    }));
}

async function build(files: OpenedSystem['files']) {
    const { shared, sluice } = createSluiceServices();
    const documents: LangiumDocument[] = files.map(({ uri, text }) => shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse(uri)));
    // The framework's builder would also index references and validate, which only an editor needs.
    for (const document of documents) {
        shared.workspace.LangiumDocuments.addDocument(document);
        await shared.workspace.IndexManager.updateContent(document);
    }
    for (const document of documents) document.state = DocumentState.ComputedScopes;
    for (const document of documents) await sluice.references.Linker.link(document);
    return { documents, model: buildFlowModel(documents) };
}
