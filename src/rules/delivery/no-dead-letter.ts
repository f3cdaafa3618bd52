import { serverNames } from '../../model/brokers/promises.js';
import { readersOf } from '../../model/readers.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';
import { deadLetterChannels, deadLettersReturn } from './dead-letters.js';

/** A channel whose dead letters have no place where they wait for somebody. */
export const noDeadLetter = defineRule({
    id: 'delivery/no-dead-letter',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'What fails for good has no place where it waits for somebody to look at it.',
    reason: 'A dead letter must lie still until it is understood. In a topic it is forgotten, in a queue with other work it is handed out to someone who cannot know it, and delivered at most once it never arrives.',
    bad: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  public command PackOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    dead letter Packing
  }
  queue Packing { carries PackOrder }
  service Warehouse {
    handle ShipOrder
    handle PackOrder
  }
}

actor Packer { sends Ordering.ShipOrder, Ordering.PackOrder }
`,
    good: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  public command PackOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    dead letter ShippingFailed
  }
  queue Packing { carries PackOrder }
  service Warehouse {
    handle ShipOrder
    handle PackOrder
  }
}

actor Packer { sends Ordering.ShipOrder, Ordering.PackOrder }
`,
    whenToTurnOff: 'Leave it on: a channel has a dead letter queue by itself, and what is reported is one that does not work.',
    source: [{ title: 'Enterprise Integration Patterns: Dead Letter Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html' }],
    messages: {
        topic: "The dead letters of '{channel}' go to the topic '{deadLetter}': nobody subscribes to what has failed, so that it is forgotten when its time is over. Name a queue.",
        busy: "The dead letters of '{channel}' go to '{deadLetter}', from which '{part}' takes other work: it does not know them, and they would be set aside once more. Name a queue of their own.",
        lossy: "'{channel}' delivers at most once: on {broker} what fails is gone, and nothing ever comes to '{deadLetter}'. Write 'deliver at-least-once', or remove the dead letter queue.",
    },
    check({ model, report }) {
        const tell = onceAPlace(report);
        const find = deadLetterChannels(model);
        const readers = readersOf(model);
        return {
            channel(channel) {
                const { name, deadLetter: { value, isDefault, origin = channel.origin }, deliver, brokerKind } = channel;
                // A circle is told as such.
                if (isDefault || deadLettersReturn(channel, find)) return;
                const queue = find(channel);
                const data = { channel: name, deadLetter: queue?.name ?? value };
                const [reader] = queue ? readers.of(queue) : [];
                if (deliver.value === 'at-most-once' && brokerKind !== 'memory') {
                    tell({
                        origin,
                        message: 'lossy',
                        data: { ...data, broker: serverNames[brokerKind] },
                        related: deliver.origin ? [{ origin: deliver.origin, message: 'Delivered at most once' }] : [],
                    });
                } else if (queue?.kind === 'topic') {
                    tell({ origin, message: 'topic', data, related: [{ origin: queue.origin, message: `'${queue.name}' is a topic` }] });
                } else if (queue && reader) {
                    tell({ origin, message: 'busy', data: { ...data, part: reader.part.name }, related: [{ origin: reader.part.origin, message: `'${reader.part.name}' takes from '${queue.name}'` }] });
                }
            },
        };
    },
});
