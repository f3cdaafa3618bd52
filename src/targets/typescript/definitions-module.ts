import type { Message } from '../../model/flow-model.js';
import { isCarried } from '../../model/type-index.js';
import { fieldsLackedAfterUpcast, nextVersionOf } from '../../model/versions.js';
import type { GeneratedFile } from '../generated-file.js';
import { envelopeType, latestId } from '../../model/topology.js';
import { ExpressionWriter, type Variables } from './expressions.js';
import { Module } from './modules.js';
import { camelName, definitionName, folderOf, quote, validatorName } from './naming.js';
import { messageType, type Generation } from './shapes.js';
import { arrayLiteral, block, objectLiteral } from './writer.js';

/** What the runtime knows of each message of a context: its channel, its key, what is valid, which older versions it reads. */
export function writeDefinitions(context: string, generation: Generation): GeneratedFile {
    const { model } = generation;
    const module = new Module(`${folderOf(context)}/definitions.ts`, generation.version, context);
    for (const message of model.messages) {
        if (message.context === context && message.latest) addDefinition(message, module, generation);
    }
    return module.toFile();
}

/** Imports the definitions of a context and gives the one of a message. */
export function definitionOf(message: Message, module: Module): string {
    const from = module.place.context === message.context ? './definitions.js' : `${module.place.toRoot}/${folderOf(message.context)}/definitions.js`;
    return `${module.imports.namespace(`${camelName(message.context)}Messages`, from, { value: true })}.${definitionName(message)}`;
}

function addDefinition(message: Message, module: Module, generation: Generation): void {
    const { fields, kind, id, documentation } = message;
    const key = fields.find(({ role }) => role === 'key');
    const channel = generation.channels.get(latestId(id));
    const headers = fields.filter(({ role }) => role === 'header').map(({ name }) => quote(name));
    const older = olderVersions(message, module, generation);
    const entries = [
        `name: ${quote(id)}`,
        `type: ${quote(envelopeType(message))}`,
        `kind: '${kind}'`,
        `channel: ${quote(channel?.physicalName.value ?? '')}`,
        ...(key ? [`key: ${quote(key.name)}`] : []),
        `headers: ${arrayLiteral(headers)}`,
        `validate: ${validator(message, module)}`,
        ...(older.length > 0 ? [`older: ${arrayLiteral(older)}`] : []),
    ];
    module.add(`${block(`export const ${definitionName(message)} = ${module.use('defineMessage')}<${messageType(message, module.place)}>(`, entries.map(entry => `${entry},`)).replace('( {', '({')});`, documentation);
}

function validator(message: Message, module: Module): string {
    return `${module.use('schemaValidator')}(${module.imports.value(validatorName(message), `${module.place.toRoot}/validators.js`)})`;
}

function olderVersions(message: Message, module: Module, generation: Generation): string[] {
    const versions = generation.model.messages.filter(({ id, latest, version }) => !latest && latestId(id) === message.id && version < message.version);
    const result: string[] = [];
    for (const version of versions) {
        const steps = upcastSteps(version, message, versions, module, generation);
        if (!steps) continue;
        const upcast = steps.length === 1 ? steps[0]! : `data => ${steps.reduce((inner, step) => `(${step})(${inner})`, 'data')}`;
        result.push(objectLiteral([
            `type: ${quote(envelopeType(version))}`,
            `validate: ${validator(version, module)}`,
            `upcast: (data: unknown): ${messageType(message, module.place)} => (${upcast})(data as ${messageType(version, module.place)})`,
        ]));
    }
    return result;
}

/** The functions that bring a version up to the latest, step by step; undefined where the specification does not say how. */
function upcastSteps(from: Message, to: Message, versions: readonly Message[], module: Module, generation: Generation): string[] | undefined {
    const steps: string[] = [];
    for (let current = from; current !== to;) {
        const next = nextVersionOf(current, [...versions, to]);
        if (!next || fieldsLackedAfterUpcast(current, next, generation.types).length > 0) return undefined;
        steps.push(upcastStep(current, next, module, generation));
        current = next;
    }
    return steps;
}

function upcastStep(from: Message, to: Message, module: Module, generation: Generation): string {
    const { types } = generation;
    const writer = new ExpressionWriter(generation, module.imports, module.runtime);
    const fields = types.fieldTypes(from.fields);
    const root = from.kind;
    const variables: Variables = { names: { [root]: 'old' }, fields: { [root]: fields }, unset: new Set() };
    const assignments = to.upcasts.find(upcast => upcast.from === from.version)?.assignments ?? [];
    const entries: string[] = [];
    for (const field of to.fields) {
        const assignment = assignments.find(candidate => candidate.field === field.name);
        const type = types.resolve(field.type);
        if (assignment) entries.push(writer.property(assignment, variables));
        else if (fields.has(field.name) && isCarried(fields.get(field.name), type)) entries.push(writer.carried(field.name, root, variables));
        else if (field.default) entries.push(writer.property({ field: field.name, operator: '=', value: field.default, origin: field.origin }, variables));
    }
    return `(old: ${messageType(from, module.place)}): ${messageType(to, module.place)} => (${objectLiteral(entries)})`;
}
