import { workQueueType } from '../../model/brokers/rabbitmq-queues.js';
import { defineRule } from '../rule.js';

/** The most replicas of a stream in JetStream. */
const mostOnNats = 5;

/** A number of replicas that protects less than it seems to. */
export const replication = defineRule({
    id: 'broker/replication',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A broker keeps a number of replicas that protects less than it costs, or that it does not keep at all.',
    reason: 'A message is safe when a majority, or all but one of the replicas, have it. Two of them are no safer than one, four no safer than three, and some queues are not replicated whatever is asked for.',
    bad: `broker log kafka { replication 2 }

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log { carries OrderPlaced }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    good: `broker log kafka { replication 3 }

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log { carries OrderPlaced }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'While a cluster grows from one machine to three.',
    source: [
        { title: 'Apache Kafka: Topic Configs, min.insync.replicas', url: 'https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas' },
        { title: 'RabbitMQ: Quorum Queues, Replication Factor', url: 'https://www.rabbitmq.com/docs/quorum-queues#replication-factor' },
        { title: 'NATS: JetStream Clustering', url: 'https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering' },
    ],
    messages: {
        two: "'{broker}' keeps two replicas: as soon as one of them is away, Kafka confirms what only the other one has, and loses it with that. Keep three, or one and know it.",
        even: "'{broker}' keeps {count} replicas, of which {majority} must be there: as many may be away as with {fewer}, and one more costs. Keep an odd number.",
        most: "'{broker}' keeps {count} replicas, but JetStream keeps {most} at most. Keep 3 or {most}.",
        redis: "'{broker}' is to keep {count} replicas, but Redis confirms a message when one machine has it, and copies it afterwards: what was confirmed may be lost. Remove the number, or choose a broker that confirms what is replicated.",
        embedded: "'{broker}' is to keep {count} replicas, but the embedded broker lives in one process. Remove the number, or choose another broker.",
        count: "'{broker}' cannot keep {count} replicas: at least one copy is the message itself. Write a whole number from 1.",
        classic: "'{broker}' keeps {count} replicas, but not of '{channel}': RabbitMQ gives priorities in classic queues only, which are on one machine. Carry what is urgent by a queue of its own instead.",
    },
    check({ model, report }) {
        for (const { name: broker, kind, replication: { value: count, isDefault, origin }, origin: declared } of model.brokers) {
            if (isDefault) continue;
            const found = { origin: origin ?? declared, data: { broker, count } };
            if (!Number.isInteger(count) || count < 1) report({ ...found, message: 'count' });
            else if (count > 1 && kind === 'redis') report({ ...found, message: 'redis' });
            else if (count > 1 && kind === 'memory') report({ ...found, message: 'embedded' });
            else if (kind === 'kafka' && count === 2) report({ origin: found.origin, message: 'two', data: { broker } });
            else if (kind === 'nats' && count > mostOnNats) report({ ...found, message: 'most', data: { ...found.data, most: mostOnNats } });
            // Kafka needs no majority: all that are in step confirm.
            else if (kind !== 'kafka' && count % 2 === 0) report({ ...found, message: 'even', data: { ...found.data, majority: count / 2 + 1, fewer: count - 1 } });
        }
        const replicated = new Map(model.brokers.filter(({ kind, replication }) => kind === 'rabbitmq' && replication.value > 1).map(broker => [broker.name, broker]));
        for (const channel of model.channels) {
            const broker = replicated.get(channel.broker.value);
            if (!broker || !channel.priority || workQueueType(channel) !== 'classic') continue;
            report({
                origin: channel.priority.origin ?? channel.origin,
                message: 'classic',
                data: { broker: broker.name, count: broker.replication.value, channel: channel.name },
                related: [{ origin: broker.replication.origin ?? broker.origin, message: `'${broker.name}' keeps ${broker.replication.value} replicas` }],
            });
        }
    },
});
