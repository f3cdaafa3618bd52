import type { Channel } from '../flow-model.js';
import { retryTiers } from '../time-spans.js';
import { isOrdered, type BrokerScope, type ScopedChannel } from './broker-scope.js';

/** A queue as RabbitMQ is to declare it; `arguments`, sorted by name, cannot change while the queue exists. */
export interface RabbitQueueShape {
    name: string;
    arguments: Record<string, RabbitArgument>;
    /** The channel that it is made for; a dead letter queue has none, because it may be for several. */
    channel?: Channel;
}

export type RabbitArgument = string | number | boolean;

/** The queue in which a delayed channel's messages wait, and the exchange to which they go when they are due. */
export function delayNames({ physicalName }: Channel): { waiting: string; due: string } {
    return { waiting: `${physicalName.value}.delay`, due: `${physicalName.value}.due` };
}

/** The stream in which a topic keeps what can be read again, and the exchange by which marks come there. */
export function logName({ physicalName }: Channel): string {
    return `${physicalName.value}.log`;
}

/** Where a question is asked: an exchange and the queue behind it. As the runtime writes it, like what follows. */
export function questionName(query: string): string {
    return `sluice.ask.${query}`;
}

/** Where answers are sent, with the name of the queue of the one who asked as routing key. */
export const replyExchange = 'sluice.replies';

/** What the queues for the answers to one program's questions begin with. */
export const replyPrefix = 'sluice.reply.';

/** The queues from which a subscription is consumed: one a partition where order matters. */
export function workQueueNames(channel: Channel, subscription: string): string[] {
    return isOrdered(channel) ? Array.from({ length: channel.partitions.value }, (_, index) => `${subscription}.partition-${index}`) : [subscription];
}

/** Queues in which what waits for another attempt waits, the shortest wait first; an ordered channel has none, as its consumer waits with the message in hand. */
export function retryQueueNames(channel: Channel, subscription: string): { name: string; wait: number }[] {
    if (isOrdered(channel) || channel.deliver.value === 'at-most-once') return [];
    return retryTiers(channel).filter(wait => wait > 0).map(wait => ({ name: `${retryExchangeName(subscription)}.${waitName(wait)}`, wait }));
}

/** The exchange to which a subscription sends what is to be tried again; its routing keys are the names of waits. */
export function retryExchangeName(subscription: string): string {
    return `${subscription}.retry`;
}

/** How a wait is called in routing keys and in the names of queues. */
export function waitName(milliseconds: number): string {
    return `${milliseconds}ms`;
}

/** What consumers take from. Quorum queues know no priorities, and what may be lost need not be replicated. */
export function workQueueType({ priority, deliver }: Channel): 'quorum' | 'classic' {
    return priority || deliver.value === 'at-most-once' ? 'classic' : 'quorum';
}

/** Every queue that a broker has to hold. */
export function rabbitQueues({ channels, deadLetters, replication }: BrokerScope): RabbitQueueShape[] {
    return [
        ...channels.flatMap(scoped => queuesOf(scoped, replication)),
        ...deadLetters.map(({ name }) => ({ name, arguments: queueArguments('quorum', replication) })),
    ];
}

/** The names of the exchanges that a channel needs: where publishers send to first, then what is behind it. */
export function exchangeNames({ channel, subscriptions }: ScopedChannel): string[] {
    return [
        channel.physicalName.value,
        ...(channel.delay ? [delayNames(channel).due] : []),
        ...(channel.kind === 'topic' ? [logName(channel), ...subscriptions.map(({ name }) => name)] : []),
        ...subscriptions.filter(({ name }) => retryQueueNames(channel, name).length > 0).map(({ name }) => retryExchangeName(name)),
    ];
}

function queuesOf({ channel, subscriptions }: ScopedChannel, replication: number): RabbitQueueShape[] {
    const { priority } = channel;
    const work = queueArguments(workQueueType(channel), replication, {
        ...(isOrdered(channel) && { 'x-single-active-consumer': true }),
        ...(priority && { 'x-max-priority': priority.value.highest - priority.value.lowest }),
    });
    const waiting = queueArguments('quorum', replication);
    return [
        ...(channel.delay ? [{ name: delayNames(channel).waiting, arguments: waiting, channel }] : []),
        ...(channel.kind === 'topic' ? [{ name: logName(channel), arguments: queueArguments('stream', replication), channel }] : []),
        ...subscriptions.flatMap(({ name: subscription }) => [
            ...workQueueNames(channel, subscription).map(name => ({ name, arguments: work, channel })),
            ...retryQueueNames(channel, subscription).map(({ name }) => ({ name, arguments: waiting, channel })),
        ]),
    ];
}

function queueArguments(type: 'quorum' | 'classic' | 'stream', replication: number, others: Record<string, RabbitArgument> = {}): Record<string, RabbitArgument> {
    const size: Record<string, RabbitArgument> = replication === 1 || type === 'classic' ? {}
        : type === 'quorum' ? { 'x-quorum-initial-group-size': replication } : { 'x-initial-cluster-size': replication };
    return Object.fromEntries(Object.entries({ 'x-queue-type': type, ...size, ...others }).sort(([left], [right]) => (left < right ? -1 : 1)));
}
