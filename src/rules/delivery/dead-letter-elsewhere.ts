import type { Channel } from '../../model/flow-model.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';
import { deadLetterChannels } from './dead-letters.js';

/** Dead letters that are meant for a channel of another broker, which they never reach. */
export const deadLetterElsewhere = defineRule({
    id: 'delivery/dead-letter-elsewhere',
    since: '0.2.0',
    set: 'recommended@2',
    severity: 'warning',
    summary: 'A dead letter names a channel that is on another broker.',
    reason: 'Dead letters stay on the broker on which they failed. What is set aside waits there in a queue of the same name, while whoever is to mend it looks at an empty one on the other broker.',
    bad: `broker log kafka
broker work rabbitmq

context Ordering {
  public event OrderPlaced { key orderId: uuid }
  command MendOrder { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    dead letter OrdersFailed
  }
  queue OrdersFailed on work { carries MendOrder }
  service Mending { handle MendOrder }
  service OrderDesk { every 1 hour -> OrderPlaced and send MendOrder }
}

context Billing {
  service Invoicing { on Ordering.OrderPlaced }
}
`,
    good: `broker log kafka
broker work rabbitmq

context Ordering {
  public event OrderPlaced { key orderId: uuid }
  command MendOrder { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    dead letter OrdersFailed
  }
  queue Mends on work { carries MendOrder }
  service Mending { handle MendOrder }
  service OrderDesk { every 1 hour -> OrderPlaced and send MendOrder }
}

context Billing {
  service Invoicing { on Ordering.OrderPlaced }
}
`,
    whenToTurnOff: 'Where something outside moves what is set aside from one broker to the other.',
    source: [
        { title: 'Enterprise Integration Patterns: Dead Letter Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html' },
        { title: 'RabbitMQ: Dead Letter Exchanges', url: 'https://www.rabbitmq.com/docs/dlx' },
    ],
    messages: {
        elsewhere: "What fails in '{channel}' never reaches '{named}': dead letters stay on the broker where they failed, '{broker}', and '{named}' is on '{other}'. Name a queue of '{broker}', or bring both channels to one broker.",
    },
    check({ model, graph, report }) {
        if (model.brokers.length < 2) return;
        const find = deadLetterChannels(model);
        const tell = onceAPlace(report);
        let others: Map<string, Channel> | undefined;
        for (const channel of model.channels) {
            const { deadLetter, deliver, broker } = channel;
            if (deadLetter.isDefault || deliver.value === 'at-most-once' || graph.isExternal(channel) || find(channel)) continue;
            others ??= new Map(model.channels.map(other => [other.physicalName.value, other]));
            const named = others.get(deadLetter.value);
            if (!named) continue;
            tell({
                origin: deadLetter.origin ?? channel.origin,
                message: 'elsewhere',
                data: { channel: channel.name, named: named.name, broker: broker.value, other: named.broker.value },
                related: [{ origin: named.origin, message: `'${named.name}' is on '${named.broker.value}'` }],
            });
        }
    },
});
