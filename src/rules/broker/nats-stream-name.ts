import { lanesOf, streamName } from '../../model/brokers/nats-names.js';
import type { Channel } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { nameOrigin, scopesOf } from './scopes.js';

/** The longest name of a stream or a consumer, each of which is a folder. */
const longest = 255;

/** A stream or a consumer whose name JetStream refuses. */
export const natsStreamName = defineRule({
    id: 'broker/nats-stream-name',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A stream or a consumer has a name that is too long for JetStream, or none.',
    reason: 'Names of streams and consumers are names of folders. What is longer than a folder\'s name may be is refused, and the program does not start.',
    bad: `broker stream nats

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on stream {
    carries OrderPlaced
    name ""
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    good: `broker stream nats

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on stream {
    carries OrderPlaced
    name "orders"
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Leave it on: JetStream itself cannot be told to take other names.',
    source: [{ title: 'NATS: Naming Streams, Consumers, and Accounts', url: 'https://docs.nats.io/running-a-nats-service/nats_admin/jetstream_admin/naming' }],
    messages: {
        empty: "'{channel}' has no name, and JetStream makes no stream without one. Give it one by 'name'.",
        long: "'{channel}' needs a {what} called '{name}', which is {length} characters long; JetStream takes {longest} at most. Give {owner} a shorter name.",
    },
    check({ model, report }) {
        for (const { channel, subscriptions } of scopesOf(model, 'nats').flatMap(({ channels }) => channels)) {
            const origin = nameOrigin(channel);
            const stream = streamName(channel.physicalName.value);
            const consumer = subscriptions.map(({ name }) => streamName(name)).filter(mayBeTooLong).flatMap(name => lanesOf(channel).map(({ suffix }) => `${name}${suffix}`)).find(isTooLong);
            if (stream === '') report({ origin, message: 'empty', data: { channel: channel.name } });
            else if (isTooLong(stream)) report({ origin, message: 'long', data: { ...describe(channel, 'stream', stream), owner: 'it' } });
            else if (consumer !== undefined) report({ origin, message: 'long', data: { ...describe(channel, 'consumer', consumer), owner: 'the part that reads it a group of' } });
        }
    },
});

/** A lane adds a priority and the number of a partition, which are not longer than this together. */
const longestSuffix = 40;

function mayBeTooLong(name: string): boolean {
    return name.length + longestSuffix > longest;
}

function isTooLong(name: string): boolean {
    return name.length > longest;
}

function describe({ name: channel }: Channel, what: string, name: string) {
    return { channel, what, name, length: name.length, longest };
}
