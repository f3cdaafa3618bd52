import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** How many messages a contestant has on their way to the server, or in hand, at a time. */
export const window = 256;

const name = 'bench-orders';

/** The queue of the raw clients, beside that of the generated program. */
export const rawQueue = `${name}-raw`;

/** Of a topic on Kafka where nothing is said. */
export const partitions = 3;

/** A command of six fields in a queue without order, and a service that takes as many at a time as the window has. */
export const specificationFor = kind => `system Bench
broker main ${kind}
context Shop {
  public command PlaceOrder { key orderId: uuid  customerId: uuid  placedAt: timestamp  total: decimal  items: int(1..1000)  note: string(1..1000) }
  queue Orders on main {
    carries PlaceOrder
    order by none
    name "${name}"
  }
  service Till {
    handle PlaceOrder
    concurrency ${window}
  }
}
actor Customer { sends Shop.PlaceOrder }
`;

/** What is ordered, so that a message with its envelope is of a kibibyte. */
export function makeOrder(index) {
    return {
        orderId: randomUUID(), customerId: randomUUID(), placedAt: new Date().toISOString(), total: `${(index * 37) % 10_000}.90`, items: 1 + index % 9,
        note: 'Please leave it at the door, and ring twice. '.repeat(30).slice(0, 540),
    };
}

/** The same message as somebody writes it who has no generator: a CloudEvent with an id of its own. */
export function makeText(order) {
    const id = randomUUID();
    return JSON.stringify({ specversion: '1.0', id, source: '/shop/web', type: 'Shop.PlaceOrder.v1', time: new Date().toISOString(), subject: order.orderId, datacontenttype: 'application/json', correlationid: id, data: order });
}

const schema = {
    type: 'object',
    properties: {
        orderId: { type: 'string', format: 'uuid' }, customerId: { type: 'string', format: 'uuid' }, placedAt: { type: 'string', format: 'date-time' },
        total: { type: 'string', format: 'decimal' }, items: { type: 'integer', minimum: 1, maximum: 1000 }, note: { type: 'string', minLength: 1, maxLength: 1000 },
    },
    required: ['orderId', 'customerId', 'placedAt', 'total', 'items', 'note'],
};
const formats = {
    uuid: /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/,
    decimal: /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/,
    'date-time': /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
};

/** Reads and validates a message as it came, and counts it: the work of a handler by hand. */
export function makeHandler(folder) {
    const ajv = new Ajv2020.default({ code: { source: true }, formats });
    const file = join(folder, 'validate.cjs');
    writeFileSync(file, standaloneCode.default(ajv, ajv.compile(schema)));
    const validate = createRequire(import.meta.url)(file);
    let handled = 0;
    return {
        handled: () => handled,
        handle(text) {
            const { data } = JSON.parse(text);
            if (!validate(data)) throw new Error(ajv.errorsText(validate.errors));
            handled++;
        },
    };
}

/** Does something `count` times, with as many at a time as the window has. */
export async function inWindow(count, publish) {
    let next = 0;
    await Promise.all(Array.from({ length: Math.min(window, count) }, async () => {
        while (next < count) await publish(next++);
    }));
}
