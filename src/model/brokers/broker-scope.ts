import type { BrokerKind, Channel, FlowModel } from '../flow-model.js';
import { kebabCase } from '../names.js';
import { oncePer } from '../once-per.js';
import { buildTopology, type Subscription } from '../topology.js';

/** What one broker of the system has to hold, sorted by name throughout. */
export interface BrokerScope {
    /** The broker's name in the specification. */
    broker: string;
    replication: number;
    /** Where its files go, without a slash at the end: `config/kafka`, or `config/kafka/log` where a system has several of a kind. */
    folder: string;
    channels: ScopedChannel[];
    /** Dead letter queues that are no channels of this broker themselves. */
    deadLetters: DeadLetterQueue[];
}

/** A channel with its subscriptions; a queue always has one, so that its messages have somewhere to wait. */
export interface ScopedChannel {
    channel: Channel;
    subscriptions: ScopedSubscription[];
}

/** `start`: where a new subscription on a topic begins; a projection is built from the first message on. */
export interface ScopedSubscription extends Subscription {
    start: 'new' | 'first';
}

/** `of`: the subscriptions that send their dead letters there. */
export interface DeadLetterQueue {
    name: string;
    of: string[];
}

/** How long a message of a queue that nobody handles may be held, in milliseconds. */
const unhandledTimeout = 30_000;

/** The brokers of one kind that channels of the model are on; none where there are no such channels. */
export function findBrokerScopes(model: FlowModel, kind: Exclude<BrokerKind, 'memory'>): BrokerScope[] {
    const { channels } = buildTopology(model);
    const { byChannel } = subscribersOf(model);
    const byBroker = new Map<string, Channel[]>();
    for (const channel of channels) {
        if (channel.brokerKind !== kind) continue;
        const others = byBroker.get(channel.broker.value);
        if (others) others.push(channel);
        else byBroker.set(channel.broker.value, [channel]);
    }
    const names = [...byBroker.keys()].sort();
    return names.map(name => {
        const scoped = byBroker.get(name)!.sort(byPhysicalName).map(channel => {
            const own = (byChannel.get(channel) ?? []).map((subscription): ScopedSubscription => ({ start: startOf(subscription, model), ...subscription }));
            if (own.length > 1) own.sort((left, right) => compareText(left.name, right.name));
            return { channel, subscriptions: own.length === 0 && channel.kind === 'queue' ? [unhandled(channel)] : own };
        });
        return {
            broker: name,
            replication: replicationsOf(model).get(name) ?? 1,
            folder: names.length === 1 ? `config/${kind}` : `config/${kind}/${kebabCase(name)}`,
            channels: scoped,
            deadLetters: deadLettersOf(scoped),
        };
    });
}

/** How many replicas each broker keeps, by its name. */
const replicationsOf = oncePer(({ brokers }: FlowModel): ReadonlyMap<string, number> => new Map(brokers.toReversed().map(({ name, replication }) => [name, replication.value])));

/** Who takes from each channel, and which of the parts are projections: the same for every kind of broker. */
const subscribersOf = oncePer((model: FlowModel) => {
    const byChannel = new Map<Channel, Subscription[]>();
    for (const subscription of buildTopology(model).subscriptions) {
        const others = byChannel.get(subscription.channel);
        if (others) others.push(subscription);
        else byChannel.set(subscription.channel, [subscription]);
    }
    return { byChannel, projections: new Set(model.projections.map(({ id }) => id)) };
});

/** Where a new subscription begins: a projection is made from the first message on, and a queue has nothing that is over. */
export function startOf({ channel, part }: Subscription, model: FlowModel): 'new' | 'first' {
    return channel.kind === 'queue' || (part !== undefined && subscribersOf(model).projections.has(part)) ? 'first' : 'new';
}

/** Whether messages of the same key (or field) must keep their order. */
export function isOrdered(channel: Channel): boolean {
    return channel.orderBy.value.kind !== 'none';
}

/** The levels of a channel's priority, lowest first; none where it has no priority. */
export function priorityLevels({ priority }: Channel): number[] {
    if (!priority) return [];
    const { lowest, highest } = priority.value;
    return Array.from({ length: Math.max(0, highest - lowest + 1) }, (_, index) => lowest + index);
}

/** Orders texts by their code units, whatever the locale. */
export function compareText(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}

function unhandled(channel: Channel): ScopedSubscription {
    return {
        name: channel.physicalName.value,
        channel,
        messages: channel.carries.flatMap(({ target }) => (target === undefined ? [] : [target])),
        deadLetter: channel.deadLetter.value,
        acknowledgeTimeout: unhandledTimeout,
        start: 'first',
    };
}

function deadLettersOf(channels: ScopedChannel[]): DeadLetterQueue[] {
    const own = new Set(channels.map(({ channel }) => channel.physicalName.value));
    const found = new Map<string, string[]>();
    for (const { subscriptions } of channels) {
        for (const { name, deadLetter } of subscriptions) {
            if (own.has(deadLetter)) continue;
            const of = found.get(deadLetter);
            if (of) of.push(name);
            else found.set(deadLetter, [name]);
        }
    }
    return [...found].map(([name, of]) => ({ name, of: of.sort() })).sort((left, right) => compareText(left.name, right.name));
}

function byPhysicalName(left: Channel, right: Channel): number {
    return compareText(left.physicalName.value, right.physicalName.value);
}
