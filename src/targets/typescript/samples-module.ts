import type { Field, Message } from '../../model/flow-model.js';
import { createRandom } from '../../runtime/random.js';
import type { GeneratedFile } from '../generated-file.js';
import { SampleData } from '../samples/sample-data.js';
import { Module } from './modules.js';
import { articleOf, folderOf, messageTypeName, propertyKey, sourcePlace } from './naming.js';
import { messageType, type Generation, type Place } from './shapes.js';
import { itemShape, memberShape, textLiteral, type ValueShape } from './typed-values.js';
import { arrayLiteral, block, objectLiteral } from './writer.js';

/** The day of which samples speak: the same in every run, so that what is generated is. */
const sampleTime = Date.parse('2026-01-31T12:00:00Z');

/** A valid message of each kind and version of a context, for tests: `anOrderPlaced({ total })`. */
export function writeSamples(context: string, generation: Generation): GeneratedFile {
    const module = new Module(`${folderOf(context)}/samples.ts`, generation.version, context);
    for (const message of generation.model.messages) {
        if (message.context !== context) continue;
        const type = messageType(message, module.place);
        const shape: ValueShape = { kind: 'fields', fields: message.fields };
        const entries = Object.entries(sampleOf(message, generation)).map(([name, value]) => `${propertyKey(name)}: ${literal(value, memberShape(shape, name, undefined, generation), generation, module.place)}`);
        const text = message.fields.length === 0
            ? block(`export function ${sampleName(message)}(): ${type}`, ['return {};'])
            : block(`export function ${sampleName(message)}(given: Partial<${type}> = {}): ${type}`, [`return ${objectLiteral([...entries, '...given'])};`]);
        module.add(text, `A valid ${messageTypeName(message)}${message.fields.length === 0 ? '' : ', with the fields that are given'}.`, `From ${sourcePlace(message.origin, generation.root)}.`);
    }
    return module.toFile();
}

/** The function that makes a message for tests: `anOrderPlaced`. */
export function sampleName(message: Message): string {
    const name = messageTypeName(message);
    return `${articleOf(name)}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/**
 * A valid message without what is optional. Fields of the same name and type have the same value in every message, so
 * that messages of a test are about the same things.
 */
export function sampleOf(message: Message, generation: Generation): Record<string, unknown> {
    const isOptional = (field: Field) => generation.types.resolve(field.type)?.optional ?? field.type.optional;
    return Object.fromEntries(message.fields.filter(field => !isOptional(field)).map(field => {
        const samples = new SampleData(generation.model, createRandom(field.name), () => sampleTime);
        return [field.name, samples.field(field)];
    }));
}

function literal(value: unknown, shape: ValueShape | undefined, generation: Generation, place: Place): string {
    if (typeof value === 'string') return textLiteral(value, shape, generation, place);
    if (Array.isArray(value)) return arrayLiteral(value.map(item => literal(item, itemShape(shape, generation), generation, place)));
    if (typeof value === 'object' && value !== null) return objectLiteral(Object.entries(value).map(([name, inner]) => `${propertyKey(name)}: ${literal(inner, memberShape(shape, name, value, generation), generation, place)}`));
    return JSON.stringify(value);
}
