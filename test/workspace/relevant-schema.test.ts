import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import configuration from '../../schema/config.json' with { type: 'json' };
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

test('of the configuration\'s own schema it finds the same mistakes, whatever is written of rules', () => {
    const whole = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(configuration);
    const ids = Object.keys(configuration.definitions.settings.properties);
    const options = fc.dictionary(fc.constantFrom('mode', 'max', 'verbs', 'reasons', 'allow', 'other'), fc.oneof(fc.constantFrom<unknown>('require', 3, -1, []), fc.array(fc.string(), { maxLength: 2 })), { maxKeys: 2 });
    const setting = fc.oneof(fc.constantFrom<unknown>('off', 'warning', 'loud', 1), fc.tuple(fc.constantFrom('error', 'loud'), options), fc.constant(['info']), fc.constant([]));
    const some = fc.dictionary(fc.oneof(fc.constantFrom(...ids), fc.constant('naming/nothing')), setting, { maxKeys: 2 });
    const given = fc.record({
        rules: fc.tuple(some, fc.record({ extends: fc.constantFrom('strict', 'strict@1', 'most'), contexts: fc.dictionary(fc.constantFrom('Shop'), some), overrides: fc.array(fc.record({ files: fc.array(fc.string({ minLength: 1 }), { maxLength: 1 }), rules: some }), { maxLength: 1 }) }, { requiredKeys: [] }))
            .map(([rules, rest]) => ({ ...rules, ...rest })),
    });
    fc.assert(fc.property(given, value => {
        const places = (errors: typeof whole.errors) => (errors ?? []).map(({ instancePath, keyword, params }) => JSON.stringify([instancePath, keyword, params])).sort();
        whole(value);
        expect(mistakes(relevantSchema(configuration, value), value)).toEqual(places(whole.errors));
    }), samples(100));
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
