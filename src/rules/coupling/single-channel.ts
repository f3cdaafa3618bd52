import { channelsByMessage } from '../../model/topology.js';
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
        const carriers = channelsByMessage(model);
        return {
            channel(channel) {
                for (const reference of channel.carries) {
                    const { target, text, origin } = reference;
                    const carrier = target === undefined ? undefined : carriers.get(target);
                    const first = carrier?.carries.find(other => other.target === target);
                    if (!carrier || !first || first === reference) continue;
                    const related = [{ origin: first.origin, message: `Carried by '${carrier.name}'` }];
                    if (carrier === channel) report({ origin, message: 'twice', data: { message: text, channel: channel.name }, related });
                    else report({ origin, message: 'carried', data: { message: text, other: carrier.name }, related });
                }
            },
        };
    },
});
