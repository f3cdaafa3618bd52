import type { PrimitiveName } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { ownHolders } from './message-types.js';
import { isSecret } from './secret-names.js';

/** A password, token or card number in a message. */
export const secretInPayload = defineRule({
    id: 'schema/secret-in-payload',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A message carries a password, a key, a token or the number of a payment card.',
    reason: 'A broker keeps what it carries: on disk, in replicas, in dead letter queues, and in the logs of whoever prints a message. Everybody who may read one of them has the secret, long after it was used.',
    source: [
        { title: 'OWASP Logging Cheat Sheet: Data to exclude', url: 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude' },
        { title: 'PCI Data Security Standard, requirement 3: Protect stored account data', url: 'https://www.pcisecuritystandards.org/document_library/' },
    ],
    bad: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    password: string
  }
}
`,
    good: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    passwordChangedAt: timestamp
  }
}
`,
    whenToTurnOff: 'Where messages are encrypted before they reach the broker, by keys that expire. Suppress it on a field whose name only sounds like a secret.',
    options: {
        properties: { names: { type: 'array', items: { type: 'string' }, description: 'More names of fields that are secrets in this system.' } },
        defaults: { names: [] as string[] },
    },
    messages: {
        secret: "'{field}' of '{owner}' is a secret, and '{message}' leaves it on the broker's disks, in dead letters and in logs, for everybody who may read them. Hand it over by a call that nothing keeps, and carry a reference to it, or what was made of it.",
    },
    check({ model, types, options, report }) {
        for (const { holder, message } of ownHolders(model)) {
            for (const { name: field, type: written, origin } of holder.fields) {
                const type = types.resolve(written);
                if (type?.kind !== 'primitive' || harmless.has(type.name)) continue;
                if (!isSecret(field, holder.name) && !options.names.includes(field)) continue;
                report({
                    origin,
                    message: 'secret',
                    data: { field, owner: holder.name, message: message.name },
                    related: holder === message ? [] : [{ origin: message.origin, message: `'${message.name}' holds it` }],
                });
            }
        }
    },
});

/** `password: boolean` says whether there is one, and `refreshToken: timestamp` when. */
const harmless: ReadonlySet<PrimitiveName> = new Set(['boolean', 'date', 'time', 'timestamp', 'duration']);
