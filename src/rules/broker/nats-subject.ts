import { streamName } from '../../model/brokers/nats-names.js';
import { isOrdered } from '../../model/brokers/broker-scope.js';
import { defineRule } from '../rule.js';
import { nameOrigin } from './scopes.js';

/** The most tokens of a subject that NATS recommends. */
const mostTokens = 16;

/** A name or a routing that makes subjects which are not what they look like. */
export const natsSubject = defineRule({
    id: 'broker/nats-subject',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A channel on NATS has a name that cannot stand in a subject as it is, or subjects of too many tokens.',
    reason: 'A subject begins with the name of its stream, in which dots, wildcards and other signs cannot be. They are written otherwise there, and who looks for the name on the server does not find it.',
    bad: `broker stream nats

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on stream {
    carries OrderPlaced
    name "orders.>"
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
    whenToTurnOff: 'Where names are given by other brokers on which the same channels have been before.',
    source: [{ title: 'NATS: Subject-Based Messaging', url: 'https://docs.nats.io/nats-concepts/subjects' }],
    messages: {
        wildcard: "The name '{name}' of '{channel}' has a wildcard in it, but it is the name of one stream, and its subjects begin with '{stream}' on NATS. Leave the wildcard out: every subject of the stream belongs to it.",
        system: "The name '{name}' of '{channel}' begins with '$', as subjects of the server itself do. Its stream is called '{stream}' on NATS. Give it another name.",
        encoded: "The name '{name}' of '{channel}' has signs that cannot stand in the name of a stream: on NATS it is called '{stream}'. Use letters of English, digits, '.' and '-'.",
        tokens: "Subjects of '{channel}' have {tokens} tokens, and NATS recommends no more than {most}. Route by fewer fields.",
    },
    check({ graph, report }) {
        return {
            channel(channel) {
                const { brokerKind, physicalName, routeBy, priority, carries, name: declared } = channel;
                if (brokerKind !== 'nats' || graph.isExternal(channel)) return;
                const name = physicalName.value;
                const stream = streamName(name);
                const found = { origin: nameOrigin(channel), data: { name, channel: declared, stream } };
                if (/[*>]/.test(name)) report({ ...found, message: 'wildcard' });
                else if (name.startsWith('$')) report({ ...found, message: 'system' });
                else if (stream !== name.replaceAll('.', '_')) report({ ...found, message: 'encoded' });
                const lanes = (priority ? 1 : 0) + (isOrdered(channel) ? 1 : 0);
                // Its stream, then its context and its own name.
                const tokens = 1 + lanes + 2 + routeBy.value.length;
                if (carries.length > 0 && tokens > mostTokens) report({ origin: routeBy.origin ?? channel.origin, message: 'tokens', data: { channel: declared, tokens, most: mostTokens } });
            },
        };
    },
});
