import type { Annotation, EnumDeclaration, Field, Message, Query, TypeDeclaration } from '../../model/flow-model.js';
import { pascalCase } from '../../model/names.js';
import { envelopeType, latestId } from '../../model/topology.js';
import type { GeneratedFile } from '../generated-file.js';
import { Module } from './modules.js';
import { documentationComment, folderOf, identifier, messageTypeName, quote, sourcePlace } from './naming.js';
import { propertyText, typeText, wireNote, type Generation, type Place } from './shapes.js';
import { block, indent } from './writer.js';

/** The shapes of a context: its enums, types, messages in every version, and what its queries take and give. */
export function writeMessages(context: string, generation: Generation): GeneratedFile {
    const { model } = generation;
    const module = new Module(`${folderOf(context)}/messages.ts`, generation.version, context);
    for (const declaration of model.enums) if (declaration.context === context) addEnum(declaration, module, generation);
    for (const declaration of model.types) if (declaration.context === context) addType(declaration, module, generation);
    for (const message of model.messages) if (message.context === context) addMessage(message, module, generation);
    for (const query of model.queries) if (query.context === context) addQuery(query, module, generation);
    addUnions(context, module, generation);
    return module.toFile();
}

/** Adds the events and the commands of a context as one type each, and what messages of several versions may look like. */
function addUnions(context: string, module: Module, { model, root }: Generation): void {
    const own = model.messages.filter(message => message.context === context);
    const taken = new Set([...own.map(messageTypeName), ...[...model.enums, ...model.types].filter(declaration => declaration.context === context).map(({ name }) => name)]);
    const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
    const union = (alternatives: readonly string[]) => (alternatives.length === 1 ? ` ${alternatives[0]}` : `\n${indent(alternatives.map(alternative => `| ${alternative}`).join('\n'))}`);
    for (const message of own.filter(({ latest, version }) => latest && version > 1)) {
        const versions = own.filter(({ id }) => latestId(id) === message.id).sort((left, right) => left.version - right.version);
        if (versions.length === 1) continue;
        const alternatives = versions.map(version => `{ readonly type: ${quote(envelopeType(version))}; readonly data: ${messageTypeName(version)} }`);
        module.add(`export type ${free(`Versioned${message.name}`)} =${union(alternatives)};`, `\`${message.name}\` in every version, told apart by the type that its envelope has.`, `From ${sourcePlace(message.origin, root)}.`);
    }
    for (const kind of ['event', 'command'] as const) {
        const messages = own.filter(message => message.kind === kind && message.latest);
        if (messages.length === 0) continue;
        const alternatives = messages.map(message => `${module.useType('Named')}<${quote(message.id)}, ${messageTypeName(message)}>`);
        module.add(`export type ${free(`${pascalCase(context)}${pascalCase(kind)}`)} =${union(alternatives)};`,
            `Every ${kind} of \`${context}\`, for a \`switch\` by its name: with \`assertNever\` at its end it does not compile when one is missing.`);
    }
}

/** The type of a query's parameters. */
export function parametersName(query: Query): string {
    return `${identifier(pascalCase(query.name))}Parameters`;
}

/** The type of a query's result. */
export function resultName(query: Query): string {
    return `${identifier(pascalCase(query.name))}Result`;
}

/** The fields of something as the body of an interface. */
export function properties(fields: readonly Field[], generation: Generation, place: Place, options: Parameters<typeof propertyText>[3] = {}): string[] {
    return fields.map(field => documentationComment(field.documentation, ...notesOf(field)) + propertyText(field, generation, place, options));
}

function addEnum({ name, values, documentation, annotations, origin }: EnumDeclaration, module: Module, { root }: Generation): void {
    const type = identifier(name);
    const alternatives = values.map(value => `${documentationComment(value.documentation, ...deprecation(value.annotations))}| ${quote(value.name)}`).join('\n');
    module.add(`export type ${type} =\n${indent(alternatives)};`, documentation, ...deprecation(annotations), `From ${sourcePlace(origin, root)}.`);
    module.add(`export const ${type}: readonly ${type}[] = [${values.map(value => quote(value.name)).join(', ')}];`, `Every value of \`${name}\`, in the order of the specification.`);
}

function addType({ name, fields, alias, documentation, annotations, origin }: TypeDeclaration, module: Module, generation: Generation): void {
    const notes = [documentation, ...deprecation(annotations), `From ${sourcePlace(origin, generation.root)}.`];
    const type = identifier(name);
    if (alias) module.add(`export type ${type} = ${typeText(alias, generation, module.place, true)}${alias.optional ? ' | undefined' : ''};`, documentation, wireNote(alias), `From ${sourcePlace(origin, generation.root)}.`);
    else module.add(fields.length === 0 ? `export type ${type} = object;` : block(`export interface ${type}`, properties(fields, generation, module.place, { inShapes: true })), ...notes);
}

function addMessage(message: Message, module: Module, generation: Generation): void {
    const { documentation, annotations, origin, fields, kind, version, latest } = message;
    const what = `${kind === 'event' ? 'Event' : 'Command'}${latest && version === 1 ? '' : ` in version ${version}`} from ${sourcePlace(origin, generation.root)}.`;
    module.add(shape(messageTypeName(message), fields, module, generation), documentation, ...deprecation(annotations), what);
}

/** Fields as an interface; of none, a type that takes no field at all. */
function shape(name: string, fields: readonly Field[], module: Module, generation: Generation): string {
    if (fields.length === 0) return `export type ${name} = Record<string, never>;`;
    return block(`export interface ${name}`, properties(fields, generation, module.place, { inShapes: true }));
}

function addQuery(query: Query, module: Module, generation: Generation): void {
    const { documentation, name, origin, parameters, result } = query;
    const place = `From ${sourcePlace(origin, generation.root)}.`;
    module.add(shape(parametersName(query), parameters, module, generation), documentation, `What the query \`${name}\` is asked with. ${place}`);
    // Nothing found is `null` on the wire, because JSON knows nothing that is missing by itself.
    module.add(`export type ${resultName(query)} = ${typeText(result, generation, module.place, true)}${result.optional ? ' | null' : ''};`, `What the query \`${name}\` is answered with. ${place}`);
}

function notesOf({ role, type, annotations }: Field): (string | undefined)[] {
    const example = annotations.find(({ name }) => name === 'example')?.arguments[0]?.value;
    return [
        role === 'key' ? 'The key: orders and addresses the message.' : role === 'header' ? 'Travels in the envelope too.' : undefined,
        wireNote(type),
        annotations.some(({ name }) => name === 'pii') ? 'Personal data.' : undefined,
        ...(example !== undefined ? [`@example ${JSON.stringify(example)}`] : []),
        ...deprecation(annotations),
    ];
}

function deprecation(annotations: readonly Annotation[]): string[] {
    const deprecated = annotations.find(({ name }) => name === 'deprecated');
    if (!deprecated) return [];
    const reason = deprecated.arguments.find(({ name }) => name === undefined)?.value;
    const until = deprecated.arguments.find(({ name }) => name === 'until')?.value;
    return [`@deprecated${reason === undefined ? '' : ` ${reason}`}${until === undefined ? '' : ` (until ${until})`}`];
}
