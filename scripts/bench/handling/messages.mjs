import { randomUUID } from 'node:crypto';

const types = 100;
const fields = 'key orderId: uuid  customerId: uuid  placedAt: timestamp  total: decimal  items: int(1..1000)  note: string(1..1000)';

/** A hundred events of six fields, and a service that hears of each. */
export const specification = `system Bench
context Shop {
${Array.from({ length: types }, (_, index) => `  public event OrderPlaced${index} { ${fields} }`).join('\n')}
  service Mailer {
    concurrency 16
${Array.from({ length: types }, (_, index) => `    on OrderPlaced${index}`).join('\n')}
  }
}
`;

/** The envelope type of the messages. */
export const type = 'Shop.OrderPlaced42.v1';

/** Messages of exactly a kibibyte. */
export function makeMessages(count) {
    return Array.from({ length: count }, (_, index) => {
        const [id, orderId, customerId] = [randomUUID(), randomUUID(), randomUUID()];
        const time = new Date().toISOString();
        const data = { orderId, customerId, placedAt: time, total: `${(index * 37) % 10_000}.90`, items: 1 + index % 9, note: '' };
        const envelope = { specversion: '1.0', id, source: '/shop/web', type, time, subject: orderId, datacontenttype: 'application/json', correlationid: id, data };
        data.note = 'Please leave it at the door, and ring twice. '.repeat(30).slice(0, 1024 - JSON.stringify(envelope).length);
        return Buffer.from(JSON.stringify(envelope));
    });
}

let renewals = 0;
/** Gives each message another id in place. */
export function renew(messages) {
    const prefix = (renewals++).toString(16).padStart(8, '0');
    const at = messages[0].indexOf('"id":"') + 6;
    for (const message of messages) message.write(prefix, at, 'latin1');
}
