import { isOrdered } from '../../model/brokers/broker-scope.js';
import { serverNames } from '../../model/brokers/promises.js';
import { defineRule } from '../rule.js';

/** A channel that is to keep an order and to hand out the urgent first. */
export const orderedPriority = defineRule({
    id: 'ordering/ordered-priority',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A channel has priorities and keeps an order.',
    reason: 'Priority means that later messages pass earlier ones. Of two messages of one key the urgent one then comes first, whichever was sent first: a refund before the capture that it takes back.',
    bad: `broker work rabbitmq

context Billing {
  public command CapturePayment { key orderId: uuid }
  queue PaymentWork on work {
    carries CapturePayment
    order by key
    priority 0..9
  }
  service Terminal { handle CapturePayment }
}

actor Cashier { sends Billing.CapturePayment }
`,
    good: `broker work rabbitmq

context Billing {
  public command CapturePayment { key orderId: uuid }
  queue PaymentWork on work {
    carries CapturePayment
    order by none
    priority 0..9
  }
  service Terminal { handle CapturePayment }
}

actor Cashier { sends Billing.CapturePayment }
`,
    whenToTurnOff: 'Where all messages of one key always have the same priority.',
    source: [{ title: 'RabbitMQ: Classic Queues Support Priorities', url: 'https://www.rabbitmq.com/docs/priority' }],
    messages: {
        written: "'{channel}' keeps its order by {by} and has priorities: on {broker} a message of higher priority passes earlier ones of its key. Remove one of the two, or carry what is urgent by a queue of its own.",
        byDefault: "'{channel}' keeps order by key, as its messages have one, and has priorities: on {broker} a message of higher priority passes earlier ones of its key. Write 'order by none' if that is meant, or remove the priorities.",
    },
    check({ report }) {
        return {
            channel(channel) {
                const { priority, orderBy, brokerKind } = channel;
                // The embedded broker gives priority among keys only.
                if (brokerKind === 'memory' || !priority || !isOrdered(channel)) return;
                const data = { channel: channel.name, broker: serverNames[brokerKind] };
                const origin = priority.origin ?? channel.origin;
                if (orderBy.isDefault) report({ origin, message: 'byDefault', data });
                else {
                    report({
                        origin,
                        message: 'written',
                        data: { ...data, by: orderBy.value.kind === 'field' ? `'${orderBy.value.field}'` : 'key' },
                        related: orderBy.origin ? [{ origin: orderBy.origin, message: 'The order is asked for here' }] : [],
                    });
                }
            },
        };
    },
});
