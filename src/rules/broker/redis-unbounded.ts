import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A stream on Redis that grows until the memory is full. */
export const redisUnbounded = defineRule({
    id: 'broker/redis-unbounded',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A topic on Redis is kept for ever, and nothing bounds how large it may become.',
    reason: 'Redis holds its streams in memory. One that is never trimmed fills it some day, and then no stream takes anything any more.',
    bad: `broker cache redis

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on cache {
    carries OrderPlaced
    retain forever
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    good: `broker cache redis

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on cache {
    carries OrderPlaced
    retain 7 days
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Where what is told is little by its nature, and memory is bought for all of it.',
    source: [{ title: 'Redis: Streams, Capped Streams', url: 'https://redis.io/docs/latest/develop/data-types/streams/#capped-streams' }],
    options: {
        properties: {
            queues: { description: 'Also queues without a limit, which grow for as long as nobody takes from them.', type: 'boolean' },
        },
        defaults: { queues: false },
    },
    messages: {
        topic: "'{channel}' keeps every message for ever, and Redis holds them in memory until that is full. Keep them for a time, limit them by 'limit', or choose a broker that writes them to disk.",
        queue: "'{channel}' grows in Redis's memory for as long as nobody takes from it. Bound it by 'limit'.",
    },
    check({ options, report }) {
        const tell = onceAPlace(report);
        return {
            channel({ brokerKind, kind, retain, limit, compact, name, origin: declared }) {
                if (brokerKind !== 'redis' || limit) return;
                const origin = retain.origin ?? declared;
                if (kind === 'topic' && retain.value.kind === 'forever' && !compact.value) tell({ origin, message: 'topic', data: { channel: name } });
                else if (kind === 'queue' && options.queues) report({ origin: declared, message: 'queue', data: { channel: name } });
            },
        };
    },
});
