import { isOrdered } from '../../model/brokers/broker-scope.js';
import { brokerLimits } from '../../model/brokers/limits.js';
import { serverNames } from '../../model/brokers/promises.js';
import type { Channel, Milliseconds } from '../../model/flow-model.js';
import { readersOf } from '../../model/readers.js';
import { describeDuration, longestRetryWait } from '../../model/time-spans.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A handler that may hold a message for longer than it is left with it. */
export const timeoutAboveLease = defineRule({
    id: 'delivery/timeout-above-lease',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A handler may hold a message for longer than its broker, or its own timeout, leaves it with it.',
    reason: 'When the time is over the broker gives the message to somebody else while the first is still at work: it is done twice, and the one that finishes late is not heard.',
    bad: `broker work rabbitmq

context Video {
  public command EncodeFilm { key filmId: uuid }
  queue Encoding on work {
    carries EncodeFilm
    order by none
  }
  service Encoder {
    handle EncodeFilm
    timeout 2 hours
  }
}

actor Editor { sends Video.EncodeFilm }
`,
    good: `broker work rabbitmq

context Video {
  public command EncodeFilm { key filmId: uuid }
  queue Encoding on work {
    carries EncodeFilm
    order by none
  }
  service Encoder {
    handle EncodeFilm
    timeout 20 minutes
  }
}

actor Editor { sends Video.EncodeFilm }
`,
    whenToTurnOff: 'Give the option what your brokers are configured to allow.',
    source: [brokerLimits.rabbitmq.lease!.source, brokerLimits.kafka.lease!.source],
    options: {
        properties: {
            kafka: { description: 'How many seconds a consumer may take until it polls Kafka again (max.poll.interval.ms).', type: 'integer', minimum: 1 },
            rabbitmq: { description: 'How many seconds RabbitMQ lets a consumer hold a message (consumer_timeout).', type: 'integer', minimum: 1 },
        },
        defaults: { kafka: brokerLimits.kafka.lease!.value / 1000, rabbitmq: brokerLimits.rabbitmq.lease!.value / 1000 },
    },
    messages: {
        timeout: "'{part}' may hold a message of '{channel}' for {timeout}, but {broker} takes it back after {lease} ({setting}): it would be handled twice at the same time. Shorten the timeout, or split the work.",
        retry: "'{channel}' keeps order on RabbitMQ, where '{part}' holds a message while it waits for the next attempt: up to {held}, but it is taken back after {lease} (consumer_timeout). Shorten the longest wait.",
        batch: "'{part}' gathers a batch for up to {within}, but a message that it holds is given to another one after {timeout}: the first of a batch is handled twice. Gather for less than the timeout.",
    },
    check({ model, options, report }) {
        const tell = onceAPlace(report);
        const leaseOf = ({ brokerKind }: Channel): Milliseconds => (brokerKind === 'kafka' || brokerKind === 'rabbitmq' ? options[brokerKind] * 1000 : Infinity);
        for (const { part, channel } of readersOf(model).all) {
            const { timeout, batch } = part.settings;
            const lease = leaseOf(channel);
            const { retry, brokerKind } = channel;
            const held = timeout.value + (isOrdered(channel) && brokerKind === 'rabbitmq' ? longestRetryWait(channel) : 0);
            if (timeout.value > lease && brokerKind !== 'memory') {
                tell({
                    origin: timeout.origin ?? part.origin,
                    message: 'timeout',
                    data: {
                        part: part.name, channel: channel.name, timeout: describeDuration(timeout.value), broker: serverNames[brokerKind], lease: describeDuration(lease),
                        setting: brokerLimits[brokerKind].lease?.setting ?? '',
                    },
                    related: [{ origin: channel.origin, message: `'${channel.name}' is on ${serverNames[brokerKind]}` }],
                });
            } else if (held > lease) {
                tell({
                    origin: retry.origin ?? channel.origin,
                    message: 'retry',
                    data: { channel: channel.name, part: part.name, held: describeDuration(held), lease: describeDuration(lease) },
                    related: [{ origin: timeout.origin ?? part.origin, message: `Each attempt may take ${describeDuration(timeout.value)}` }],
                });
            }
            if (batch && batch.value.within >= timeout.value) {
                tell({
                    origin: batch.origin ?? part.origin,
                    message: 'batch',
                    data: { part: part.name, within: describeDuration(batch.value.within), timeout: describeDuration(timeout.value) },
                    related: timeout.origin ? [{ origin: timeout.origin, message: 'The timeout' }] : [],
                });
            }
        }
    },
});
