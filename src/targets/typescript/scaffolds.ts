import type { Part } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import { partsWithCode } from './app-module.js';
import { CodeSpots, type CodeSpot } from './code-spots.js';
import { Module } from './modules.js';
import { camelName, folderOf, identifier, propertyKey, quote } from './naming.js';
import { handlersName, partPath } from './part-module.js';
import type { Generation } from './shapes.js';
import { block, indent } from './writer.js';

/** The files that the team fills in, one a part; `toOut` is the path from the folder of the handlers to the output folder. */
export function writeScaffolds(generation: Generation, { toOut }: { toOut: string }): GeneratedFile[] {
    return [...partsWithCode(generation).values()].flat().map(part => ({ path: partPath(part), text: scaffold(part, generation, toOut), scaffold: true as const }));
}

/** `handlers.ts`: the team's files gathered for `createApp`; `toHandlers` is the path from the output folder. */
export function writeHandlers(generation: Generation, { toHandlers }: { toHandlers: string }): GeneratedFile {
    const module = new Module('handlers.ts', generation.version);
    const type = module.imports.type('Handlers', './app.js');
    const contexts = [...partsWithCode(generation)].map(([context, parts]) => block(`${propertyKey(camelName(context))}:`, parts.map(part => {
        const name = `${camelName(context)}${handlersName(part)}`;
        module.imports.value(`${handlersConstant(part)} as ${name}`, `${toHandlers}/${partPath(part).replace(/\.ts$/, '.js')}`);
        return `${propertyKey(camelName(part.name))}: ${name},`;
    }), ','));
    module.add(block(`export const handlers: ${type} =`, contexts, ';'), 'What the team has written, for `createApp`.');
    return module.toFile();
}

function handlersConstant(part: Part): string {
    return identifier(camelName(part.name));
}

function scaffold(part: Part, { model, types }: Generation, toOut: string): string {
    const depth = folderOf(part.context).split('/').map(() => '..').join('/');
    const out = `${depth}/${toOut}`;
    const { all } = new CodeSpots(part, model.queries, types);
    const methods = all.map(spot => {
        const parameters = parametersOf(spot, part);
        const body = `throw new Error(${quote(`'${spot.method}' of ${part.name} is not written yet: see ${part.id} in the specification.`)});`;
        return `${propertyKey(spot.method)}(${parameters}) {\n${indent(body)}\n},`;
    });
    return `// Yours: written once, never changed by Sluice again.\nimport type { ${handlersName(part)} } from '${out}/${partPath(part).replace(/\.ts$/, '.js')}';\n\n${block(`export const ${handlersConstant(part)}: ${handlersName(part)} =`, methods, ';')}\n`;
}

/** Names only: their types come from the interface. Leading underscores keep linters from missing a use. */
function parametersOf(spot: CodeSpot, part: Part): string {
    switch (spot.kind) {
        case 'branch': return part.kind === 'aggregate' ? '_command, _state, _context' : '_command, _context';
        case 'reaction': return '_event, _context';
        case 'schedule': return '_context';
        case 'answer': return '_query';
        case 'query': return '_rows, _query';
        case 'evolution': return '_state, _event';
        case 'output': return spot.during === 'step' ? '_event, _data, _context' : '_data, _context';
    }
}
