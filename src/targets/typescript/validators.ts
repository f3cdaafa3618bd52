import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { _ } from 'ajv';
import type { GeneratedFile } from '../generated-file.js';
import { header } from './modules.js';
import { validatorName } from './naming.js';
import { definitionKey, formats, namedSchema, objectSchema } from './schemas.js';
import type { Generation } from './shapes.js';

/**
 * The module of validators, compiled ahead by ajv: one a message, sharing the functions of named types, importing nothing.
 * Lengths of texts are counted in UTF-16 units, as JavaScript does.
 */
export function writeValidators(generation: Generation): GeneratedFile {
    const { model } = generation;
    const ajv = new Ajv2020({
        // What ajv would say of its own options is nothing that a user of ours can act on.
        logger: false,
        code: { source: true, esm: true, lines: true, optimize: 1 },
        allErrors: false, messages: true, strict: true, strictRequired: false, strictTypes: false, validateFormats: true, ownProperties: true, unicodeRegExp: true, unicode: false,
        inlineRefs: false,
    });
    for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
    ajv.addKeyword({
        keyword: 'decimalBounds',
        type: 'string',
        schemaType: 'object',
        error: { message: cxt => _`"must be between " + ${String(cxt.schema.minimum ?? '-∞')} + " and " + ${String(cxt.schema.maximum ?? '∞')}` },
        code(cxt) {
            const { minimum, maximum } = cxt.schema as { minimum?: number; maximum?: number };
            const { data } = cxt;
            // A double is exact enough to compare with bounds that are doubles themselves.
            const below = minimum === undefined ? _`false` : _`Number(${data}) < ${minimum}`;
            const above = maximum === undefined ? _`false` : _`Number(${data}) > ${maximum}`;
            cxt.fail(_`${below} || ${above}`);
        },
    });
    const $defs = Object.fromEntries([...generation.named.values()].map(declaration => [definitionKey(declaration.id), namedSchema(declaration, generation)]));
    ajv.addSchema({ $id: 'messages', $defs: { ...$defs, ...Object.fromEntries(model.messages.map(message => [`message:${validatorName(message)}`, objectSchema(message.fields, generation)])) } });
    const exports = Object.fromEntries(model.messages.map(message => [validatorName(message), `messages#/$defs/message:${validatorName(message)}`]));
    const code = (standaloneCode as unknown as { default: typeof standaloneCode.default }).default(ajv, exports);
    const typed = code.replace(/^(?:"use strict";)?/, '').replace(/export const (\w+) = (\w+);/g, 'export const $1: SchemaCheck = $2;');
    const head = "// @ts-nocheck compiled from schemas, as JavaScript\nimport type { SchemaCheck } from './runtime/index.js';\n";
    return { path: 'validators.ts', text: `${header(generation.version)}${head}${typed}\n` };
}
