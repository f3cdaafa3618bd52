import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';

const formats = {
    uuid: /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/,
    decimal: /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/,
    'date-time': /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
};

const schema = {
    type: 'object',
    properties: {
        orderId: { type: 'string', format: 'uuid' },
        customerId: { type: 'string', format: 'uuid' },
        placedAt: { type: 'string', format: 'date-time' },
        total: { type: 'string', format: 'decimal' },
        items: { type: 'integer', minimum: 1, maximum: 1000 },
        note: { type: 'string', minLength: 1, maxLength: 1000 },
    },
    required: ['orderId', 'customerId', 'placedAt', 'total', 'items', 'note'],
};

/** What somebody writes who needs no more than this: no ids remembered, no retries, no order. */
export async function handWrittenContestant(folder, options) {
    const ajv = new Ajv2020.default({ code: { source: true }, formats, ...options });
    const file = join(folder, `validate-${Object.keys(options).join('-')}.cjs`);
    // Beside the project's packages, as ajv's own helpers are required from there.
    writeFileSync(file, standaloneCode.default(ajv, ajv.compile(schema)));
    const validate = createRequire(import.meta.url)(file);
    let handled = 0;
    const handle = order => void (handled += order.items > 0 ? 1 : 0);
    return {
        handled: () => handled,
        run(messages) {
            for (const bytes of messages) {
                const { data } = JSON.parse(bytes.toString());
                if (!validate(data)) throw new Error(ajv.errorsText(validate.errors));
                handle(data);
            }
        },
    };
}
