import type { Bounds, EnumDeclaration, Field, Projection, Type, TypeDeclaration } from '../../model/flow-model.js';
import { formats } from '../../model/formats.js';
import { alternativesOf, type Alternative } from '../../model/unions.js';
import type { Generation } from './shapes.js';

/** A JSON Schema (draft 2020-12 as far as it is used here). */
export interface Schema {
    [keyword: string]: unknown;
}

/** The schema of a message's data; named types are referred to by id in `#/$defs`. */
export function objectSchema(fields: readonly Field[], generation: Generation): Schema {
    const required = fields.filter(field => !(generation.types.resolve(field.type)?.optional ?? field.type.optional)).map(({ name }) => name);
    return {
        type: 'object',
        properties: Object.fromEntries(fields.map(field => [field.name, fieldSchema(field, generation)])),
        ...(required.length > 0 && { required }),
    };
}

function fieldSchema(field: Field, generation: Generation): Schema {
    const schema = typeSchema(field.type, generation);
    const format = field.annotations.find(({ name }) => name === 'format')?.arguments[0]?.value;
    return typeof format === 'string' && format in formats ? { ...schema, format } : schema;
}

/** The schema of a named type. */
export function namedSchema(declaration: TypeDeclaration | EnumDeclaration | Projection, generation: Generation): Schema {
    if ('values' in declaration) return { type: 'string', enum: declaration.values.map(({ name }) => name) };
    if ('alias' in declaration && declaration.alias) return typeSchema(declaration.alias, generation);
    return objectSchema(declaration.fields, generation);
}

/** The schema of a type as it is written. */
export function typeSchema(type: Type, generation: Generation): Schema {
    switch (type.kind) {
        case 'primitive': return primitiveSchema(type);
        case 'list': return { type: 'array', items: orNull(type.element, generation), ...limits(type.bounds, 'minItems', 'maxItems') };
        case 'map': return { type: 'object', additionalProperties: orNull(type.value, generation) };
        case 'named': return type.reference.target === undefined ? {} : { $ref: `#/$defs/${definitionKey(type.reference.target)}` };
        case 'union': return { anyOf: alternativesOf(type, generation.types).map(alternative => taggedSchema(alternative, generation)) };
    }
}

/** The key of a named type in `$defs`. */
export function definitionKey(id: string): string {
    return id.replaceAll('.', '_');
}

function taggedSchema({ type, tag }: Alternative, generation: Generation): Schema {
    const schema = typeSchema(type, generation);
    return tag === undefined ? schema : { allOf: [schema, { type: 'object', properties: { $type: { const: tag } }, required: ['$type'] }] };
}

function orNull(type: Type, generation: Generation): Schema {
    const schema = typeSchema(type, generation);
    return type.optional ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function primitiveSchema({ name, bounds, pattern }: Type & { kind: 'primitive' }): Schema {
    switch (name) {
        case 'string': return { type: 'string', ...limits(bounds, 'minLength', 'maxLength'), ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }) };
        case 'int': return { type: 'integer', ...limits({ minimum: -2_147_483_648, maximum: 2_147_483_647, ...bounds }, 'minimum', 'maximum') };
        case 'long': return { type: 'integer', ...limits({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...bounds }, 'minimum', 'maximum') };
        case 'float': return { type: 'number', ...limits(bounds, 'minimum', 'maximum') };
        case 'decimal': return { type: 'string', format: 'decimal', ...(bounds && { decimalBounds: bounds }) };
        case 'boolean': return { type: 'boolean' };
        case 'json': return {};
        case 'bytes': return { type: 'string', format: 'base64', ...limits(bounds, 'minLength', 'maxLength') };
        case 'timestamp': return { type: 'string', format: 'date-time' };
        default: return { type: 'string', format: name };
    }
}

function limits(bounds: Bounds | undefined, minimum: string, maximum: string): Schema {
    return {
        ...(bounds?.minimum !== undefined && { [minimum]: bounds.minimum }),
        ...(bounds?.maximum !== undefined && { [maximum]: bounds.maximum }),
    };
}
