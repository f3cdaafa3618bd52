import {
    BrokerError,
    type Broker, type ConsumeOptions, type Consumer, type DeliveryFailure, type DeliveryHandler, type PublishOptions, type Topology,
} from '../broker.js';
import type { Envelope } from '../envelope.js';

/** One of several brokers of a system. */
export interface BrokerMember {
    /** Its name in the specification. */
    readonly name: string;
    readonly broker: Broker;
    /** What is on it, by physical names. */
    readonly channels: readonly string[];
}

/** The brokers that one is made of, where it is made of several. */
export function membersOf(broker: Broker): readonly BrokerMember[] {
    return broker instanceof JoinedBrokers ? broker.members : [];
}

/** What of a system is on which of its brokers, by their names in the specification. */
export interface Placement<Name extends string = string> {
    /** The channels of each. */
    readonly channels: Readonly<Record<Name, readonly string[]>>;
    /** The one over which questions go. */
    readonly questions: Name;
}

/** One broker made of several: each message goes to the one that has its channel. Where one plays all of them, it is given back itself. */
export function joinBrokers<Name extends string>(brokers: Readonly<Record<Name, Broker>>, { channels, questions }: Placement<Name>): Broker {
    const names = Object.keys(channels) as Name[];
    const missing = names.filter(name => (brokers[name] as Broker | undefined) === undefined);
    if (missing.length > 0) throw new BrokerError('invalid-topology', `There is no connection to ${missing.map(name => `'${name}'`).join(' and ')}: the specification has channels there.`);
    const members = new Map<Broker, BrokerMember>();
    for (const name of names) {
        const known = members.get(brokers[name]);
        members.set(brokers[name], known
            ? { ...known, name: `${known.name} and ${name}`, channels: [...known.channels, ...channels[name]] }
            : { name, broker: brokers[name], channels: channels[name] });
    }
    if (members.size === 1) return brokers[questions];
    return new JoinedBrokers([...members.values()], members.get(brokers[questions])!);
}

/** Several brokers that take part in one system. */
export class JoinedBrokers implements Required<Omit<Broker, 'system'>> {
    private readonly byChannel = new Map<string, BrokerMember>();
    private readonly bySubscription = new Map<string, BrokerMember>();

    constructor(
        readonly members: readonly BrokerMember[],
        private readonly questions: BrokerMember,
    ) {
        for (const member of members) for (const channel of member.channels) this.byChannel.set(channel, member);
    }

    /** The same system on other brokers, made of each of these. */
    map(change: (broker: Broker) => Broker): JoinedBrokers {
        const changed = new Map(this.members.map(member => [member, { ...member, broker: change(member.broker) }]));
        return new JoinedBrokers([...changed.values()], changed.get(this.questions)!);
    }

    async prepare(topology: Topology): Promise<void> {
        const parts = new Map(this.members.map(member => [member, { channels: [] as Topology['channels'][number][], subscriptions: [] as Topology['subscriptions'][number][] }]));
        for (const channel of topology.channels) parts.get(this.memberWith(channel.name))!.channels.push(channel);
        for (const subscription of topology.subscriptions) parts.get(this.memberWith(subscription.channel))!.subscriptions.push(subscription);
        await Promise.all([...parts].map(([member, part]) => member.broker.prepare(part)));
        for (const [member, { channels, subscriptions }] of parts) {
            for (const { name, deadLetter } of [...subscriptions, ...channels]) {
                this.bySubscription.set(name, member);
                // Dead letters stay on the broker on which they failed, in a queue that it makes for them.
                if (!this.byChannel.has(deadLetter)) this.bySubscription.set(deadLetter, member);
            }
        }
    }

    async publish(channel: string, envelope: Envelope, options?: PublishOptions): Promise<void> {
        await this.memberWith(channel).broker.publish(channel, envelope, options);
    }

    async consume(subscription: string, handler: DeliveryHandler, options?: ConsumeOptions): Promise<Consumer> {
        return this.memberOf(subscription).broker.consume(subscription, handler, options);
    }

    request(query: string, envelope: Envelope, options: { timeout: number }): Promise<unknown> {
        return this.questions.broker.request(query, envelope, options);
    }

    answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer> {
        return this.questions.broker.answer(query, handler);
    }

    async replay(subscription: string, options?: { readonly since?: number }): Promise<void> {
        const { name, broker } = this.memberOf(subscription);
        if (!broker.replay) throw new BrokerError('unsupported', `'${subscription}' is on '${name}', which gives nothing again.`);
        await broker.replay(subscription, options);
    }

    async lag(subscription: string): Promise<number | undefined> {
        return this.memberOf(subscription).broker.lag?.(subscription);
    }

    async ping(): Promise<void> {
        await Promise.all(this.members.map(async ({ broker }) => broker.ping?.()));
    }

    watch(listener: (failure: DeliveryFailure) => void): () => void {
        const ends = this.members.map(({ broker }) => broker.watch?.(listener));
        return () => {
            for (const end of ends) end?.();
        };
    }

    async close(): Promise<void> {
        const closed = await Promise.allSettled(this.members.map(async ({ broker }) => broker.close()));
        for (const result of closed) if (result.status === 'rejected') throw result.reason;
    }

    private memberWith(channel: string): BrokerMember {
        const member = this.byChannel.get(channel) ?? this.bySubscription.get(channel);
        if (member === undefined) throw new BrokerError('unknown-channel', `No broker has the channel '${channel}'.`);
        return member;
    }

    private memberOf(subscription: string): BrokerMember {
        const member = this.bySubscription.get(subscription);
        if (member === undefined) throw new BrokerError('unknown-subscription', `There is no subscription '${subscription}'. Prepare it first.`);
        return member;
    }
}
