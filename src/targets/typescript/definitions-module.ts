import type { Message, Query } from '../../model/flow-model.js';
import { isCarried } from '../../model/type-index.js';
import { fieldsLackedAfterUpcast, nextVersionOf } from '../../model/versions.js';
import type { GeneratedFile } from '../generated-file.js';
import { envelopeType, latestId } from '../../model/topology.js';
import { ExpressionWriter, type Variables } from './expressions.js';
import { Module } from './modules.js';
import { camelName, definitionName, folderOf, identifier, parametersValidatorName, quote, sourcePlace, validatorName } from './naming.js';
import { messageType, type Generation } from './shapes.js';
import { arrayLiteral, arrow, block, objectLiteral } from './writer.js';

/** What the runtime knows of each message of a context: its channel, its key, what is valid, which older versions it reads. */
export function writeDefinitions(context: string, generation: Generation): GeneratedFile {
    const { model } = generation;
    const module = new Module(`${folderOf(context)}/definitions.ts`, generation.version, context);
    for (const message of model.messages) {
        if (message.context === context && message.latest) addDefinition(message, module, generation);
    }
    for (const message of model.messages) if (message.context === context) addUpcasts(message, module, generation);
    return module.toFile();
}

/** Imports the definitions of a context and gives the one of a message. */
export function definitionOf(message: Message, module: Module): string {
    const from = module.place.context === message.context ? './definitions.js' : `${module.place.toRoot}/${folderOf(message.context)}/definitions.js`;
    return `${module.imports.namespace(`${camelName(message.context)}Messages`, from, { value: true })}.${definitionName(message)}`;
}

function addDefinition(message: Message, module: Module, generation: Generation): void {
    const { fields, kind, id, documentation, origin } = message;
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
    module.add(`${block(`export const ${definitionName(message)} = ${module.use('defineMessage')}<${messageType(message, module.place)}>(`, entries.map(entry => `${entry},`)).replace('( {', '({')});`, documentation, `From ${sourcePlace(origin, generation.root)}.`);
}

function validator(message: Message, module: Module): string {
    return `${module.use('schemaValidator')}(${module.imports.value(validatorName(message), `${module.place.toRoot}/validators.js`)})`;
}

/** The validator of what a query is asked with. */
export function parametersValidator(query: Query, module: Module): string {
    return `${module.use('schemaValidator')}(${module.imports.value(parametersValidatorName(query), `${module.place.toRoot}/validators.js`)})`;
}

function olderVersions(message: Message, module: Module, generation: Generation): string[] {
    const versions = versionsOf(message, generation).filter(({ latest }) => !latest);
    return versions.flatMap(version => {
        const steps = upcastSteps(version, message, versions, generation);
        if (!steps) return [];
        const upcast = steps.length === 1 ? upcastName(version) : arrow(['data'], [`return ${steps.reduce((inner, step) => `${upcastName(step)}(${inner})`, 'data')};`]);
        return [`${module.use('olderVersion')}(${[quote(envelopeType(version)), validator(version, module), upcast].join(', ')})`];
    });
}

/** Those that can still be read: the message's own version and older ones, oldest first. */
function versionsOf(message: Message, { model }: Generation): Message[] {
    return model.messages.filter(({ id, version }) => latestId(id) === message.id && version <= message.version).sort((left, right) => left.version - right.version);
}

/** The versions on the way from one to the latest, itself first; undefined where the specification does not say how. */
function upcastSteps(from: Message, to: Message, versions: readonly Message[], { types }: Generation): Message[] | undefined {
    const steps: Message[] = [];
    for (let current = from; current !== to;) {
        const next = nextVersionOf(current, [...versions, to]);
        if (!next || fieldsLackedAfterUpcast(current, next, types).length > 0) return undefined;
        steps.push(current);
        current = next;
    }
    return steps;
}

/** `upcastOrderPlacedV1`. */
function upcastName({ name, version }: Message): string {
    return identifier(`upcast${name}V${version}`);
}

/** Adds the function that makes the next version of an older one. */
function addUpcasts(from: Message, module: Module, generation: Generation): void {
    if (from.latest) return;
    const latest = generation.messages.get(latestId(from.id));
    const next = latest && nextVersionOf(from, versionsOf(latest, generation));
    if (!next || fieldsLackedAfterUpcast(from, next, generation.types).length > 0) return;
    const { types } = generation;
    const writer = new ExpressionWriter(generation, module.place);
    const fields = types.fieldTypes(from.fields);
    const root = from.kind;
    const variables: Variables = { names: { [root]: 'old' }, fields: { [root]: fields }, unset: new Set() };
    const upcast = next.upcasts.find(({ from: version }) => version === from.version);
    const entries: string[] = [];
    for (const field of next.fields) {
        const assignment = upcast?.assignments.find(candidate => candidate.field === field.name);
        const type = types.resolve(field.type);
        if (assignment) entries.push(writer.property(assignment, variables, field.type));
        else if (fields.has(field.name) && isCarried(fields.get(field.name), type)) entries.push(writer.carried(field.name, root, variables, field));
        else if (field.default) entries.push(writer.property({ field: field.name, value: field.default }, variables, field.type));
    }
    const made = objectLiteral(entries);
    const parameter = `${/\bold\./.test(made) ? 'old' : '_old'}: ${messageType(from, module.place)}`;
    module.add(block(`export function ${upcastName(from)}(${parameter}): ${messageType(next, module.place)}`, [`return ${made};`]),
        `Version ${from.version} of ${from.name} as version ${next.version}.`, `From ${sourcePlace((upcast ?? next).origin, generation.root)}.`);
}
