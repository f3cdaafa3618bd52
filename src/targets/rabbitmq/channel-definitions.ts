import type { Channel } from '../../model/flow-model.js';
import { isOrdered, type ScopedChannel, type ScopedSubscription } from '../../model/brokers/broker-scope.js';
import { delayNames, logName, retryExchangeName, retryQueueNames, waitName, workQueueNames, workQueueType } from '../../model/brokers/rabbitmq-queues.js';
import { routeWords, type Route } from '../brokers/routes.js';
import { literally, type DefinitionsBuilder } from './definitions-builder.js';

/** The header by which an ordered channel's messages are spread over its queues: publishers set it to the message's key. */
export const keyHeader = 'sluice-key';

type DeadLettering = { 'dead-letter-exchange': string; 'dead-letter-routing-key': string };

/** How often a message may come back without a word of its consumer, beside its retries: whoever dies, or lets go, gives back what it was handed. */
const spareDeliveries = 20;

/**
 * Defines what a channel needs beside its queues. Publishers send to the exchange of the channel's name, with the words of the message's
 * route as routing key; what is behind it differs: a delayed channel's messages first wait in `NAME.delay`; a topic keeps what can be
 * read again in the stream `NAME.log`, and each subscription has an exchange of its name, to which what it reads again is given. Nobody
 * needs the default exchange, through which every queue can be written to.
 */
export function defineChannel(definitions: DefinitionsBuilder, { channel, subscriptions }: ScopedChannel, routesOf: (subscription: ScopedSubscription) => Route[]): void {
    const topic = channel.kind === 'topic';
    const partitioned = isOrdered(channel);
    const distributor = channel.delay ? defineDelay(definitions, channel) : channel.physicalName.value;
    const defineInput = (name: string): void => {
        if (partitioned) definitions.exchange(name, 'x-consistent-hash', { 'hash-header': keyHeader });
        else definitions.exchange(name, 'fanout');
    };
    if (topic) {
        definitions.exchange(distributor, 'topic');
        defineLog(definitions, channel, distributor);
    } else defineInput(distributor);

    for (const subscription of subscriptions) {
        const { name } = subscription;
        const queues = workQueueNames(channel, name);
        definitions.policy(name, partitioned ? `${literally(name)}\\.partition-\\d+` : literally(name), queuePolicy(channel, queues.length, toExchange(subscription.deadLetter)));
        const input = topic ? name : distributor;
        if (topic) {
            defineInput(input);
            for (const route of routesOf(subscription)) definitions.bind(distributor, { exchange: input }, routeWords(route).join('.'));
        }
        // On a hash exchange the binding key is a weight.
        for (const queue of queues) definitions.bind(input, { queue }, partitioned ? '1' : '');
        defineRetries(definitions, channel, name);
    }
}

/** Defines how a dead letter queue that is no channel is written to, and that nothing is taken from it but by who handles it. */
export function defineDeadLetters(definitions: DefinitionsBuilder, name: string): void {
    definitions.exchange(name, 'fanout');
    definitions.bind(name, { queue: name }, '');
    // To say nothing would be a limit of 20 on newer servers, behind which a message is gone.
    definitions.policy(name, literally(name), { 'delivery-limit': 1_000_000 });
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
    const queues = retryQueueNames(channel, subscription);
    if (queues.length > 0) definitions.exchange(retryExchangeName(subscription), 'direct');
    for (const { name, wait } of queues) {
        definitions.bind(retryExchangeName(subscription), { queue: name }, waitName(wait));
        definitions.policy(name, literally(name), { ...toQueue(subscription), 'message-ttl': wait, ...keepLetters });
    }
}

function defineLog(definitions: DefinitionsBuilder, channel: Channel, source: string): void {
    const name = logName(channel);
    definitions.bind(source, { queue: name }, '#');
    // By marks, which come through an exchange of their own, who reads the log knows how far.
    definitions.exchange(name, 'fanout');
    definitions.bind(name, { queue: name }, '');
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
        ...(quorum && { 'delivery-limit': retry.value.times + spareDeliveries, ...keepLetters }),
        ...(timeToLive && { 'message-ttl': timeToLive.value }),
        ...(limit && { overflow: 'reject-publish' }),
        // RabbitMQ refuses what comes when there is more than that.
        ...(limit && (limit.value.kind === 'size'
            ? { 'max-length-bytes': Math.ceil(limit.value.bytes / queues) }
            : { 'max-length': Math.max(0, Math.ceil(limit.value.count / queues) - 1) })),
    };
}

/** A dead letter leaves its queue only when the next one has it; RabbitMQ wants publishers to be refused at a limit then. */
const keepLetters = { 'dead-letter-strategy': 'at-least-once', overflow: 'reject-publish' } as const;

function toExchange(name: string): DeadLettering {
    return { 'dead-letter-exchange': name, 'dead-letter-routing-key': name };
}

function toQueue(name: string): DeadLettering {
    return { 'dead-letter-exchange': '', 'dead-letter-routing-key': name };
}
