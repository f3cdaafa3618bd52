import { brokerLimits } from '../../model/brokers/limits.js';
import { writtenPromisesOf } from '../../model/brokers/made-promises.js';
import { brokerPromises, serverKinds, serverNames, type PromiseId, type ServerKind } from '../../model/brokers/promises.js';
import { retryQueueNames } from '../../model/brokers/rabbitmq-queues.js';
import type { Channel, Milliseconds, Origin, Setting } from '../../model/flow-model.js';
import { describeDuration, retentionSpan } from '../../model/time-spans.js';
import { listWords } from '../../model/list-words.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A promise that the chosen broker does not keep. */
export const unsupported = defineRule({
    id: 'broker/unsupported',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A channel promises what its broker does not keep, and what nothing can keep in its stead.',
    reason: 'A promise that the broker does not keep is a surprise in production: publishers that are never refused, messages that pile up, histories that are not there.',
    bad: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    limit 10000 messages
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
    limit 10000 messages
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Suppress it where something in front of the broker keeps the promise.',
    source: serverKinds.map(kind => brokerPromises.limit[kind].source),
    options: {
        properties: {
            emulations: { description: 'Also what the broker does not keep itself, but something beside it: generated configuration, publishers or consumers.', type: 'boolean' },
        },
        defaults: { emulations: false },
    },
    messages: {
        refused: "'{channel}' promises '{clause}', which {broker} does not keep: {how}. {keepers} Carry it by a broker that keeps it, or do without.",
        emulated: "'{channel}' promises '{clause}', which {broker} does not keep by itself: {how}. {keepers}",
        levels: "'{channel}' has {levels} priorities, but RabbitMQ knows {most} at most. Use fewer.",
        wait: "'{channel}' has messages wait for {wait}, but RabbitMQ holds none for longer than {most}. Wait less.",
        window: "'{channel}' promises 'deduplicate', but NATS remembers what was published no longer than it keeps messages, which is {retention}. Keep them for longer than {window}.",
    },
    check({ options, report }) {
        const tell = onceAPlace(report);
        return {
            channel(channel) {
                const { brokerKind, name, origin: declared } = channel;
                if (brokerKind === 'memory') return;
                for (const { promise, clause, setting } of writtenPromisesOf(channel)) {
                    const { kept, how } = brokerPromises[promise][brokerKind];
                    if (kept === 'native' || isMeantForTopics(promise, setting)) continue;
                    const found = {
                        origin: setting.origin ?? declared,
                        data: { channel: name, clause, broker: serverNames[brokerKind], how: how.replaceAll('NAME', channel.physicalName.value), keepers: describeKeepers(promise) },
                    };
                    if (kept === 'refused') tell({ ...found, message: 'refused' });
                    else if (kept === 'emulated' && options.emulations) tell({ ...found, message: 'emulated' });
                }
                if (brokerKind === 'rabbitmq') {
                    const tooMany = channel.priority && channel.priority.value.highest - channel.priority.value.lowest + 1;
                    const most = brokerLimits.rabbitmq.levels!.value + 1;
                    if (tooMany !== undefined && tooMany > most) tell({ origin: channel.priority?.origin ?? declared, message: 'levels', data: { channel: name, levels: tooMany, most } });
                    const longest = brokerLimits.rabbitmq.longestWait!.value;
                    const wait = waitsOf(channel).find(({ value }) => value > longest);
                    if (wait) tell({ origin: wait.origin ?? declared, message: 'wait', data: { channel: name, wait: describeDuration(wait.value), most: describeDuration(longest) } });
                }
                const retention = channel.kind === 'topic' ? retentionSpan(channel) : undefined;
                const { deduplicate } = channel;
                if (brokerKind === 'nats' && deduplicate && retention !== undefined && deduplicate.value > retention) {
                    tell({ origin: deduplicate.origin ?? declared, message: 'window', data: { channel: name, retention: describeDuration(retention), window: describeDuration(deduplicate.value) } });
                }
            },
        };
    },
});

/** What a system says of all its channels, it says of the topics among them, if queues cannot do it. */
function isMeantForTopics(promise: PromiseId, { inherited }: Setting<unknown>): boolean {
    return promise === 'retain-handled' && inherited === true;
}

/** The times for which RabbitMQ itself has messages wait; those of an ordered channel wait with the consumer. */
function waitsOf(channel: Channel): { value: Milliseconds; origin?: Origin }[] {
    const { delay, timeToLive, retry: { origin } } = channel;
    return [...(delay ? [delay] : []), ...(timeToLive ? [timeToLive] : []), ...retryQueueNames(channel, '').map(({ wait }) => ({ value: wait, ...(origin && { origin }) }))];
}

function describeKeepers(promise: PromiseId): string {
    const by = (kept: 'native' | 'emulated') => serverKinds.filter(kind => brokerPromises[promise][kind].kept === kept).map((kind: ServerKind) => serverNames[kind]);
    const [natively, emulated] = [by('native'), by('emulated')];
    if (natively.length > 0) return `${listWords(natively)} ${natively.length === 1 ? 'keeps' : 'keep'} it.`;
    return emulated.length === 0 ? 'No broker keeps it.' : `With ${listWords(emulated)} something beside the broker keeps it.`;
}
