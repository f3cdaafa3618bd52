import { personalDataOf, writePath, type PersonalPath } from '../../model/privacy/personal-data.js';
import { personalPathsIn } from '../../model/privacy/personal-values.js';
import { keyFieldOf, takenBy } from '../../model/taken-messages.js';
import { defineRule } from '../rule.js';

/** A key that is personal data. */
export const piiInKey = defineRule({
    id: 'privacy/pii-in-key',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A key of a message, a channel or a part is personal data.',
    reason: 'A key stands outside of the payload: brokers, logs, consoles and read models show it, compaction keeps it, and it cannot be encrypted for one person or erased without losing what it finds.',
    source: [{ title: 'CloudEvents Specification: Privacy and Security', url: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#privacy-and-security' }],
    bad: `context Accounts {
  event AccountOpened { key email: string @pii }
}
`,
    good: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
}
`,
    whenToTurnOff: 'Where everybody who can see keys may see these, and nothing is kept for longer than it takes to handle it.',
    messages: {
        field: "'{path}' is personal data, and the key of '{message}': it stands in the open in brokers, logs and read models, and cannot be erased. Make an identifier that says nothing of a person the key, and leave this in the payload.",
        channel: "'{channel}' keeps order by '{path}' of '{message}', which is personal data: it stands in the open in brokers and logs, and cannot be erased. Order by an identifier that says nothing of a person.",
        part: "'{part}' is kept by '{path}' of '{message}', which is personal data: it stands in the open in stores and logs, and what is kept by it cannot be found once it is erased. Keep it by an identifier that says nothing of a person.",
    },
    check({ model, graph, report }) {
        const personal = personalDataOf(model);
        const relatedTo = ({ marked }: PersonalPath) => [{ origin: marked.origin, message: `'${marked.name}' is marked as personal data` }];
        for (const message of personal.messages) {
            if (!message.latest || graph.isExternal(message)) continue;
            for (const { name, role, origin } of message.fields) {
                if (role !== 'key') continue;
                const [first] = personal.pathsAt(message, [name]);
                if (first) report({ origin, message: 'field', data: { path: writePath({ ...first, segments: [name, ...first.segments] }), message: message.name }, related: relatedTo(first) });
            }
        }
        for (const channel of model.channels) {
            const { name, orderBy: { value, origin }, carries } = channel;
            if (value.kind !== 'field' || !origin || graph.isExternal(channel)) continue;
            for (const { target } of carries) {
                const message = graph.message(target);
                const field = message?.fields.find(candidate => candidate.name === value.field && candidate.role !== 'key');
                const [first] = message && field ? personal.pathsAt(message, [field.name]) : [];
                if (!first) continue;
                report({ origin, message: 'channel', data: { channel: name, path: value.field, message: message!.name }, related: relatedTo(first) });
                break;
            }
        }
        for (const part of [...model.aggregates, ...model.projections, ...model.processes]) {
            if (!personal.parts.has(part)) continue;
            for (const taken of takenBy(part)) {
                const message = graph.message(taken.reference.target);
                if (!message || (!taken.key && !personal.isIn(message))) continue;
                const field = keyFieldOf(message, part, taken);
                // What is the message's own key is told where it is declared.
                const found = taken.key ? personalPathsIn(taken.key, { [message.kind]: message, state: personal.stateOf(part) }, personal)
                    : field && (field.role !== 'key' || graph.isExternal(message)) ? personal.pathsAt(message, [field.name]) : [];
                const [first] = found;
                if (!first) continue;
                report({
                    origin: taken.key?.origin ?? taken.reference.origin,
                    message: 'part',
                    data: { part: part.name, path: field?.name ?? first.marked.name, message: message.name },
                    related: relatedTo(first),
                });
                break;
            }
        }
    },
});
