import { BrokerError, type ChannelDefinition, type RetryPolicy, type SubscriptionDefinition, type Topology } from '../../broker.js';

const defaultAcknowledgeTimeout = 30_000;

/** The one subscription of a queue that no definition speaks of. */
export function ownSubscription(queue: ChannelDefinition): SubscriptionDefinition {
    return { name: queue.name, channel: queue.name, deadLetter: queue.deadLetter, retry: queue.retry, acknowledgeTimeout: defaultAcknowledgeTimeout };
}

/** A dead letter queue that no definition speaks of: what fails here goes nowhere else. */
export function deadLetterQueue(name: string): ChannelDefinition {
    return {
        name,
        kind: 'queue',
        ordered: 'none',
        partitions: 1,
        retain: {},
        compact: false,
        deliver: 'at-least-once',
        retry: { times: 0, from: 0, to: 0 },
        deadLetter: '',
    };
}

/** Throws a `BrokerError` (`invalid-topology`) where definitions contradict themselves, each other or what exists. */
export function assertTopology(added: Topology, existing: Topology): void {
    assertUnique('channel', added.channels);
    assertUnique('subscription', added.subscriptions);
    const channels = new Map([...existing.channels, ...added.channels].map((channel) => [channel.name, channel]));
    const subscriptions = new Map([...existing.subscriptions, ...added.subscriptions].map((subscription) => [subscription.name, subscription]));
    for (const channel of added.channels) {
        assertChannel(channel);
        const before = existing.channels.find(({ name }) => name === channel.name);
        if (before !== undefined && before.kind !== channel.kind) {
            refuse(`'${channel.name}' is a ${before.kind} and cannot become a ${channel.kind}.`);
        }
        // A dead letter queue was perhaps made by itself before anyone defined it.
        if (before !== undefined && before.ordered !== channel.ordered && before.deadLetter !== '') {
            refuse(`'${channel.name}' is ordered by ${before.ordered} and cannot be ordered by ${channel.ordered} as long as it exists.`);
        }
    }
    for (const subscription of added.subscriptions) {
        assertSubscription(subscription, channels);
        const before = existing.subscriptions.find(({ name }) => name === subscription.name);
        if (before !== undefined && before.channel !== subscription.channel) {
            refuse(`'${subscription.name}' subscribes to '${before.channel}' and cannot move to '${subscription.channel}'.`);
        }
    }
    const deadLetters = new Map<string, string>();
    for (const { name, deadLetter } of [...[...channels.values()].filter(({ kind }) => kind === 'queue'), ...subscriptions.values()]) {
        deadLetters.set(name, deadLetter);
    }
    for (const [name, deadLetter] of deadLetters) {
        if (channels.get(deadLetter)?.kind === 'topic') {
            refuse(`'${name}' sends its dead letters to '${deadLetter}', which is a topic: a dead letter queue must be a queue.`);
        }
        const passed = new Set([name]);
        for (let next: string | undefined = deadLetter; next !== undefined && next !== ''; next = deadLetters.get(next)) {
            if (passed.has(next)) {
                refuse(`The dead letters of '${name}' would go round in a circle: ${[...passed, next].join(' → ')}.`);
            }
            passed.add(next);
        }
    }
}

function assertUnique(what: string, definitions: readonly { readonly name: string }[]): void {
    const names = new Set<string>();
    for (const { name } of definitions) {
        if (name === '' || names.has(name)) {
            refuse(name === '' ? `A ${what} has no name.` : `The ${what} '${name}' is defined twice.`);
        }
        names.add(name);
    }
}

function assertChannel({ name, retain, retry, timeToLive, delay, priority, limit = {}, rate, deduplicate }: ChannelDefinition): void {
    assertRetry(name, retry);
    const lengths = { timeToLive, delay, deduplicate, retention: retain.milliseconds, 'retained size': retain.bytes };
    for (const [clause, value] of Object.entries(lengths)) {
        if (value !== undefined && !(value >= 0)) {
            refuse(`The ${clause} of '${name}' cannot be ${value}.`);
        }
    }
    for (const [clause, value] of Object.entries({ 'limit of messages': limit.messages, 'limit of bytes': limit.bytes, rate: rate?.count, 'time of the rate': rate?.per })) {
        if (value !== undefined && !(value > 0)) {
            refuse(`The ${clause} of '${name}' must be more than zero, not ${value}.`);
        }
    }
    if (priority !== undefined && !(priority.lowest <= priority.highest)) {
        refuse(`The priorities of '${name}' run from ${priority.lowest} to ${priority.highest}, which are none.`);
    }
}

function assertSubscription({ name, channel, retry, acknowledgeTimeout }: SubscriptionDefinition, channels: ReadonlyMap<string, ChannelDefinition>): void {
    assertRetry(name, retry);
    if (!(acknowledgeTimeout > 0)) {
        refuse(`The acknowledgement timeout of '${name}' must be more than zero, not ${acknowledgeTimeout}.`);
    }
    const kind = channels.get(channel)?.kind;
    if (kind === undefined) {
        refuse(`'${name}' subscribes to '${channel}', which is no channel.`);
    }
    if (kind === 'queue' && name !== channel) {
        refuse(`'${name}' subscribes to the queue '${channel}', whose one subscription has the queue's own name.`);
    }
    if (kind === 'topic' && channels.get(name)?.kind === 'queue') {
        refuse(`'${name}' is the name of a queue and cannot be that of a subscription to '${channel}'.`);
    }
}

function assertRetry(name: string, { times, from, to, jitter = 0 }: RetryPolicy): void {
    if (!(jitter >= 0 && jitter <= 1)) {
        refuse(`The jitter of '${name}' must be from 0 to 1, not ${jitter}.`);
    }
    if (!(times >= 0 && from >= 0 && to >= from)) {
        refuse(`'${name}' cannot be retried ${times} times with a wait of ${from} ms to ${to} ms.`);
    }
}

function refuse(message: string): never {
    throw new BrokerError('invalid-topology', message);
}
