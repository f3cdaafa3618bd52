import { findBrokerScopes, type BrokerScope } from '../../model/brokers/broker-scope.js';
import type { ServerKind } from '../../model/brokers/promises.js';
import type { Channel, FlowModel, Origin } from '../../model/flow-model.js';
import { oncePer } from '../../model/once-per.js';

/** More partitions or priorities than this have names that differ in a number alone: looking at some is looking at all. */
const enough = 300;

const scopesIn = oncePer((model: FlowModel) => {
    const known = new Map<ServerKind, readonly BrokerScope[]>();
    return (kind: ServerKind): readonly BrokerScope[] => {
        let scopes = known.get(kind);
        if (!scopes) known.set(kind, scopes = findBrokerScopes(model, kind).map(bound));
        return scopes;
    };
});

/** What each broker of a kind has to hold, worked out once a model; of a great many partitions and priorities only the first. */
export function scopesOf(model: FlowModel, kind: ServerKind): readonly BrokerScope[] {
    return scopesIn(model)(kind);
}

/** Where a channel's name on the broker comes from. */
export function nameOrigin({ physicalName, origin }: Channel): Origin {
    return physicalName.origin ?? origin;
}

/** The brokers that have two channels of one name, or one with a name such as the parts of another's have: on all others no two channels meet. */
export function crowdedBrokers(channels: readonly Channel[]): ReadonlySet<string> {
    const names = new Map<string, Set<string>>();
    const crowded = new Set<string>();
    for (const { broker: { value: broker }, physicalName: { value: name } } of channels) {
        let others = names.get(broker);
        if (!others) names.set(broker, others = new Set());
        if (name.includes(':') || others.has(name)) crowded.add(broker);
        others.add(name);
    }
    return crowded;
}

/** A channel with no more partitions and priorities than it takes to see what its others are called. */
export function boundChannel(channel: Channel): Channel {
    const { partitions, priority } = channel;
    if (partitions.value <= enough && (!priority || priority.value.highest <= priority.value.lowest + enough)) return channel;
    return {
        ...channel,
        partitions: { ...partitions, value: Math.min(partitions.value, enough) },
        ...(priority && { priority: { ...priority, value: { ...priority.value, highest: Math.min(priority.value.highest, priority.value.lowest + enough) } } }),
    };
}

function bound(scope: BrokerScope): BrokerScope {
    if (scope.channels.every(({ channel }) => boundChannel(channel) === channel)) return scope;
    return {
        ...scope,
        channels: scope.channels.map(({ channel, subscriptions }) => {
            const bounded = boundChannel(channel);
            if (bounded === channel) return { channel, subscriptions };
            return { channel: bounded, subscriptions: subscriptions.map(subscription => ({ ...subscription, channel: bounded })) };
        }),
    };
}
