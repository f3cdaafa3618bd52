import type { Message, Part } from '../../model/flow-model.js';
import { pascalCase } from '../../model/names.js';
import { takenBy } from '../../model/taken-messages.js';
import { ownParts } from '../../model/topology.js';
import type { GeneratedFile } from '../generated-file.js';
import { partsWithCode } from './app-module.js';
import { declaredOutcomes, outputsOf, type TestedPart } from './declared-outcomes.js';
import { definitionOf } from './definitions-module.js';
import { Module } from './modules.js';
import { camelName, folderOf, identifier, propertyKey, quote, sourcePlace } from './naming.js';
import { handlersName, partPath } from './part-module.js';
import { messageType, type Generation } from './shapes.js';
import { arrayLiteral, block, indent, objectLiteral } from './writer.js';

/** The parts that have tests: those that decide something. */
export function testedParts({ model }: Pick<Generation, 'model'>): TestedPart[] {
    return ownParts(model).filter((part): part is TestedPart => part.kind !== 'projection' && takenIds(part).length > 0);
}

/** Given-when-then for the parts of a context, with the types of their messages; undefined where it has none to test. */
export function writeTesting(context: string, generation: Generation): GeneratedFile | undefined {
    const parts = testedParts(generation).filter(part => part.context === context);
    if (parts.length === 0) return undefined;
    const module = new Module(`${folderOf(context)}/testing.ts`, generation.version, context);
    for (const part of parts) addTest(part, module, generation);
    return module.toFile();
}

/** The function that begins a test of a part: `testOrder`. */
export function testName({ name }: Pick<Part, 'name'>): string {
    return `test${pascalCase(name)}`;
}

/** The messages that a part takes, in the order of the specification. */
export function takenMessages(part: TestedPart, { messages }: Pick<Generation, 'messages'>): Message[] {
    return takenIds(part).flatMap(id => messages.get(id) ?? []);
}

/** An aggregate takes commands; the events of its past are given. */
function takenIds(part: TestedPart): string[] {
    return [...new Set((part.kind === 'aggregate' ? part.handles.map(({ command }) => ({ reference: command })) : takenBy(part)).flatMap(({ reference }) => reference.target ?? []))];
}

function addTest(part: TestedPart, module: Module, generation: Generation): void {
    const testing = `${module.place.toRoot}/runtime/testing/index.js`;
    const app = `${module.place.toRoot}/app.js`;
    const partFile = `./${partPath(part).replace(/^.*\//, '').replace(/\.ts$/, '.js')}`;
    const from = `From ${sourcePlace(part.origin, generation.root)}.`;
    const coded = partsWithCode(generation);
    const hasCode = coded.get(part.context)?.includes(part) ?? false;
    const [context, name] = [camelName(part.context), camelName(part.name)].map(propertyKey) as [string, string];
    const handlers = coded.size > 0 ? module.imports.value('handlers', `${module.place.toRoot}/handlers.js`) : '{}';
    const own = hasCode ? module.imports.type(handlersName(part), partFile) : '';
    const outcomes = [...declaredOutcomes(part, generation)].map(([id, alternatives]) => `${quote(id)}: ${arrayLiteral(alternatives.map(alternative => arrayLiteral(alternative.map(quote))))}`);
    const past = part.kind === 'aggregate' ? part.evolutions.flatMap(({ event }) => generation.messages.get(event.target ?? '') ?? []) : [];
    const messages = [...new Set([...takenMessages(part, generation), ...past])].map(message => definitionOf(message, module));
    const types = typesOf(part, module, { generation, partFile, from });
    const body = `return new ${module.imports.value('PartTest', testing)}(${objectLiteral([
        `application: ${module.imports.value('defineApplication', app)}(${hasCode ? `{ ...${handlers}, ${context}: { ...${handlers}${access(context)}, ${name}: own } }` : handlers})`,
        `part: ${quote(part.id)}`,
        `messages: ${arrayLiteral(messages)}`,
        `outcomes: ${objectLiteral(outcomes)}`,
    ])});`;
    const parameter = hasCode ? `own: ${own} = ${handlers}${access(context)}${access(name)}` : '';
    module.add(block(`export function ${testName(part)}(${parameter}): PartTest<${types.join(', ')}>`, [body]), `Begins a test of \`${part.name}\`${hasCode ? ', with the handlers of the team unless others are given' : ''}.`, from);
}

/** What has been, what happens, what comes of it, and the state or the places that are then: as type arguments. */
function typesOf(part: TestedPart, module: Module, { generation, partFile, from }: { generation: Generation; partFile: string; from: string }): string[] {
    const named = pascalCase(part.name);
    const outputs = outputsOf(part, generation);
    const outcome = outputs.length === 0 ? 'never' : `${named}Outcome`;
    if (outputs.length > 0) module.add(`export type ${outcome} =${union(outputs, module)};`, `What may come of what \`${part.name}\` takes.`, from);
    if (part.kind === 'aggregate') {
        const [event, command, state] = [`${named}Event`, `${named}Command`, identifier(`${named}State`)].map(name => (name === `${named}Event` && part.evolutions.length === 0 ? 'never' : module.imports.type(name, partFile)));
        return [event!, command!, outcome, state!];
    }
    module.add(`export type ${named}Message =${union(takenMessages(part, generation), module)};`, `What \`${part.name}\` takes.`, from);
    const places = part.kind === 'process' ? ['never', [...new Set([...part.states.map(({ name }) => name), 'end'])].map(quote).join(' | ')] : [];
    return [`${named}Message`, `${named}Message`, outcome, ...places];
}

function union(messages: readonly Message[], module: Module): string {
    const named = messages.map(message => `${module.useType('Named')}<${quote(message.id)}, ${messageType(message, module.place)}>`);
    return named.length === 1 ? ` ${named[0]}` : `\n${indent(named.map(alternative => `| ${alternative}`).join('\n'))}`;
}

function access(key: string): string {
    return key.startsWith(`'`) ? `[${key}]` : `.${key}`;
}
