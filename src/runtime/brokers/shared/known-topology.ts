import { BrokerError, type ChannelDefinition, type SubscriptionDefinition, type Topology } from '../../broker.js';
import { assertTopology, deadLetterQueue, ownSubscription } from './topology.js';

/** The channels and subscriptions that a broker was told of, with those that follow from them. */
export class KnownTopology {
    private channels = new Map<string, ChannelDefinition>();
    private subscriptions = new Map<string, SubscriptionDefinition>();

    /**
     * What is to be prepared for these definitions, with the dead letter queues that nobody has defined and the one subscription
     * of each queue; throws a `BrokerError` (`invalid-topology`) where definitions contradict each other or what is known.
     */
    complete(added: Topology): Topology {
        assertTopology(added, { channels: [...this.channels.values()], subscriptions: [...this.subscriptions.values()] });
        const channels = new Map(added.channels.map(channel => [channel.name, channel]));
        const subscriptions = new Map(added.subscriptions.map(subscription => [subscription.name, subscription]));
        const isDefined = (name: string): boolean => channels.has(name) || this.channels.has(name);
        const letters = [...added.subscriptions, ...added.channels.filter(({ kind }) => kind === 'queue')].map(({ deadLetter }) => deadLetter);
        for (const name of letters) {
            if (name !== '' && !isDefined(name)) channels.set(name, deadLetterQueue(name));
        }
        // A queue's messages must have somewhere to wait even while nothing says who takes them.
        for (const channel of channels.values()) {
            if (channel.kind === 'queue' && !subscriptions.has(channel.name) && !this.subscriptions.has(channel.name)) subscriptions.set(channel.name, ownSubscription(channel));
        }
        return { channels: [...channels.values()], subscriptions: [...subscriptions.values()] };
    }

    remember({ channels, subscriptions }: Topology): void {
        for (const channel of channels) this.channels.set(channel.name, channel);
        for (const subscription of subscriptions) this.subscriptions.set(subscription.name, subscription);
    }

    channel(name: string): ChannelDefinition {
        const channel = this.channels.get(name);
        if (channel === undefined) throw new BrokerError('unknown-channel', `There is no channel '${name}'. Prepare it first.`);
        return channel;
    }

    subscription(name: string): SubscriptionDefinition {
        const subscription = this.subscriptions.get(name);
        if (subscription === undefined) throw new BrokerError('unknown-subscription', `There is no subscription '${name}'. Prepare it first.`);
        return subscription;
    }
}
