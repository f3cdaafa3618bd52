import type { Channel, Reference } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** A message that two channels carry. */
export const singleChannel = defineRule({
    id: 'coupling/single-channel',
    since: '0.1.0',
    set: 'recommended@1',
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
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        twice: "'{message}' is there twice in '{channel}'. Remove one.",
        carried: "'{message}' is already carried by '{other}': a message travels one way, or some would miss it. Remove it from one of the two.",
    },
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
                const related = [{ origin: other.reference.origin, message: `Carried by '${other.channel.name}'` }];
                if (other.channel === channel) report({ origin, message: 'twice', data: { message: text, channel: channel.name }, related });
                else report({ origin, message: 'carried', data: { message: text, other: other.channel.name }, related });
            }
        }
    },
});
