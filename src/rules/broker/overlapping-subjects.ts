import { streamName } from '../../model/brokers/nats-names.js';
import { helperKeys, streamKeys } from '../../model/brokers/redis-keys.js';
import type { Channel } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { boundChannel, crowdedBrokers, nameOrigin } from './scopes.js';

/** Two channels of one broker that would share a stream. */
export const overlappingSubjects = defineRule({
    id: 'broker/overlapping-subjects',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'Two channels of one broker have the same subjects, streams or name.',
    reason: 'A subject belongs to one stream and a key to one thing: NATS refuses the second, Redis mixes both up, and the embedded broker does not start.',
    bad: `broker stream nats

context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Orders on stream {
    carries OrderPlaced
    name "orders"
  }
  topic Shipments on stream {
    carries OrderShipped
    name "orders"
  }
  service Desk { every 1 hour -> OrderPlaced and OrderShipped }
  service Invoicing {
    on OrderPlaced by code
    on OrderShipped by code
  }
}
`,
    good: `broker stream nats

context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  topic Orders on stream {
    carries OrderPlaced
    name "orders"
  }
  topic Shipments on stream {
    carries OrderShipped
    name "shipments"
  }
  service Desk { every 1 hour -> OrderPlaced and OrderShipped }
  service Invoicing {
    on OrderPlaced by code
    on OrderShipped by code
  }
}
`,
    whenToTurnOff: 'Leave it on: there is no broker on which that works.',
    source: [{ title: 'NATS: Streams, Subjects', url: 'https://docs.nats.io/nats-concepts/jetstream/streams#subjects' }],
    messages: {
        subjects: "'{channel}' and '{other}' both have the subjects '{key}' on '{broker}', which belong to one stream. Give one of them another name.",
        streams: "'{channel}' and '{other}' both have the key '{key}' on '{broker}': each would get what is the other's. Give one of them another name.",
        names: "'{channel}' and '{other}' are both called '{key}' on the embedded broker, which does not start with that. Give one of them another name.",
    },
    check({ model, report }) {
        const crowded = crowdedBrokers(model.channels);
        const owners = new Map<string, Channel>();
        return {
            channel(channel) {
                const broker = channel.broker.value;
                if (!crowded.has(broker)) return;
                for (const { key, message } of placesOf(channel)) {
                    const place = `${broker} ${key}`;
                    const other = owners.get(place);
                    if (!other) {
                        owners.set(place, channel);
                        continue;
                    }
                    report({
                        origin: nameOrigin(channel),
                        message,
                        data: { channel: channel.name, other: other.name, key, broker },
                        related: [{ origin: nameOrigin(other), message: `'${other.name}' has it already` }],
                    } as Parameters<typeof report>[0]);
                    return;
                }
            },
        };
    },
});

/** What must be a channel's own; names on Kafka and RabbitMQ are rules of their own. */
function placesOf(channel: Channel): { key: string; message: 'subjects' | 'streams' | 'names' }[] {
    const name = channel.physicalName.value;
    switch (channel.brokerKind) {
        case 'nats': return [{ key: `${streamName(name)}.>`, message: 'subjects' }];
        case 'redis': return [...streamKeys(boundChannel(channel)), ...helperKeys(channel)].map(key => ({ key, message: 'streams' }));
        case 'memory': return [{ key: name, message: 'names' }];
        default: return [];
    }
}
