import { readersOf } from '../../model/readers.js';
import { defineRule } from '../rule.js';
import { deadLetterChannels } from './dead-letters.js';

/** A dead letter queue that nobody is known to look at. */
export const deadLetterUnread = defineRule({
    id: 'delivery/dead-letter-unread',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'Nobody is known to look at a dead letter queue.',
    reason: 'What could not be handled is safe in its dead letter queue and still not done. If nobody looks, the customer is the first to notice.',
    bad: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    dead letter ShippingTrouble
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    dead letter ShippingFailed
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'Where something outside watches all dead letter queues; better, name in the option "watched" which it does.',
    source: [{ title: 'Enterprise Integration Patterns: Dead Letter Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html' }],
    options: {
        properties: {
            watched: {
                description: 'Names of dead letter queues on the broker that a person or a program outside looks at; "*" stands for any characters.',
                type: 'array', items: { type: 'string' },
            },
        },
        defaults: { watched: [] as readonly string[] },
        forExample: { watched: ['*-failed'] },
    },
    messages: {
        unread: "Nobody is known to look at '{deadLetter}', where '{channel}' sets aside what fails for good. Have it watched, and name it in the option \"watched\" of this rule.",
    },
    check({ model, graph, options, report }) {
        const find = deadLetterChannels(model);
        const readers = readersOf(model);
        const isWatched = matches(options.watched);
        const told = new Set<string>();
        for (const channel of model.channels) {
            const { deadLetter, kind, broker } = channel;
            // A topic's dead letters are each subscription's own, unless they have been given a place together.
            if (channel.implied || (kind === 'topic' && deadLetter.isDefault) || graph.isExternal(channel) || channel.deliver.value === 'at-most-once') continue;
            const queue = find(channel);
            if ((queue && readers.of(queue).length > 0) || isWatched(deadLetter.value)) continue;
            const place = `${broker.value} ${deadLetter.value}`;
            if (told.has(place)) continue;
            told.add(place);
            report({ origin: deadLetter.origin ?? channel.origin, message: 'unread', data: { deadLetter: deadLetter.value, channel: channel.name } });
        }
    },
});

function matches(patterns: readonly string[]): (name: string) => boolean {
    const expressions = patterns.map(pattern => new RegExp(`^${pattern.split('*').map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')).join('.*')}$`));
    return name => expressions.some(expression => expression.test(name));
}
