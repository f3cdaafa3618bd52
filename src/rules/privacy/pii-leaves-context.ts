import { personalDataOf } from '../../model/privacy/personal-data.js';
import { defineRule } from '../rule.js';
import { listPaths } from './paths.js';

/** Personal data that one context gives to another. */
export const piiLeavesContext = defineRule({
    id: 'privacy/pii-leaves-context',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'A message takes personal data from the context that has it to another one.',
    reason: 'Every context that keeps personal data has to protect it, to tell people about it, and to forget it. It should get no more than it needs, and somebody should have decided that it does.',
    source: [{ title: 'GDPR, Article 5 (1) (c): data minimisation', url: 'https://gdpr-info.eu/art-5-gdpr/' }],
    bad: `context Accounts {
  public event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
  service Registry { every 1 hour -> AccountOpened }
}
context Reports {
  uses Accounts
  projection Openings by accountId {
    seen: boolean = false
    on Accounts.AccountOpened { seen = true }
    query AllOpenings() returns Openings[]
  }
}
`,
    good: `context Accounts {
  event AccountRegistered {
    key accountId: uuid
    email: string @pii
  }
  public event AccountOpened { key accountId: uuid }
  service Registry {
    every 1 hour -> AccountOpened
    every 2 hours -> AccountRegistered
    on AccountRegistered
  }
}
context Reports {
  uses Accounts
  projection Openings by accountId {
    seen: boolean = false
    on Accounts.AccountOpened { seen = true }
    query AllOpenings() returns Openings[]
  }
}
`,
    whenToTurnOff: 'Where all contexts belong to one team with one duty. It is off by default: turn it on to go through what leaves each context once, and suppress what is meant with the reason.',
    options: {
        properties: { allow: { type: 'array', items: { type: 'string' }, description: 'Names of contexts that may have personal data from others.' } },
        defaults: { allow: [] as string[] },
    },
    messages: {
        taken: "'{part}' takes {fields} with '{message}': personal data leaves '{owner}' for '{user}', which then has to protect and to forget it as well. Publish an event without it, or say why '{user}' needs it.",
        sent: "'{part}' sends {fields} with '{message}': personal data leaves '{owner}' for '{user}', which then has to protect and to forget it as well. Send an identifier instead, or say why '{user}' needs it.",
    },
    check({ model, graph, options, report }) {
        const personal = personalDataOf(model);
        for (const message of personal.messages) {
            const paths = personal.pathsOf(message);
            const [first] = paths;
            if (!first) continue;
            const told = new Set<string>();
            for (const { by, kind, context, origin } of graph.usesOf(message.id)) {
                // Whoever publishes an event or handles a command has the data already; people at the edge are no contexts.
                if (context === undefined || context === message.context || (message.kind === 'event' ? kind === 'publishes' : kind !== 'sends')) continue;
                const [owner, user] = message.kind === 'event' ? [message.context, context] : [context, message.context];
                if (graph.isExternal({ context: owner }) || options.allow.includes(user) || told.has(context)) continue;
                told.add(context);
                report({
                    origin,
                    message: message.kind === 'event' ? 'taken' : 'sent',
                    data: { part: by, fields: listPaths(paths), message: message.name, owner, user },
                    related: [{ origin: first.marked.origin, message: `'${first.marked.name}' is marked as personal data` }],
                });
            }
        }
    },
});
