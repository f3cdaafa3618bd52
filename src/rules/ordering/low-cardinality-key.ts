import { isOrdered } from '../../model/brokers/broker-scope.js';
import type { Type } from '../../model/flow-model.js';
import type { TypeIndex } from '../../model/type-index.js';
import { defineRule } from '../rule.js';
import { orderField } from './order-need.js';

/** A key that has fewer values than its channel has partitions. */
export const lowCardinalityKey = defineRule({
    id: 'ordering/low-cardinality-key',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'Messages are spread over partitions by a key that has fewer values than there are partitions.',
    reason: 'Every value has one partition. What has a boolean or a few enum values as its key fills a few partitions, and the others, with their consumers, get nothing.',
    bad: `context Ordering {
  enum Region { north, south }
  event OrderPlaced {
    key region: Region
    orderId: uuid
  }
  topic Orders {
    carries OrderPlaced
    partitions 12
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    good: `context Ordering {
  enum Region { north, south }
  event OrderPlaced {
    key orderId: uuid
    region: Region
  }
  topic Orders {
    carries OrderPlaced
    partitions 12
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Suppress it where all of a region must be in order among itself; then give the channel as many partitions as there are regions.',
    source: [{ title: 'Apache Kafka: The Producer', url: 'https://kafka.apache.org/documentation/#theproducer' }],
    messages: {
        few: "'{field}' has no more than {values} values, and '{channel}' spreads '{message}' by it over {partitions} partitions: at least {idle} of them would stay empty. Order by a field with more values, or write 'partitions {values}'.",
    },
    check({ graph, types, report }) {
        return {
            channel(channel) {
                const partitions = channel.partitions.value;
                // There is nothing else to order by where the channel is another system's.
                if (!isOrdered(channel) || graph.isExternal(channel)) return;
                for (const { target } of channel.carries) {
                    const message = graph.message(target);
                    const field = message && orderField(channel, message);
                    if (!field || graph.isExternal(message)) continue;
                    const values = countValues(field.type, types);
                    if (!(values < partitions)) continue;
                    report({
                        origin: field.origin,
                        message: 'few',
                        data: { field: field.name, values, channel: channel.name, message: message.name, partitions, idle: partitions - values },
                        related: [{ origin: channel.partitions.origin ?? channel.origin, message: `'${channel.name}' has ${partitions} partitions` }],
                    });
                }
            },
        };
    },
});

/** The most values that a type can have; infinite where nobody can say. */
function countValues(written: Type, types: TypeIndex): number {
    const type = types.underlying(written);
    if (type?.kind === 'named') return types.enum(type.reference.target!)?.values.length ?? Infinity;
    if (type?.kind !== 'primitive') return Infinity;
    if (type.name === 'boolean') return 2;
    if (type.name !== 'int' || type.bounds?.minimum === undefined || type.bounds.maximum === undefined) return Infinity;
    return type.bounds.maximum - type.bounds.minimum + 1;
}
