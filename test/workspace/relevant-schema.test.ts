import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { relevantSchema, type Schema } from '../../src/workspace/relevant-schema.js';
import { samples } from '../support/properties.js';

const schema = {
    type: 'object', additionalProperties: false, required: ['name'],
    properties: {
        name: { type: 'string', minLength: 1 },
        rules: { type: 'object', additionalProperties: { $ref: '#/definitions/settings' }, properties: { extends: { enum: ['all', 'none'] } } },
        overrides: { type: 'array', minItems: 1, items: { type: 'object', additionalProperties: false, required: ['rules'], properties: { rules: { $ref: '#/definitions/settings' } } } },
    },
    definitions: {
        level: { enum: ['off', 'error'] },
        settings: {
            type: 'object', additionalProperties: false,
            properties: { 'a/*': { $ref: '#/definitions/level' }, 'a/b': { anyOf: [{ $ref: '#/definitions/level' }, { type: 'array', maxItems: 3, items: [{ $ref: '#/definitions/level' }, { type: 'object', additionalProperties: false, properties: { max: { type: 'integer' } } }] }] } },
        },
    },
};

/** What is wrong, each mistake with its place. */
function mistakes(judge: Schema, value: unknown): string[] {
    const validator = new Ajv({ allErrors: true, strict: false, logger: false });
    validator.validate(judge, value);
    return (validator.errors ?? []).map(({ instancePath, keyword, params }) => JSON.stringify([instancePath, keyword, params])).sort();
}

const { value } = fc.letrec(tie => ({
    value: fc.oneof({ maxDepth: 5, withCrossShrink: true }, fc.constantFrom('off', 'error', 'all', '', 1, null, true), tie('object'), fc.array(tie('value'), { maxLength: 3 })),
    object: fc.dictionary(fc.constantFrom('name', 'rules', 'overrides', 'extends', 'Shop', 'a/*', 'a/b', 'other'), tie('value'), { maxKeys: 4 }),
}));
const settings = fc.dictionary(fc.constantFrom('a/*', 'a/b', 'a/c'), fc.oneof(fc.constantFrom('off', 'error', 'loud'), fc.array(fc.constantFrom<unknown>('off', 3, {}, { max: 1 }, { max: 'x' }, { most: 1 }), { maxLength: 4 })), { maxKeys: 3 });
const likely = fc.record({ name: fc.string(), rules: fc.dictionary(fc.constantFrom('extends', 'Shop'), fc.oneof(settings, fc.constantFrom('all', 'some'))), overrides: fc.array(fc.record({ rules: settings, files: value }, { requiredKeys: [] }), { maxLength: 2 }) }, { requiredKeys: [] });

test('the relevant part of a schema finds what the whole finds', () => {
    fc.assert(fc.property(fc.oneof(likely, value), given => {
        expect(mistakes(relevantSchema(schema, given), given)).toEqual(mistakes(schema, given));
    }), samples(50));
});

test('what is not there is not in it, but for its name', () => {
    expect(relevantSchema(schema, { name: 'a', rules: { Shop: { 'a/*': 'off' } } })).toEqual({
        type: 'object', additionalProperties: false, required: ['name'],
        properties: {
            name: { type: 'string', minLength: 1 },
            overrides: true,
            rules: { type: 'object', properties: { extends: true, Shop: { type: 'object', additionalProperties: false, properties: { 'a/*': { enum: ['off', 'error'] }, 'a/b': true } } } },
        },
    });
});
