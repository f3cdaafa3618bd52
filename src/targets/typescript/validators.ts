import { Ajv, _, str, type CodeKeywordDefinition, type KeywordErrorDefinition } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { GeneratedFile } from '../generated-file.js';
import { header } from './modules.js';
import { parametersValidatorName, validatorName } from './naming.js';
import { definitionKey, namedSchema, objectSchema, type Schema } from './schemas.js';
import { formats } from '../../model/formats.js';
import type { Generation } from './shapes.js';
import { readableValidators } from './validator-code.js';

/**
 * The module of validators, compiled ahead by ajv: one a message and one a query's parameters, sharing the functions of named types, importing nothing.
 * Lengths of texts are counted in UTF-16 units, as JavaScript does.
 */
export function writeValidators(generation: Generation): GeneratedFile {
    const { model } = generation;
    const $defs: Record<string, Schema> = {};
    for (const declaration of generation.named.values()) $defs[definitionKey(declaration.id)] = namedSchema(declaration, generation);
    for (const message of model.messages) $defs[`message:${validatorName(message)}`] = objectSchema(message.fields, generation);
    for (const query of model.queries) $defs[`query:${parametersValidatorName(query)}`] = objectSchema(query.parameters, generation);
    const ajv = createCompiler({ ownProperties: hasInheritedNames(generation) });
    ajv.addSchema({ $id: 'messages', $defs });
    const exports = Object.fromEntries([
        ...model.messages.map(message => [validatorName(message), `messages#/$defs/message:${validatorName(message)}`]),
        ...model.queries.map(query => [parametersValidatorName(query), `messages#/$defs/query:${parametersValidatorName(query)}`]),
    ]);
    const code = (standaloneCode as unknown as { default: typeof standaloneCode.default }).default(ajv, exports);
    const head = [
        '/* eslint-disable -- compiled from schemas by ajv, as JavaScript */',
        '// @ts-nocheck for the same reason',
        `import type { SchemaCheck } from './runtime/index.js';`,
    ];
    return { path: 'validators.ts', text: `${header(generation.version)}${head.join('\n')}\n${readableValidators(code)}\n` };
}

function createCompiler({ ownProperties }: { ownProperties: boolean }): Ajv {
    const ajv = new Ajv({
        // What ajv would say of its own options is nothing that a user of ours can act on.
        logger: false,
        code: { source: true, esm: true, lines: true, optimize: 2 },
        allErrors: false, messages: true, strict: true, strictRequired: false, strictTypes: false, validateFormats: true, unicodeRegExp: true, unicode: false,
        inlineRefs: false, ownProperties,
    });
    for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
    ajv.addKeyword(decimalBounds);
    // Of an error only its place and its sentence are read.
    for (const rule of Object.values(ajv.RULES.all)) {
        if (typeof rule !== 'object' || !rule.definition.error) continue;
        const { message } = messages[rule.keyword] ?? rule.definition.error;
        rule.definition.error = { message };
    }
    return ajv;
}

/** What is said where ajv's own words would need the schema at run time, or say too little. */
const messages: Readonly<Record<string, KeywordErrorDefinition>> = {
    enum: { message: ({ schema }) => str`must be one of ${(schema as string[]).map(value => `'${value}'`).join(', ')}` },
    const: { message: ({ schema }) => str`must be '${String(schema)}'` },
};

const decimalBounds: CodeKeywordDefinition = {
    keyword: 'decimalBounds',
    type: 'string',
    schemaType: 'object',
    error: { message: ({ schema: { minimum, maximum } }) => str`must be between ${String(minimum ?? '-∞')} and ${String(maximum ?? '∞')}` },
    code(cxt) {
        const { minimum, maximum } = cxt.schema as { minimum?: number; maximum?: number };
        const { data } = cxt;
        // A double is exact enough to compare with bounds that are doubles themselves.
        const outside = [...(minimum === undefined ? [] : [_`Number(${data}) < ${minimum}`]), ...(maximum === undefined ? [] : [_`Number(${data}) > ${maximum}`])];
        if (outside.length > 0) cxt.fail(outside.reduce((left, right) => _`${left} || ${right}`));
    },
};

/** True where a field has the name of something that every object has, so that only own properties may count. */
function hasInheritedNames({ model, named }: Generation): boolean {
    const fields = [...[...model.messages, ...named.values()].flatMap(declaration => ('fields' in declaration ? declaration.fields : [])), ...model.queries.flatMap(({ parameters }) => parameters)];
    return fields.some(({ name }) => name in Object.prototype);
}
