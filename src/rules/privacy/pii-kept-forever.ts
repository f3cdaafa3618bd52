import { personalDataOf } from '../../model/privacy/personal-data.js';
import { defineRule } from '../rule.js';
import { hasAnnotation, listPaths } from './paths.js';

/** Personal data on a channel that never forgets. */
export const piiKeptForever = defineRule({
    id: 'privacy/pii-kept-forever',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A channel that keeps its messages for ever carries personal data.',
    reason: 'Whoever asks to be forgotten must be: personal data may be kept no longer than it is needed for. A log that nothing is ever deleted from cannot forget anybody.',
    source: [
        { title: 'GDPR, Article 5 (1) (e): storage limitation', url: 'https://gdpr-info.eu/art-5-gdpr/' },
        { title: 'GDPR, Article 17: right to erasure', url: 'https://gdpr-info.eu/art-17-gdpr/' },
    ],
    bad: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
  topic Accounts {
    carries AccountOpened
    retain forever
  }
}
`,
    good: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
  topic Accounts {
    carries AccountOpened
    retain 30 days
  }
}
`,
    whenToTurnOff: 'Where the law asks for the records themselves, or where each person has a key of their own that is destroyed; the option `erasable` says so field by field.',
    options: {
        properties: { erasable: { type: 'array', items: { type: 'string' }, description: 'Annotations of fields that can be made unreadable later, such as by destroying the key that they are encrypted with.' } },
        defaults: { erasable: [] as string[] },
    },
    messages: {
        forever: "'{channel}' keeps its messages for ever, and '{message}' carries personal data ({fields}): nobody could be forgotten. Retain them for a time, or carry an identifier instead and keep the data where it can be deleted.",
        compacted: "'{channel}' keeps the latest message of every key for ever, and '{message}' carries personal data ({fields}): nobody could be forgotten. Carry an identifier instead and keep the data where it can be deleted, or leave out 'compact'.",
    },
    check({ model, graph, options, report }) {
        const personal = personalDataOf(model);
        return {
            channel(channel) {
                const { name, retain, compact, carries } = channel;
                if ((retain.value.kind !== 'forever' && !compact.value) || graph.isExternal(channel)) return;
                for (const { target, origin } of carries) {
                    const message = graph.message(target);
                    const paths = message ? personal.pathsOf(message).filter(path => !hasAnnotation(path, options.erasable)) : [];
                    const [first] = paths;
                    if (!first) continue;
                    const clause = compact.value ? compact : retain;
                    report({
                        origin,
                        message: compact.value ? 'compacted' : 'forever',
                        data: { channel: name, message: message!.name, fields: listPaths(paths) },
                        related: [
                            ...(clause.origin ? [{ origin: clause.origin, message: 'This keeps them' }] : []),
                            { origin: first.marked.origin, message: `'${first.marked.name}' is marked as personal data` },
                        ],
                    });
                }
            },
        };
    },
});
