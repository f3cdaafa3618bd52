import { kafkaTopicNames, type KafkaTopicName } from '../../model/brokers/kafka-topics.js';
import type { Channel, Origin } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { nameOrigin, scopesOf } from './scopes.js';

/** The longest name of a topic, because it is also that of a folder. */
const longest = 249;

/** A topic that Kafka does not make under its name. */
export const kafkaName = defineRule({
    id: 'broker/kafka-name',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A topic has a name that Kafka refuses, or one that it takes for that of another.',
    reason: 'Kafka makes folders and metrics out of names, and refuses what does not do for both. What the configuration asks for is then not there when the program starts.',
    bad: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    name "orders/placed"
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
    name "orders.placed"
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Leave it on: Kafka itself cannot be told to take other names.',
    source: [{ title: 'Apache Kafka: Topic names, source of org.apache.kafka.common.internals.Topic', url: 'https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/internals/Topic.java' }],
    messages: {
        characters: "'{channel}' needs a topic '{name}', but Kafka takes only letters of English, digits, '.', '_' and '-' in names. Give it another one by 'name'.",
        long: "'{channel}' needs a topic of {length} characters, '{name}', but Kafka takes no more than {longest}. Give it a shorter one by 'name'.",
        reserved: "'{channel}' needs a topic '{name}', which Kafka keeps for itself. Give it another one by 'name'.",
        taken: "'{channel}' and '{other}' both need the topic '{name}': their messages would be mixed up. Give one of them another name.",
        alike: "'{channel}' needs a topic '{name}' and '{other}' one called '{taken}': to Kafka '.' and '_' are the same in names, so that it refuses the second. Use one of the two signs throughout.",
    },
    check({ model, report }) {
        for (const scope of scopesOf(model, 'kafka')) {
            const names = new Map<string, KafkaTopicName>();
            const wrong = new Set<Channel>();
            for (const topic of kafkaTopicNames(scope)) {
                const { name, channel, deadLetter } = topic;
                // One finding a channel: its other topics are named after it.
                if (wrong.has(channel)) continue;
                const plain = name.replaceAll('.', '_');
                const found = names.get(plain);
                if ((!found || found.channel === channel) && name !== '' && name.length <= longest && !/[^A-Za-z0-9._-]|^\.\.?$|^__/.test(name)) {
                    names.set(plain, topic);
                    continue;
                }
                wrong.add(channel);
                const origin: Origin = deadLetter ? channel.deadLetter.origin ?? channel.origin : nameOrigin(channel);
                const data = { channel: channel.name, name };
                if (name === '' || /[^A-Za-z0-9._-]/.test(name)) report({ origin, message: 'characters', data });
                else if (name.length > longest) report({ origin, message: 'long', data: { ...data, length: name.length, longest } });
                else if (/^(\.\.?$|__)/.test(name)) report({ origin, message: 'reserved', data });
                else if (found) {
                    const related = [{ origin: nameOrigin(found.channel), message: `'${found.channel.name}' has the topic '${found.name}'` }];
                    if (found.name === name) report({ origin, message: 'taken', data: { ...data, other: found.channel.name }, related });
                    else report({ origin, message: 'alike', data: { ...data, other: found.channel.name, taken: found.name }, related });
                }
            }
        }
    },
});
