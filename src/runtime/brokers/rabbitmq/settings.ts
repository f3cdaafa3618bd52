import type { ChannelDefinition, RetryPolicy, SubscriptionDefinition } from '../../broker.js';
import { typeWords } from '../shared/message-words.js';
import { delayQueue, dueExchange, logQueue, ownDelayQueue, questionQueue, replyExchange, retryExchange, retryQueue, waitName, workQueues } from './names.js';

/** The header by which an ordered channel's messages are spread over its queues. */
export const keyHeader = 'sluice-key';

/** How often a message may come back without a word of its consumer, beside its retries: whoever dies, or lets go, gives back what it was handed. */
const spareDeliveries = 20;
/** A message that has nowhere else to go comes back as often as it must; to say nothing would be a limit of 20 on newer servers. */
const unlimitedDeliveries = 1_000_000;

type Value = string | number | boolean;

export interface ExchangeSettings {
    readonly name: string;
    readonly type: 'topic' | 'fanout' | 'direct' | 'x-consistent-hash';
    readonly arguments: Readonly<Record<string, string>>;
}

export interface QueueSettings {
    readonly name: string;
    /** What cannot change as long as the queue exists. */
    readonly arguments: Readonly<Record<string, Value>>;
    /** What a policy says of it, or arguments of the same names after `x-` where the queue is made without one. */
    readonly policy: Readonly<Record<string, string | number>>;
}

export interface BindingSettings {
    readonly source: string;
    readonly destination: string;
    readonly kind: 'queue' | 'exchange';
    readonly key: string;
}

/** What belongs together on the server. */
export interface Layout {
    readonly exchanges: readonly ExchangeSettings[];
    readonly queues: readonly QueueSettings[];
    readonly bindings: readonly BindingSettings[];
}

/** Where publishers send to, what is held back, and what a topic keeps; the same as generated configuration has, like all layouts here. */
export function channelLayout(channel: ChannelDefinition): Layout {
    const { name, kind, ordered, delay } = channel;
    const due = dueExchange(channel);
    const distributor: ExchangeSettings = kind === 'topic' ? { name: due, type: 'topic', arguments: {} } : inputExchange(due, ordered);
    return {
        exchanges: [
            distributor,
            ...(delay === undefined ? [] : [{ name, type: 'fanout', arguments: {} } as const]),
            // For marks, by which who reads the log knows how far.
            ...(kind === 'topic' ? [{ name: logQueue(name), type: 'fanout', arguments: {} } as const] : []),
        ],
        queues: [
            ...(delay === undefined ? [] : [waitingQueue(delayQueue(name), delay, { 'dead-letter-exchange': due })]),
            ...(kind === 'topic' ? [{ name: logQueue(name), arguments: { 'x-queue-type': 'stream' }, policy: logPolicy(channel) }] : []),
        ],
        bindings: [
            ...(delay === undefined ? [] : [{ source: name, destination: delayQueue(name), kind: 'queue', key: '' } as const]),
            ...(kind === 'topic' ? [
                { source: due, destination: logQueue(name), kind: 'queue', key: '#' } as const,
                { source: logQueue(name), destination: logQueue(name), kind: 'queue', key: '' } as const,
            ] : []),
        ],
    };
}

/** What a subscription is consumed from, and where its retries wait. */
export function subscriptionLayout(subscription: SubscriptionDefinition, channel: ChannelDefinition): Layout {
    const { name } = subscription;
    const queues = workQueues(subscription, channel);
    const waits = retryWaits(subscription, channel);
    // The input of a queue's one subscription is the channel's own.
    const input = channel.kind === 'topic' ? name : dueExchange(channel);
    return {
        exchanges: [
            ...(channel.kind === 'topic' ? [inputExchange(name, channel.ordered)] : []),
            ...(waits.length === 0 ? [] : [{ name: retryExchange(name), type: 'direct', arguments: {} } as const]),
        ],
        queues: [
            ...queues.map(queue => ({ name: queue, arguments: workArguments(channel), policy: workPolicy(subscription, channel, queues.length) })),
            ...waits.map(wait => waitingQueue(retryQueue(name, wait), wait, { 'dead-letter-exchange': '', 'dead-letter-routing-key': name })),
        ],
        bindings: [
            // On a hash exchange the binding key is a weight.
            ...queues.map(queue => ({ source: input, destination: queue, kind: 'queue', key: channel.ordered === 'none' ? '' : '1' } as const)),
            ...(channel.kind === 'topic' ? topicBindings(subscription, channel) : []),
            ...waits.map(wait => ({ source: retryExchange(name), destination: retryQueue(name, wait), kind: 'queue', key: waitName(wait) } as const)),
        ],
    };
}

/** What brings a topic's messages to a subscription. */
export function topicBindings({ name, routes, types }: SubscriptionDefinition, channel: ChannelDefinition): readonly BindingSettings[] {
    const keys = routes?.map(words => words.join('.')) ?? (types === undefined ? ['#'] : [...new Set(types.map(type => typeWords(type).join('.')))]);
    return keys.map(key => ({ source: dueExchange(channel), destination: name, kind: 'exchange', key }));
}

/** For messages with a delay that a publisher has chosen: those of other delays would wait behind them. */
export function ownDelayLayout(channel: ChannelDefinition, delay: number): Layout {
    const name = ownDelayQueue(channel.name, delay);
    return {
        exchanges: [{ name, type: 'fanout', arguments: {} }],
        queues: [waitingQueue(name, delay, { 'dead-letter-exchange': dueExchange(channel) })],
        bindings: [{ source: name, destination: name, kind: 'queue', key: '' }],
    };
}

/** Where a question is asked, and where replies are sent; a question expires with the patience of the one who asks. */
export function questionLayout(query: string): Layout {
    const name = questionQueue(query);
    return {
        exchanges: [{ name, type: 'fanout', arguments: {} }, { name: replyExchange, type: 'direct', arguments: {} }],
        queues: [{ name, arguments: { 'x-queue-type': 'classic' }, policy: {} }],
        bindings: [{ source: name, destination: name, kind: 'queue', key: '' }],
    };
}

/** The waits before the attempts of an unordered subscription, shortest first; where order matters, the consumer waits with the message in hand. */
export function retryWaits({ retry }: Pick<SubscriptionDefinition, 'retry'>, { ordered, deliver }: ChannelDefinition): readonly number[] {
    if (ordered !== 'none' || deliver === 'at-most-once') return [];
    return waitsOf(retry);
}

/** Quorum queues know no priorities, and what may be lost need not be replicated. */
export function isQuorum({ priority, deliver }: ChannelDefinition): boolean {
    return priority === undefined && deliver !== 'at-most-once';
}

function waitsOf({ times, from, to }: RetryPolicy): readonly number[] {
    const waits = new Set<number>();
    // Doubling reaches the longest wait soon, however many retries there are.
    for (let index = 0; index < Math.min(times, 100); index++) waits.add(Math.min(to, from * 2 ** Math.min(index, 52)));
    return [...waits].filter(wait => wait > 0).sort((left, right) => left - right);
}

function inputExchange(name: string, ordered: ChannelDefinition['ordered']): ExchangeSettings {
    return ordered === 'none' ? { name, type: 'fanout', arguments: {} } : { name, type: 'x-consistent-hash', arguments: { 'hash-header': keyHeader } };
}

/** A dead letter leaves its queue only when the next one has it; RabbitMQ wants publishers to be refused at a limit then. */
const keepLetters = { 'dead-letter-strategy': 'at-least-once', overflow: 'reject-publish' } as const;

function waitingQueue(name: string, wait: number, target: Readonly<Record<string, string>>): QueueSettings {
    return { name, arguments: { 'x-queue-type': 'quorum' }, policy: { ...target, 'message-ttl': wait, ...keepLetters } };
}

function logPolicy({ compact, retain }: ChannelDefinition): Readonly<Record<string, string | number>> {
    if (compact) return {};
    return {
        ...(retain.bytes !== undefined && { 'max-length-bytes': retain.bytes }),
        ...(retain.milliseconds !== undefined && { 'max-age': `${Math.max(1, Math.ceil(retain.milliseconds / 1000))}s` }),
    };
}

function workArguments(channel: ChannelDefinition): Readonly<Record<string, Value>> {
    const { ordered, priority } = channel;
    return {
        'x-queue-type': isQuorum(channel) ? 'quorum' : 'classic',
        ...(ordered !== 'none' && { 'x-single-active-consumer': true }),
        ...(priority && { 'x-max-priority': priority.highest - priority.lowest }),
    };
}

function workPolicy({ deadLetter, retry }: SubscriptionDefinition, channel: ChannelDefinition, queues: number): Readonly<Record<string, string | number>> {
    const { limit, timeToLive } = channel;
    const hasLetters = deadLetter !== '';
    return {
        ...(hasLetters && { 'dead-letter-exchange': deadLetter, 'dead-letter-routing-key': deadLetter }),
        // A message that stops its consumer again and again without being refused.
        ...(isQuorum(channel) && { 'delivery-limit': hasLetters ? retry.times + spareDeliveries : unlimitedDeliveries }),
        ...(isQuorum(channel) && hasLetters && keepLetters),
        ...(timeToLive !== undefined && { 'message-ttl': timeToLive }),
        ...(limit && { overflow: 'reject-publish' }),
        // RabbitMQ refuses what comes when there is more than that.
        ...(limit?.messages !== undefined && { 'max-length': Math.max(0, Math.ceil(limit.messages / queues) - 1) }),
        ...(limit?.bytes !== undefined && { 'max-length-bytes': Math.ceil(limit.bytes / queues) }),
    };
}
