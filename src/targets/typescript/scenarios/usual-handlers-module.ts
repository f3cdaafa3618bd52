import type { Evolution, Part } from '../../../model/flow-model.js';
import type { GeneratedFile } from '../../generated-file.js';
import { partsWithCode } from '../app-module.js';
import { ExpressionWriter } from '../expressions.js';
import { Module } from '../modules.js';
import { camelName, propertyKey } from '../naming.js';
import type { Generation } from '../shapes.js';
import { resultShape, type ValueShape } from '../typed-values.js';
import { arrow, block, objectLiteral } from '../writer.js';
import type { CarriedField } from './carried-fields.js';
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
    const methods = standInsOf(part, generation, madeUp).map(({ spot, standIn }) => `${propertyKey(spot.method)}: ${spot.kind === 'evolution' && standIn.kind === 'evolution' ? writeEvolution(standIn.carried, spot.evolution, part, { module, generation }) : writeStandIn(standIn, resultShape(spot, generation), { module, generation })},`);
    return block(`${propertyKey(camelName(part.name))}:`, methods, ',');
}

function writeStandIn(standIn: StandIn, shape: ValueShape | undefined, { module, generation }: { module: Module; generation: Generation }): string {
    switch (standIn.kind) {
        case 'value': return arrow([], [`return ${new Literals(module, generation).of(standIn.value, shape)};`]);
        case 'nothing': case 'evolution': return '() => undefined';
    }
}

/** The state with what the event has by the same names. */
function writeEvolution(carried: readonly CarriedField[], { event }: Evolution, part: Part, { module, generation }: { module: Module; generation: Generation }): string {
    const message = generation.messages.get(event.target ?? '');
    const own = part.kind === 'service' ? [] : part.fields;
    const variables = { names: { event: 'event' }, fields: { event: generation.types.fieldTypes(message?.fields ?? []) }, unset: new Set<string>() };
    const expressions = new ExpressionWriter(generation, module.place);
    const entries = carried.map(({ name }) => expressions.carried(name, 'event', variables, own.find(field => field.name === name)));
    return arrow(['state', 'event'], [`return ${entries.length === 0 ? 'state' : objectLiteral(['...state', ...entries])};`]);
}
