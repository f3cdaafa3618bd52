import { exchangeNames, rabbitQueues } from '../../model/brokers/rabbitmq-queues.js';
import type { Channel } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { nameOrigin, scopesOf } from './scopes.js';

/** The most bytes of a name: AMQP writes its length in one. */
const longest = 255;

/** A queue or an exchange that RabbitMQ does not make under its name. */
export const rabbitmqName = defineRule({
    id: 'broker/rabbitmq-name',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A queue or an exchange has a name that RabbitMQ refuses, or that two channels would share.',
    reason: 'A name is at most 255 bytes long, because its length is written in one, and what begins with "amq." is the broker\'s own. Two channels of one name would get each other\'s messages.',
    bad: `broker work rabbitmq

context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping on work {
    carries ShipOrder
    name "amq.shipping"
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `broker work rabbitmq

context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping on work {
    carries ShipOrder
    name "shipping"
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'Leave it on: RabbitMQ itself cannot be told to take other names.',
    source: [{ title: 'RabbitMQ: Queues, Names', url: 'https://www.rabbitmq.com/docs/queues#names' }],
    messages: {
        empty: "'{channel}' has no name on RabbitMQ, which would make one up. Give it one by 'name'.",
        long: "'{channel}' needs a name of {length} bytes, '{name}', but RabbitMQ takes no more than {longest}. Give it a shorter one by 'name'.",
        reserved: "'{channel}' needs the name '{name}', but what begins with 'amq.' is RabbitMQ's own. Give it another one by 'name'.",
        taken: "'{channel}' and '{other}' both need the {what} '{name}': each would get what is the other's. Give one of them another name.",
    },
    check({ model, report }) {
        const encoder = new TextEncoder();
        for (const scope of scopesOf(model, 'rabbitmq')) {
            const owners = new Map<string, Channel>();
            const wrong = new Set<Channel>();
            const named = [
                ...scope.channels.flatMap(scoped => exchangeNames(scoped).map(name => ({ name, channel: scoped.channel, what: 'exchange' }))),
                ...rabbitQueues(scope).flatMap(({ name, channel }) => (channel ? [{ name, channel, what: 'queue' }] : [])),
            ];
            for (const { name, channel, what } of named) {
                const found = { origin: nameOrigin(channel), data: { channel: channel.name, name } };
                const length = encoder.encode(name).length;
                const owner = owners.get(`${what} ${name}`);
                // One finding a channel: its other queues are named after it.
                if (wrong.has(channel)) continue;
                wrong.add(channel);
                if (name === '') report({ origin: found.origin, message: 'empty', data: { channel: channel.name } });
                else if (length > longest) report({ ...found, message: 'long', data: { ...found.data, length, longest } });
                else if (name.startsWith('amq.')) report({ ...found, message: 'reserved' });
                else if (owner && owner !== channel) {
                    report({ ...found, message: 'taken', data: { ...found.data, other: owner.name, what }, related: [{ origin: nameOrigin(owner), message: `'${owner.name}' has the ${what} '${name}'` }] });
                } else {
                    wrong.delete(channel);
                    owners.set(`${what} ${name}`, channel);
                }
            }
        }
    },
});
