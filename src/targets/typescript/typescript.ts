import type { FlowModel } from '../../model/flow-model.js';
import { SluiceError } from '../../model/sluice-error.js';
import type { GeneratedFile } from '../generated-file.js';
import { ownParts } from '../../model/topology.js';
import { writeAggregate } from './aggregate-module.js';
import type { IdTypes } from './brands.js';
import { writeApp } from './app-module.js';
import { isConnectable, writeBrokers } from './brokers-module.js';
import { writeDefinitions } from './definitions-module.js';
import { writeIds } from './ids-module.js';
import { writeMainScaffold } from './main-scaffold.js';
import { writeMessages } from './messages-module.js';
import { header } from './modules.js';
import { folderOf, namespaceOf } from './naming.js';
import { writePostgresFiles } from './postgres-files.js';
import { writeProcess } from './process-module.js';
import { writeProjection } from './projection-module.js';
import { writeReadme } from './readme.js';
import { runtimeFilesFor } from './runtime-files.js';
import { writeSamples } from './samples-module.js';
import { writeHandlers, writeScaffolds } from './scaffolds.js';
import { writeScenarios } from './scenarios/test-module.js';
import { writeService } from './service-module.js';
import { writeTestScaffolds } from './test-scaffolds.js';
import { writeTesting } from './testing-module.js';
import { startGeneration, type Generation } from './shapes.js';
import { writeTopology } from './topology-module.js';
import { writeValidators } from './validators.js';

export interface TypeScriptOptions {
    /** Of the tool, for the headers. */
    version: string;
    /** The URI of the system's folder, without a slash at its end; sources are told relative to it. */
    root?: string;
    /** The runtime's files by their paths in `src/runtime`. */
    runtimeFiles: ReadonlyMap<string, string>;
    /** The path from the output folder to the folder of the handlers, with `/`: `../handlers`. */
    handlers: string;
    /** The path from the folder of the handlers to the output folder; `../generated` unless told. */
    out?: string;
    /** Whether ids have types of their own; `plain` unless told. */
    ids?: IdTypes;
}

/**
 * A model without errors as TypeScript: types, validators, a module a part, `app.ts`, the runtime beside it, and once a
 * file for what the team writes. Throws `SluiceError` where two elements would share a file.
 */
export function generateTypeScript(model: FlowModel, options: TypeScriptOptions): GeneratedFile[] {
    const generation = startGeneration(model, { root: options.root ?? '', version: options.version, ...(options.ids && { ids: options.ids }) });
    const contexts = model.contexts.map(({ id }) => id);
    const files = [
        writeIndex(contexts, generation),
        writeValidators(generation),
        ...writeIds(generation),
        ...contexts.flatMap(context => [writeMessages(context, generation), writeDefinitions(context, generation), writeSamples(context, generation), writeTesting(context, generation) ?? []].flat()),
        ...ownParts(model).map(part => {
            switch (part.kind) {
                case 'service': return writeService(part, generation);
                case 'aggregate': return writeAggregate(part, generation);
                case 'projection': return writeProjection(part, generation);
                case 'process': return writeProcess(part, generation);
            }
        }),
        writeTopology(generation),
        ...writePostgresFiles(generation),
        writeApp(generation),
        ...(isConnectable(model, options.runtimeFiles) ? [writeBrokers(generation)] : []),
        ...writeScenarios(generation),
        writeHandlers(generation, { toHandlers: options.handlers }),
        ...[...runtimeFilesFor(model, options.runtimeFiles)].map(([path, text]): GeneratedFile => ({ path: `runtime/${path}`, text: `${header(options.version)}${text}` })),
        ...writeScaffolds(generation, { toOut: options.out ?? '../generated' }),
        ...writeTestScaffolds(generation, { toOut: options.out ?? '../generated' }),
        writeMainScaffold(generation, { toOut: options.out ?? '../generated', runtimeFiles: options.runtimeFiles }),
    ];
    files.push(writeReadme(generation, { toHandlers: options.handlers, paths: new Set(files.flatMap(({ path, scaffold }) => (scaffold ? [] : [path]))) }));
    checkPlaces(files);
    return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** `messages.ts`: every context's shapes from one place. */
function writeIndex(contexts: readonly string[], { version }: Generation): GeneratedFile {
    const lines = contexts.map(context => `export * as ${namespaceOf(context)} from './${folderOf(context)}/messages.js';`);
    return { path: 'messages.ts', text: `${header(version)}${lines.length > 0 ? lines.join('\n') : 'export {};'}\n` };
}

function checkPlaces(files: readonly GeneratedFile[]): void {
    const seen = new Set<string>();
    for (const { path, scaffold } of files) {
        const place = `${scaffold ? 'handlers' : ''}/${path.toLowerCase()}`;
        if (seen.has(place)) {
            throw new SluiceError(`Two elements of the specification would both be written to '${path}'.`, { hint: 'Rename one of them: names that differ only in case, or in how words are joined, share a file.' });
        }
        seen.add(place);
    }
}
