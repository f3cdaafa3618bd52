import { personalDataOf } from '../../model/privacy/personal-data.js';
import { defineRule } from '../rule.js';

/** A person in the name of a channel. */
export const piiInChannelName = defineRule({
    id: 'privacy/pii-in-channel-name',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A topic routes by personal data, or the name of a channel holds an e-mail address.',
    reason: 'What a topic routes by becomes a part of subjects and routing keys, and so of names: they stand in permissions, metrics, consoles and logs, where no encryption hides them and nobody looks for a person who wants to be forgotten.',
    bad: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
  topic Accounts {
    carries AccountOpened
    route by email
  }
}
`,
    good: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    country: string /[A-Z]{2}/
    email: string @pii
  }
  topic Accounts {
    carries AccountOpened
    route by country
  }
}
`,
    whenToTurnOff: 'Where everybody who can see the names of channels may see these as well.',
    messages: {
        routed: "'{channel}' routes by '{field}' of '{message}', which is personal data: it becomes a part of the channel's names, which stand in permissions, metrics and logs. Route by something that says nothing of a person, and leave '{field}' in the payload.",
        address: "The name '{name}' holds an e-mail address: names stand in permissions, metrics and logs, and cannot be changed when a person leaves. Name the channel after what it carries.",
    },
    check({ model, graph, report }) {
        const personal = personalDataOf(model);
        return {
            channel(channel) {
                const { name, routeBy, physicalName, carries } = channel;
                if (graph.isExternal(channel)) return;
                for (const field of routeBy.value) {
                    for (const { target } of carries) {
                        const message = graph.message(target);
                        const [first] = message ? personal.pathsAt(message, [field]) : [];
                        if (!first) continue;
                        report({
                            origin: routeBy.origin ?? channel.origin,
                            message: 'routed',
                            data: { channel: name, field, message: message!.name },
                            related: [{ origin: first.marked.origin, message: `'${first.marked.name}' is marked as personal data` }],
                        });
                        break;
                    }
                }
                if (/[\w.+-]+@[\w-]+\.[a-z]{2,}/i.test(physicalName.value)) report({ origin: physicalName.origin ?? channel.origin, message: 'address', data: { name: physicalName.value } });
            },
        };
    },
});
