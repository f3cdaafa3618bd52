import { readersOf } from '../../model/readers.js';
import { describeDuration, longestHandling, retentionSpan } from '../../model/time-spans.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A stream on Redis from which publishers trim what consumers are not done with. */
export const redisTrimLosesPending = defineRule({
    id: 'broker/redis-trim-loses-pending',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A topic on Redis is trimmed of what its consumers may not be done with.',
    reason: 'Redis trims what is old or too much, whoever still has it pending: the entry stays in the pending list, but what it said is gone. No retry finds it and no dead letter queue gets it.',
    bad: `broker cache redis

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on cache {
    carries OrderPlaced
    retain 64 MB
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
    retain 2 days
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Where what is trimmed is worthless even to those who have not had it yet; "deliver at-most-once" says that better.',
    source: [{ title: 'Redis: XADD, Capped Streams', url: 'https://redis.io/docs/latest/commands/xadd/' }],
    messages: {
        size: "'{topic}' is trimmed by size, read or not: when much is published at once, what '{part}' has not handled yet is gone, without a retry and without a dead letter. Keep messages for a time, and refuse what is too much by 'limit'.",
        age: "'{topic}' is trimmed after {retention}, but '{part}' may need {span} for a message, retries included: it would be gone in between, without a dead letter. Keep messages for longer than {span}.",
    },
    check({ model, report }) {
        const tell = onceAPlace(report);
        const readers = readersOf(model);
        return {
            channel(channel) {
                const { brokerKind, kind, retain, deliver, compact, name } = channel;
                if (brokerKind !== 'redis' || kind !== 'topic' || deliver.value === 'at-most-once' || compact.value) return;
                const [slowest] = readers.of(channel).map(({ part }) => part).sort((left, right) => right.settings.timeout.value - left.settings.timeout.value);
                if (!slowest) return;
                const origin = retain.origin ?? channel.origin;
                const related = [{ origin: slowest.origin, message: `'${slowest.name}' takes from '${name}'` }];
                const span = longestHandling(channel, slowest.settings.timeout.value);
                const retention = retentionSpan(channel);
                if (retain.value.kind === 'size') tell({ origin, message: 'size', data: { topic: name, part: slowest.name }, related });
                else if (retention !== undefined && span > retention) {
                    tell({ origin, message: 'age', data: { topic: name, part: slowest.name, retention: describeDuration(retention), span: describeDuration(span) }, related });
                }
            },
        };
    },
});
