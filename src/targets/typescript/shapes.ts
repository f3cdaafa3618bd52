import type { Channel, EnumDeclaration, ExpressionType, Field, FlowModel, Message, Projection, Query, Type, TypeDeclaration } from '../../model/flow-model.js';
import { TypeIndex } from '../../model/type-index.js';
import { typeExpressions } from '../../model/typing.js';
import { alternativesOf, type Alternative } from '../../model/unions.js';
import { buildTopology } from '../../model/topology.js';
import { Brands, type IdTypes } from './brands.js';
import { folderOf, identifier, messageTypeName, moduleNames, namespaceOf, propertyKey } from './naming.js';
import type { Imports } from './writer.js';

/** What every emitter of one run shares. */
export interface Generation {
    model: FlowModel;
    types: TypeIndex;
    messages: Map<string, Message>;
    queries: Map<string, Query>;
    /** Types, enums and projections by id. */
    named: Map<string, TypeDeclaration | EnumDeclaration | Projection>;
    /** The prefix of the specification's files, to be left out where their places are told. */
    root: string;
    /** Of the tool, for the headers of generated files. */
    version: string;
    channels: ReadonlyMap<string, Channel>;
    /** Which ids have types of their own. */
    brands: Brands;
}

/** Gathers what every emitter needs; expressions have their types afterwards. */
export function startGeneration(model: FlowModel, { root, version, ids = 'plain' }: { root: string; version: string; ids?: IdTypes }): Generation {
    typeExpressions(model);
    const named = new Map<string, TypeDeclaration | EnumDeclaration | Projection>();
    for (const element of [...model.types, ...model.enums, ...model.projections]) named.set(element.id, element);
    const types = new TypeIndex(model);
    return {
        model, root, version, named, types,
        channels: buildTopology(model).channelOf,
        brands: new Brands(model, types, ids),
        messages: new Map(model.messages.map(message => [message.id, message])),
        queries: new Map(model.queries.map(query => [query.id, query])),
    };
}

/** Where a module stands, so that it can import what others declare. */
export interface Place {
    imports: Imports;
    /** The context of the module; none for `app.ts`. */
    context?: string;
    /** The path from the module to the output folder: `..` or `.`. */
    toRoot: string;
}

/** The module that declares a context's shapes, as this place imports it. */
export function shapesOf(context: string, place: Place, options: { value?: boolean } = {}): string {
    const from = place.context === context ? './messages.js' : `${place.toRoot}/${folderOf(context)}/messages.js`;
    return place.imports.namespace(namespaceOf(context), from, options);
}

/** The module of the ids that have types of their own, as this place imports it. */
export function idsOf({ brands }: Generation, place: Place, options: { value?: boolean } = {}): string {
    return place.imports.namespace(brands.namespace, `${place.toRoot}/ids.js`, options);
}

/** The type of a message, as this place writes it. */
export function messageType(message: Message, place: Place): string {
    return `${shapesOf(message.context, place)}.${messageTypeName(message)}`;
}

/** A written type in TypeScript, without what is optional about it at the top. `inShapes` is within messages.ts itself. */
export function typeText(type: Type, generation: Generation, place: Place, inShapes = false): string {
    switch (type.kind) {
        case 'primitive': {
            const brand = generation.brands.writtenIn(type);
            return brand ? `${idsOf(generation, place)}.${brand.type}` : primitiveText(type.name, place);
        }
        case 'list': return `readonly ${parenthesized(typeText(type.element, generation, place, inShapes), type.element.optional)}[]`;
        case 'map': return `{ readonly [key: string]: ${typeText(type.value, generation, place, inShapes)} }`;
        case 'union': return alternativesOf(type, generation.types).map(alternative => taggedText(alternative, generation, place, inShapes)).join(' | ');
        case 'named': return namedText(type.reference.target, generation, place, inShapes);
    }
}

/** An alternative of a union carries its type's name, so that the reader can tell which one it is. */
function taggedText({ type, tag }: Alternative, generation: Generation, place: Place, inShapes: boolean): string {
    const text = typeText(type, generation, place, inShapes);
    return tag === undefined ? parenthesized(text, false) : `(${text} & { readonly $type: '${tag}' })`;
}

function namedText(target: string | undefined, generation: Generation, place: Place, inShapes: boolean): string {
    const declaration = target === undefined ? undefined : generation.named.get(target);
    if (!declaration) return 'unknown';
    const name = identifier(declaration.name);
    if ('kind' in declaration) {
        const from = place.context === declaration.context ? `./${rowModule(declaration)}.js` : `${place.toRoot}/${folderOf(declaration.context)}/${rowModule(declaration)}.js`;
        return place.imports.type(name, from);
    }
    if (inShapes && place.context === declaration.context) return name;
    return `${shapesOf(declaration.context, place)}.${name}`;
}

/** The module of a projection, which declares its row. */
export function rowModule(projection: { name: string }): string {
    const base = folderOf(projection.name);
    return moduleNames.includes(base) ? `${base}-projection` : base;
}

function parenthesized(text: string, optional: boolean): string {
    const whole = optional ? `${text} | null` : text;
    return /[ |&]/.test(whole) && !isEnclosed(whole) ? `(${whole})` : whole;
}

/** True of a text whose first parenthesis is closed by its last character. */
function isEnclosed(text: string): boolean {
    if (!text.startsWith('(')) return false;
    let depth = 0;
    for (let index = 0; index < text.length; index++) {
        if (text[index] === '(') depth++;
        if (text[index] === ')' && --depth === 0) return index === text.length - 1;
    }
    return false;
}

function primitiveText(name: string, place: Place): string {
    switch (name) {
        case 'int': case 'long': case 'float': return 'number';
        case 'boolean': return 'boolean';
        case 'json': return place.imports.type('Json', `${place.toRoot}/runtime/index.js`);
        default: return 'string';
    }
}

/** How values of a type are told on the wire, where TypeScript's `string` says too little. */
export function wireNote(type: Type): string | undefined {
    if (type.kind !== 'primitive') return undefined;
    switch (type.name) {
        case 'decimal': return 'A decimal number as text: `12.50`.';
        case 'uuid': return 'A UUID.';
        case 'timestamp': return 'A timestamp: RFC 3339, `2026-01-31T12:00:00Z`.';
        case 'date': return 'A date: `2026-01-31`.';
        case 'time': return 'A time of day: `12:00:00`.';
        case 'duration': return 'A duration: ISO 8601, `PT2H`.';
        case 'bytes': return 'Bytes in base64.';
        default: return undefined;
    }
}

/** A field as a property of an interface. */
export function propertyText(field: Field, generation: Generation, place: Place, options: { inShapes?: boolean; mayBeMissing?: boolean } = {}): string {
    const text = typeText(field.type, generation, place, options.inShapes);
    const optional = field.type.optional || isAliasOptional(generation.types.resolve(field.type));
    const missing = options.mayBeMissing && (optional || startsUnset(field, generation));
    return `readonly ${propertyKey(field.name)}${optional || missing ? '?' : ''}: ${text}${missing ? ' | undefined' : ''};`;
}

/** True of a field of a state that nothing fills before an event does: no default, no list, no map. */
export function startsUnset(field: Field, { types }: Generation): boolean {
    const type = types.resolve(field.type);
    return !field.default && type?.kind !== 'list' && type?.kind !== 'map';
}

function isAliasOptional(type: ExpressionType | undefined): boolean {
    return type?.optional ?? false;
}
