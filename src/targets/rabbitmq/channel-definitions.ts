import type { Channel } from '../../model/flow-model.js';
import { isOrdered, type ScopedChannel, type ScopedSubscription } from '../../model/brokers/broker-scope.js';
import { delayNames, logName, retryQueueNames, workQueueNames, workQueueType } from '../../model/brokers/rabbitmq-queues.js';
import { routeWords, type Route } from '../brokers/routes.js';
import { literally, type DefinitionsBuilder } from './definitions-builder.js';

/** The header by which an ordered channel's messages are spread over its queues: publishers set it to the message's key. */
export const keyHeader = 'sluice-key';

type DeadLettering = { 'dead-letter-exchange': string; 'dead-letter-routing-key': string };

/**
 * Defines what a channel needs beside its queues. Publishers send to the exchange of the channel's name, with the words of the message's
 * route as routing key; what is behind it differs:
 * a delayed channel's messages first wait in `NAME.delay`; a topic keeps what can be read again in the stream `NAME.log`;
 * each subscription has a queue of its name or, where order matters, a hash exchange of that name and a queue a partition.
 */
export function defineChannel(definitions: DefinitionsBuilder, { channel, subscriptions }: ScopedChannel, routesOf: (subscription: ScopedSubscription) => Route[], ownNames: ReadonlySet<string>): void {
    const entrance = channel.physicalName.value;
    const topic = channel.kind === 'topic';
    const partitioned = isOrdered(channel);
    const distributor = channel.delay ? defineDelay(definitions, channel) : entrance;
    const internal = channel.delay ? { internal: true } as const : {};
    if (topic) {
        definitions.exchange(distributor, 'topic', internal);
        defineLog(definitions, channel, distributor);
    } else if (partitioned) definitions.exchange(distributor, 'x-consistent-hash', { ...internal, arguments: { 'hash-header': keyHeader } });
    else definitions.exchange(distributor, 'fanout', internal);

    for (const subscription of subscriptions) {
        const { name } = subscription;
        const target = ownNames.has(subscription.deadLetter)
            ? { 'dead-letter-exchange': subscription.deadLetter, 'dead-letter-routing-key': subscription.deadLetter }
            : toQueue(subscription.deadLetter);
        const queues = workQueueNames(channel, name);
        definitions.policy(name, partitioned ? `${literally(name)}\\.partition-\\d+` : literally(name), queuePolicy(channel, queues.length, target));
        const hashed = topic ? name : distributor;
        if (partitioned) {
            if (topic) definitions.exchange(name, 'x-consistent-hash', { internal: true, arguments: { 'hash-header': keyHeader } });
            // On a hash exchange the binding key is a weight.
            for (const queue of queues) definitions.bind(hashed, { queue }, '1');
        }
        if (topic) {
            for (const route of routesOf(subscription)) definitions.bind(distributor, partitioned ? { exchange: name } : { queue: name }, routeWords(route).join('.'));
        } else if (!partitioned) definitions.bind(distributor, { queue: name }, '');
        defineRetries(definitions, channel, name);
    }
}

/** Returns the exchange behind the delay. */
function defineDelay(definitions: DefinitionsBuilder, channel: Channel): string {
    const name = channel.physicalName.value;
    const { waiting, due } = delayNames(channel);
    definitions.exchange(name, 'fanout');
    definitions.bind(name, { queue: waiting }, '');
    // Without a routing key of its own a dead letter keeps the one that it was published with.
    definitions.policy(waiting, literally(waiting), { 'dead-letter-exchange': due, 'message-ttl': channel.delay!.value, ...keepLetters });
    return due;
}

/** One queue for each wait, because messages of different waits in one queue hold each other up. */
function defineRetries(definitions: DefinitionsBuilder, channel: Channel, subscription: string): void {
    for (const { name, wait } of retryQueueNames(channel, subscription)) {
        definitions.policy(name, literally(name), { ...toQueue(subscription), 'message-ttl': wait, ...keepLetters });
    }
}

function defineLog(definitions: DefinitionsBuilder, channel: Channel, source: string): void {
    const name = logName(channel);
    definitions.bind(source, { queue: name }, '#');
    const retain = channel.retain.value;
    if (channel.compact.value || retain.kind === 'forever') return;
    definitions.policy(name, literally(name), retain.kind === 'size'
        ? { 'max-length-bytes': retain.bytes }
        : { 'max-age': `${Math.max(1, Math.ceil(retain.milliseconds / 1000))}s` });
}

function queuePolicy(channel: Channel, queues: number, deadLettering: DeadLettering): Record<string, string | number> {
    const { limit, timeToLive, retry } = channel;
    const quorum = workQueueType(channel) === 'quorum';
    return {
        ...deadLettering,
        // A message that stops its consumer again and again without being refused.
        ...(quorum && { 'delivery-limit': retry.value.times + 1, ...keepLetters }),
        ...(timeToLive && { 'message-ttl': timeToLive.value }),
        ...(limit && { overflow: 'reject-publish' }),
        ...(limit && (limit.value.kind === 'size'
            ? { 'max-length-bytes': Math.ceil(limit.value.bytes / queues) }
            : { 'max-length': Math.ceil(limit.value.count / queues) })),
    };
}

/** A dead letter leaves its queue only when the next one has it; RabbitMQ wants publishers to be refused at a limit then. */
const keepLetters = { 'dead-letter-strategy': 'at-least-once', overflow: 'reject-publish' } as const;

function toQueue(name: string): DeadLettering {
    return { 'dead-letter-exchange': '', 'dead-letter-routing-key': name };
}
