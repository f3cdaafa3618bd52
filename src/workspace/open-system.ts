import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DocumentState, URI, type LangiumDocument } from 'langium';
import { collectDocumentDiagnostics } from '../language/document-diagnostics.js';
import { createSluiceServices } from '../language/sluice-module.js';
import { buildFlowModel } from '../language/to-model.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Position } from '../model/flow-model.js';
import { SluiceError } from '../model/sluice-error.js';
import { checkModel } from '../rules/engine.js';
import { findVainSettings } from './configuration-findings.js';
import { hasConfiguration, loadConfiguration } from './configuration.js';
import { readDeployed } from './deployed.js';
import { findSpecificationFiles, isWithin, slashed } from './find-files.js';
import { toCheckOptions } from './rule-settings.js';
import type { FileSystem, OpenedSystem } from './system.js';
import { decodeText, fileError } from './text-file.js';

/**
 * Reads, links and checks the system that `paths` (a folder, or files of one system) belong to.
 * Throws `SluiceError` where there is nothing to read; what is wrong in the specifications are diagnostics. `timings` gets
 * how long each rule took, in milliseconds.
 */
export async function openSystem(paths: string[], fileSystem: FileSystem, { timings }: { timings?: Map<string, number> } = {}): Promise<OpenedSystem> {
    const root = await findRoot(paths, fileSystem);
    const configuration = await loadConfiguration(root, fileSystem);
    const files = await readFiles(root, await findSpecificationFiles(root, configuration, paths, fileSystem), fileSystem);
    const { documents, model } = await build(files.filter(({ problem }) => problem === undefined));
    const broken = new Set(files.flatMap(({ uri, problem }) => (problem ? [uri] : [])));
    const diagnostics = files.flatMap(notText);
    for (const document of documents) {
        const found = collectDocumentDiagnostics(document);
        if (found.some(({ code }) => code === 'syntax')) broken.add(document.uri.toString());
        diagnostics.push(...found);
    }
    // A rule cannot judge what the parser had to skip: a file with syntax errors is told those first.
    const found = checkModel(model, new Map(files.map(({ uri, text }) => [uri, text])), {
        ...toCheckOptions(configuration, model, pathToFileURL(root).toString()),
        broken, deployed: await readDeployed(root, configuration, fileSystem), ...(timings && { timings }),
    });
    diagnostics.push(...found.filter(({ origin }) => !broken.has(origin.uri)), ...findVainSettings(configuration, () => files.map(({ path }) => slashed(relative(root, path))), model));
    return { root, configuration, files: files.map(({ path, uri, text }) => ({ path, uri, text })), model, diagnostics: diagnostics.sort(compareDiagnostics) };
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

/**
 * The root of a system: the nearest folder at or above the first path that holds a configuration; else the folder that all
 * paths have in common. Throws `SluiceError` where a path names nothing.
 */
export async function findRoot(paths: string[], fileSystem: FileSystem): Promise<string> {
    const folders: string[] = [];
    for (const path of paths.length > 0 ? paths : ['.']) {
        const absolute = resolve(path);
        const kind = await fileSystem.kindOf(absolute);
        if (kind === undefined) throw new SluiceError(`There is no file or folder '${path}'.`, { hint: 'Check the path.' });
        folders.push(kind === 'folder' ? absolute : dirname(absolute));
    }
    for (let candidate = folders[0]!; ; candidate = dirname(candidate)) {
        if (await hasConfiguration(candidate, fileSystem)) return candidate;
        if (dirname(candidate) === candidate) break;
    }
    let common = folders[0]!;
    while (!folders.every(folder => isWithin(common, folder))) common = dirname(common);
    return common;
}

interface ReadFile {
    path: string;
    uri: string;
    text: string;
    /** Why the file is no text, and where it stops being one. */
    problem?: { message: string; position: Position };
}

/** Reads files a few at a time: a thousand open at once is more than some systems allow. */
async function readFiles(root: string, paths: string[], fileSystem: FileSystem): Promise<ReadFile[]> {
    const files: ReadFile[] = [];
    for (let start = 0; start < paths.length; start += 64) {
        files.push(...await Promise.all(paths.slice(start, start + 64).map(path => readOne(root, path, fileSystem))));
    }
    return files;
}

async function readOne(root: string, path: string, fileSystem: FileSystem): Promise<ReadFile> {
    const uri = pathToFileURL(path).toString();
    let bytes: Uint8Array;
    try {
        bytes = await fileSystem.readFile(path);
    } catch (error) {
        throw fileError(error, slashed(relative(root, path)), 'read');
    }
    const decoded = decodeText(bytes);
    if ('text' in decoded) return { path, uri, text: decoded.text };
    // What can be read of it is kept for showing the place; it is not parsed.
    const text = new TextDecoder().decode(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, decoded.offset));
    const line = before.split('\n').length - 1;
    return { path, uri, text, problem: { message: decoded.problem, position: { line, character: before.length - (before.lastIndexOf('\n') + 1) } } };
}

function notText({ uri, problem }: ReadFile): Diagnostic[] {
    if (!problem) return [];
    const { line, character } = problem.position;
    return [{
        code: 'syntax', severity: 'error', message: problem.message,
        origin: { uri, range: { start: problem.position, end: { line, character: character + 1 } } }, related: [], fixes: [],
    }];
}

async function build(files: ReadFile[]) {
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
