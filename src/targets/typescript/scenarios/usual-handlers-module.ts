import type { Part } from '../../../model/flow-model.js';
import type { GeneratedFile } from '../../generated-file.js';
import { partsWithCode } from '../app-module.js';
import { Module } from '../modules.js';
import { camelName, propertyKey } from '../naming.js';
import type { Generation } from '../shapes.js';
import { resultShape, type ValueShape } from '../typed-values.js';
import { arrow, block } from '../writer.js';
import { Literals } from './literals.js';
import type { MadeUp } from './scenario-data.js';
import { standInsOf, type StandIn } from './stand-ins.js';

/** `usual-handlers.ts`: what stands in for code where a scenario does not say what it does. */
export function writeUsualHandlers(generation: Generation, madeUp: MadeUp): GeneratedFile[] {
    const coded = [...partsWithCode(generation)];
    if (coded.length === 0) return [];
    const module = new Module('usual-handlers.ts', generation.version);
    const type = module.imports.type('Handlers', './app.js');
    const contexts = coded.map(([context, parts]) => block(`${propertyKey(camelName(context))}:`, parts.map(part => writePart(part, generation, madeUp, module)), ','));
    module.add(block(`export const usualHandlers: ${type} =`, contexts, ';'), 'What code does where a scenario does not say: the first of several outcomes, with made-up values.');
    return [module.toFile()];
}

function writePart(part: Part, generation: Generation, madeUp: MadeUp, module: Module): string {
    const methods = standInsOf(part, generation, madeUp).map(({ spot, standIn }) => `${propertyKey(spot.method)}: ${writeStandIn(standIn, resultShape(spot, generation), { module, generation })},`);
    return block(`${propertyKey(camelName(part.name))}:`, methods, ',');
}

function writeStandIn(standIn: StandIn, shape: ValueShape | undefined, { module, generation }: { module: Module; generation: Generation }): string {
    switch (standIn.kind) {
        case 'value': return arrow([], [`return ${new Literals(module, generation).of(standIn.value, shape)};`]);
        case 'nothing': return '() => undefined';
        case 'evolution': return module.imports.value('takeOver', './runtime/scenarios/index.js');
    }
}
