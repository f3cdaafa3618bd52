import type { Channel, Reference } from '../../model/flow-model.js';
import type { Rule } from '../rule.js';

/** A message that two channels carry. */
export const singleChannel: Rule = {
    id: 'coupling/single-channel',
    severity: 'error',
    summary: 'A message is carried by more than one channel, or twice by one.',
    reason: 'Whoever publishes must know where to, and whoever listens where from: with two channels some would see only a part of the messages, in no order.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders { carries OrderPlaced }
  topic Sales { carries OrderPlaced }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders { carries OrderPlaced }
}
`,
    check({ model, report }) {
        const first = new Map<string, { channel: Channel; reference: Reference }>();
        for (const channel of model.channels) {
            for (const reference of channel.carries) {
                const { target, text, origin } = reference;
                if (target === undefined) continue;
                const other = first.get(target);
                if (!other) {
                    first.set(target, { channel, reference });
                    continue;
                }
                report({
                    origin,
                    message: other.channel === channel
                        ? `'${text}' is there twice in '${channel.name}'. Remove one.`
                        : `'${text}' is already carried by '${other.channel.name}': a message travels one way, or some would miss it. Remove it from one of the two.`,
                    related: [{ origin: other.reference.origin, message: `Carried by '${other.channel.name}'` }],
                });
            }
        }
    },
};
