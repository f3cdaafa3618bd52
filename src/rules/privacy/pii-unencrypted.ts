import { personalDataOf, writePath, type Marked } from '../../model/privacy/personal-data.js';
import { defineRule } from '../rule.js';
import { hasAnnotation } from './paths.js';

/** Personal data that is not said to be encrypted. */
export const piiUnencrypted = defineRule({
    id: 'privacy/pii-unencrypted',
    since: '0.2.0',
    set: 'all@1',
    severity: 'warning',
    summary: 'Personal data in a message lacks the annotation by which a system says that a field is encrypted.',
    reason: 'Whoever may read a topic reads all of it, and so does whoever gets hold of a disk or a backup. A field that is encrypted by itself stays closed, and is forgotten with its key.',
    bad: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
}
`,
    good: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii @encrypted
  }
}
`,
    whenToTurnOff: 'Where messages are encrypted as a whole, or not at all. It finds nothing until the option `annotations` says how a field is marked: Sluice itself encrypts nothing.',
    options: {
        properties: { annotations: { type: 'array', items: { type: 'string' }, description: 'Annotations that say that a field is encrypted; with none of them the rule finds nothing.' } },
        defaults: { annotations: [] as string[] },
        forExample: { annotations: ['encrypted'] },
    },
    messages: {
        open: "'{path}' of '{message}' is personal data and not said to be encrypted: whoever can read the channel, a disk or a backup can read it. Encrypt it and mark it '@{annotation}', or carry an identifier instead.",
    },
    check({ model, graph, options, report }) {
        const [annotation] = options.annotations;
        if (annotation === undefined) return;
        const personal = personalDataOf(model);
        const told = new Set<Marked['origin']>();
        for (const message of personal.messages) {
            if (!message.latest || graph.isExternal(message)) continue;
            for (const path of personal.pathsOf(message)) {
                const { origin } = path.marked;
                if (hasAnnotation(path, options.annotations) || told.has(origin)) continue;
                told.add(origin);
                report({
                    origin,
                    message: 'open',
                    data: { path: writePath(path), message: message.name, annotation },
                    related: message.fields.some(field => field.origin === origin) ? [] : [{ origin: message.origin, message: `'${message.name}' holds it` }],
                });
            }
        }
    },
});
