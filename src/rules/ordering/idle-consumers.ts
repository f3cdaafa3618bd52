import { isOrdered } from '../../model/brokers/broker-scope.js';
import type { Channel } from '../../model/flow-model.js';
import { readersOf } from '../../model/readers.js';
import { defineRule } from '../rule.js';

/** A part that asks for more messages at a time than its channels have partitions. */
export const idleConsumers = defineRule({
    id: 'ordering/idle-consumers',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A part works on more messages at a time than the channels that it reads have partitions.',
    reason: 'Where order is kept, one message of each partition is in hand at a time. Concurrency beyond the partitions is paid for and never used.',
    bad: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    partitions 4
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing {
    on OrderPlaced by code
    concurrency 16
  }
}
`,
    good: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    partitions 16
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing {
    on OrderPlaced by code
    concurrency 16
  }
}
`,
    whenToTurnOff: 'Where the partitions of a channel are another team\'s to decide, and are about to be more.',
    source: [{ title: 'Apache Kafka: Design, Consumer Position and Groups', url: 'https://kafka.apache.org/documentation/#intro_consumers' }],
    messages: {
        idle: "'{part}' asks for {concurrency} messages at a time, but can have no more than {partitions}: '{channel}' keeps order {by} in {partitions} partitions{standard}. Write 'partitions {concurrency}' in '{channel}', or 'order by none' where order does not matter.",
    },
    check({ model, graph, report }) {
        const readers = readersOf(model);
        return {
            part(part) {
                const { concurrency } = part.settings;
                let widest: Channel | undefined;
                for (const { channel } of readers.by(part)) {
                    if (!(concurrency.value > channel.partitions.value) || channel.brokerKind === 'memory' || !isOrdered(channel) || graph.isExternal(channel)) return;
                    if (!widest || channel.partitions.value > widest.partitions.value) widest = channel;
                }
                if (!widest) return;
                const partitions = widest.partitions.value;
                report({
                    origin: concurrency.origin ?? part.origin,
                    message: 'idle',
                    data: {
                        part: part.name, concurrency: concurrency.value, partitions, channel: widest.name,
                        by: widest.orderBy.value.kind === 'field' ? `by '${widest.orderBy.value.field}'` : 'by key', standard: widest.partitions.isDefault ? ', which is the default' : '',
                    },
                    related: readers.by(part).map(({ channel: { name, partitions: { value, origin }, origin: declared } }) => ({ origin: origin ?? declared, message: `'${name}' has ${value} partitions` })),
                });
            },
        };
    },
});
