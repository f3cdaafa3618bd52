import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FlowModel } from '../../model/flow-model.js';
import type * as runtime from '../../runtime/index.js';
import type * as scenarios from '../../runtime/scenarios/index.js';
import { ownParts } from '../../model/topology.js';
import type { IdTypes } from '../../targets/typescript/brands.js';
import { folderOf, quote } from '../../targets/typescript/naming.js';
import { partFunction, partPath } from '../../targets/typescript/part-module.js';
import { generateTypeScript } from '../../targets/typescript/typescript.js';
import { loadProgram } from './load-program.js';

/** What the run's own entry gives besides the application: everything that must come from the generated program's runtime. */
export interface Program {
    /** Where the system is on several brokers. */
    onOneBroker?(broker: runtime.Broker): object;
    createApp(options: object): { start(): Promise<void>; stop(): Promise<void>; application: runtime.Application };
    defineApplication(handlers: object): runtime.ApplicationDefinition;
    startScenario: typeof scenarios.startScenario;
    question: typeof scenarios.question;
    createVirtualClock: typeof runtime.createVirtualClock;
    createMemoryBroker: typeof runtime.createMemoryBroker;
    makeEnvelope: typeof runtime.makeEnvelope;
    /** By the message's name. */
    definitions: Readonly<Record<string, runtime.MessageDefinition<object>>>;
    /** By the aggregate's id; each is given the handlers that it takes, if any. */
    aggregates: Readonly<Record<string, (handlers: object | undefined) => runtime.AggregateDefinition>>;
}

/** Generates a system into a folder, bundles it and loads it. */
export async function buildProgram(folder: string, { model, ...options }: { model: FlowModel; root: string; version: string; runtimeFiles: ReadonlyMap<string, string>; ids: IdTypes }): Promise<Program> {
    const files = generateTypeScript(model, { ...options, handlers: './handlers' });
    const contexts = model.contexts.map(({ id }, index) => ({ name: `definitions${index}`, path: `./${folderOf(id)}/definitions.js` }));
    const aggregates = ownParts(model).filter(({ kind }) => kind === 'aggregate').map((part, index) => (
        { name: `aggregate${index}`, path: `./${partPath(part).replace(/\.ts$/, '.js')}`, entry: `[${quote(part.id)}]: aggregate${index}.${partFunction(part)},` }));
    const entry = [
        `export * from './app.js';`,
        `export * from './runtime/index.js';`,
        `export * from './runtime/scenarios/index.js';`,
        ...[...contexts, ...aggregates].map(({ name, path }) => `import * as ${name} from '${path}';`),
        `export const definitions = Object.fromEntries([${contexts.map(({ name }) => name).join(', ')}].flatMap(module => Object.values(module)).map(definition => [definition.name, definition]));`,
        `export const aggregates = {`,
        ...aggregates.map(aggregate => `    ${aggregate.entry}`),
        `};`,
    ];
    const modules = [...files.filter(({ scaffold }) => !scaffold), { path: 'run.ts', text: entry.join('\n') }];
    for (const { path, text } of modules) {
        const target = join(folder, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, text);
    }
    return await loadProgram(folder, 'run.ts', modules.map(({ path }) => path)) as Program;
}
