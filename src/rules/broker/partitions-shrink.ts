import { topicsByPriority } from '../../model/brokers/kafka-topics.js';
import { defineRule } from '../rule.js';
import { boundChannel } from './scopes.js';

/** A topic that is to have fewer partitions than it has. */
export const partitionsShrink = defineRule({
    id: 'broker/partitions-shrink',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A topic on Kafka is to have fewer partitions than it has been given before.',
    reason: 'Kafka adds partitions and never takes one away, because nobody could say where its messages and their order should go. The new configuration would be refused.',
    bad: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    partitions 6
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    good: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    partitions 12
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'While nothing that was generated runs anywhere yet.',
    source: [{ title: 'Apache Kafka: Modifying topics', url: 'https://kafka.apache.org/documentation/#basic_ops_modify_topic' }],
    deployedInExamples: { partitions: { 'ordering.orders': 12 } },
    messages: {
        fewer: "'{channel}' has {before} partitions in what was generated before, and Kafka cannot make {now} of them. Keep {before}; to have fewer, move to a topic of another 'name'. If '{topic}' was never made, delete the configuration that was generated for it.",
    },
    check({ model, deployed, report }) {
        if (Object.keys(deployed.partitions).length === 0) return;
        for (const channel of model.channels) {
            const now = channel.partitions.value;
            const topics = channel.brokerKind === 'kafka' ? topicsByPriority(boundChannel(channel)) : [];
            const topic = topics.map(({ name }) => name).find(name => now < (deployed.partitions[name] ?? 0));
            if (topic === undefined) continue;
            report({ origin: channel.partitions.origin ?? channel.origin, message: 'fewer', data: { channel: channel.name, before: deployed.partitions[topic]!, now, topic } });
        }
    },
});
