import type { Channel, Milliseconds, Origin } from '../../model/flow-model.js';
import { readersOf, type Reader } from '../../model/readers.js';
import { describeDuration, longestWait, retentionSpan, retrySpan } from '../../model/time-spans.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A topic that forgets a message before everybody is done with it. */
export const retentionTooShort = defineRule({
    id: 'delivery/retention-too-short',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A topic forgets a message before its retries, its delay, its time to live or a window of a read model is over.',
    reason: 'Where messages stay in a log, retention deletes them, read or not. What still waits for its next attempt is then gone without a dead letter.',
    bad: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    retain 1 hour
    retry 12 times, backoff 10s to 1h
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
    retain 7 days
    retry 12 times, backoff 10s to 1h
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Where what is older than the retention is worthless even to those who have not had it yet.',
    source: [{ title: 'Apache Kafka: Topic Configs, retention.ms', url: 'https://kafka.apache.org/documentation/#topicconfigs_retention.ms' }],
    options: {
        properties: {
            processes: {
                description: 'Also where a process waits longer than its topics keep what it has begun with, so that it could not be built again from them.',
                type: 'boolean',
            },
        },
        defaults: { processes: false },
    },
    messages: {
        retry: "'{topic}' forgets a message after {retention}, but tries it again for {span}: what fails for long is deleted before its last attempt, and never set aside. Keep it for longer than {span}.",
        delay: "'{topic}' forgets a message after {retention}, but hands it out after {span}: it would be gone before anybody gets it. Keep it for longer than {span}.",
        ttl: "'{topic}' forgets a message after {retention}, and lets it live for {span}: what nobody has handled is deleted before it expires, and never set aside. Keep it for longer than {span}.",
        window: "'{part}' gathers what happens within {span}, but '{topic}' forgets after {retention}: built again, its last window would lack its beginning. Keep messages for longer than {span}.",
        process: "'{part}' may wait for {span}, but '{topic}' forgets after {retention}: what it has begun with is gone by then, and it could not be built again. Keep messages for longer than {span}.",
    },
    check({ model, options, report }) {
        const tell = onceAPlace(report);
        const readers = readersOf(model);
        for (const channel of model.channels) {
            const retention = retentionSpan(channel);
            if (channel.kind !== 'topic' || retention === undefined) continue;
            const own = readers.of(channel);
            if (own.length === 0) continue;
            for (const { message, span, origin, part = '' } of [...spansOfLog(channel), ...own.flatMap(reader => spansOfReader(reader, options))]) {
                if (span <= retention) continue;
                tell({
                    // What is said of retention was said by somebody who did not think of this, or by nobody.
                    origin: channel.retain.origin ?? origin,
                    message,
                    data: { topic: channel.name, retention: describeDuration(retention), span: describeDuration(span), part },
                    related: [{ origin, message: `It takes ${describeDuration(span)}` }],
                } as Parameters<typeof tell>[0]);
            }
        }
    },
});

interface Span {
    message: 'retry' | 'delay' | 'ttl' | 'window' | 'process';
    span: Milliseconds;
    origin: Origin;
    part?: string;
}

/** For how long a message must stay in the log itself. RabbitMQ has it in a queue of each subscription; what Redis trims is a rule of its own. */
function spansOfLog(channel: Channel): Span[] {
    const { brokerKind, retry, delay, timeToLive, origin } = channel;
    if (brokerKind !== 'kafka' && brokerKind !== 'nats') return [];
    return [
        { message: 'retry', span: retrySpan(channel), origin: retry.origin ?? origin },
        ...(delay ? [{ message: 'delay', span: delay.value, origin: delay.origin ?? origin } as const] : []),
        ...(timeToLive ? [{ message: 'ttl', span: timeToLive.value, origin: timeToLive.origin ?? origin } as const] : []),
    ];
}

function spansOfReader({ part }: Reader, { processes }: { processes: boolean }): Span[] {
    if (part.kind === 'projection' && part.window !== undefined) return [{ message: 'window', span: part.window, origin: part.origin, part: part.name }];
    return part.kind === 'process' && processes ? [{ message: 'process', span: longestWait(part), origin: part.origin, part: part.name }] : [];
}
