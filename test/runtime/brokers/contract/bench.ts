import { expect } from 'vitest';
import type { PromiseId } from '../../../../src/model/brokers/promises.js';
import type { Broker, BrokerErrorCode, ChannelDefinition, Delivery, SubscriptionDefinition, Topology } from '../../../../src/runtime/broker.js';
import type { Envelope } from '../../../../src/runtime/envelope.js';
import { message, queue, reads, takes, topic } from '../messages.js';

/** One broker, with nothing in it that a behaviour could trip over, and time as it knows it. */
export interface BrokerUnderTest {
    readonly broker: Broker;
    /** Puts before each name what keeps behaviours that share a server apart. */
    readonly prefix: string;
    /** Milliseconds since 1970 by the broker's clock. */
    now(): number;
    /** Lets time pass until the condition holds; rejects when it has not come to hold within ten seconds of the broker's time, or the time given. */
    until(condition: () => boolean, options?: { readonly seconds?: number }): Promise<void>;
    /** Lets that many milliseconds of the broker's time pass; not within a handler. */
    pass(milliseconds: number): Promise<void>;
    /** What a handler waits for that takes that long. */
    sleep(milliseconds: number): Promise<void>;
    /** Closes the broker, if a behaviour has not, and removes what was made. */
    dispose(): Promise<void>;
    /** Whether a limit of bytes is passed by the message that fills the channel, as `promises.ts` says of such a broker. */
    readonly passesLimits?: boolean;
    /** What can only be done to a server and the connections to it; the embedded broker has none. */
    readonly server?: ServerUnderTest;
}

/** A server that runs by itself, reached through connections that can be cut. */
export interface ServerUnderTest {
    /** A broker of its own on the same server, as another process has it; what it was told of is not told to the first. */
    another(): Promise<Broker>;
    /** A broker that ends without a word, as a process does that is killed: `kill` cuts its connections for good. */
    mortal(): Promise<{ readonly broker: Broker; kill(): void }>;
    /** A broker that looks for a server where none is. */
    unreachable(options: { readonly user: string; readonly password: string }): Promise<Broker>;
    /** Cuts the connections of the broker under test; it may connect again at once. */
    cut(): void;
    /** From now on nothing that the server says arrives; `cut` ends that. */
    muffle(): void;
    /** Nothing can connect until the function is called that is given back; what is connected is cut. */
    block(): () => void;
    /** Stops the server and starts it again with all that it keeps. */
    restart(): Promise<void>;
    /** Puts bytes on a channel as a program would that knows nothing of us. */
    inject(channel: ChannelDefinition, bytes: Uint8Array): Promise<void>;
}

/** Something that every broker does, or is declared not to do. */
export interface Behaviour {
    readonly title: string;
    /** Where a broker refuses this promise, `check` must say so of a specification that asks for it. */
    readonly promise?: PromiseId;
    /** Has a meaning on servers alone. */
    readonly onServers?: true;
    /** Stops the server, so that nothing else may run on it meanwhile. */
    readonly alone?: true;
    run(bench: Bench): Promise<void>;
}

/** What behaviours have in hand: the broker under test, and short ways to say what they do with it. */
export class Bench {
    readonly broker: Broker;

    constructor(readonly test: BrokerUnderTest) {
        this.broker = test.broker;
    }

    get server(): ServerUnderTest {
        const { server } = this.test;
        if (server === undefined) throw new Error('This behaviour is of servers alone.');
        return server;
    }

    /** A name that no other behaviour has. */
    n(name: string): string {
        return `${this.test.prefix}${name}`;
    }

    prepare(channels: ChannelDefinition[], subscriptions: SubscriptionDefinition[], broker = this.broker): Promise<void> {
        return broker.prepare({ channels, subscriptions });
    }

    /** Consumes with a handler that only writes down what it gets. */
    async collect(subscription: string, into: Delivery[] = [], broker = this.broker): Promise<Delivery[]> {
        await broker.consume(subscription, async delivery => void into.push(delivery));
        return into;
    }

    until(condition: () => boolean, options?: { readonly seconds?: number }): Promise<void> {
        return this.test.until(condition, options);
    }

    pass(milliseconds: number): Promise<void> {
        return this.test.pass(milliseconds);
    }

    sleep(milliseconds: number): Promise<void> {
        return this.test.sleep(milliseconds);
    }

    now(): number {
        return this.test.now();
    }

    /** Long enough that a message that should not come would have come. */
    settle(): Promise<void> {
        return this.test.pass(300);
    }

    /** A queue that is prepared, with a dead letter queue beside it; its name. */
    async queue(name: string, clauses: Partial<ChannelDefinition> = {}, consuming: Partial<SubscriptionDefinition> = {}): Promise<string> {
        const { channels, subscriptions } = this.queueTopology(name, clauses, consuming);
        await this.broker.prepare({ channels, subscriptions });
        return this.n(name);
    }

    queueTopology(name: string, clauses: Partial<ChannelDefinition> = {}, consuming: Partial<SubscriptionDefinition> = {}): Topology {
        const work = queue(this.n(name), clauses);
        const dead = queue(work.deadLetter, { deadLetter: '', ordered: 'none' });
        return { channels: [work, dead], subscriptions: [takes(work, consuming), takes(dead)] };
    }

    /** A topic that is prepared with subscriptions of these names; the topic's name. */
    async topic(name: string, subscribers: readonly string[], clauses: Partial<ChannelDefinition> = {}): Promise<string> {
        const orders = topic(this.n(name), clauses);
        await this.prepare([orders], subscribers.map(subscriber => reads(this.n(subscriber), orders)));
        return orders.name;
    }

    /** Publishes so many messages without waiting in between: `m0` of key `k0`, `m1` of `k1` … as many keys as told. */
    async publishMany(channel: string, count: number, { keys = count, first = 0 }: { readonly keys?: number; readonly first?: number } = {}): Promise<Envelope[]> {
        const envelopes = Array.from({ length: count }, (_, index) => message(`m${first + index}`, { key: `k${(first + index) % keys}` }));
        await Promise.all(envelopes.map(envelope => this.broker.publish(channel, envelope)));
        return envelopes;
    }
}

export function ids(deliveries: readonly Delivery[]): string[] {
    return deliveries.map(({ envelope }) => envelope.id);
}

/** Ids as often as they came, in the order of their first coming. */
export function distinct(deliveries: readonly Delivery[]): string[] {
    return [...new Set(ids(deliveries))];
}

/** Expects that the messages of each key came in the order of their numbers, each at least once: a repetition may follow, nothing may overtake. */
export function expectOrderPerKey(deliveries: readonly Delivery[]): void {
    const last = new Map<string | undefined, number>();
    const seen = new Set<string>();
    for (const { key, envelope } of deliveries) {
        if (seen.has(envelope.id)) continue;
        seen.add(envelope.id);
        const number = Number(envelope.id.slice(1));
        expect(number, `${envelope.id} of ${key} after m${last.get(key)}`).toBeGreaterThan(last.get(key) ?? -1);
        last.set(key, number);
    }
}

/** A handler that waits here stays in hand until the gate is opened. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
    let open: () => void = () => {};
    const opened = new Promise<void>(resolve => (open = resolve));
    return { open: () => open(), opened };
}

export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(() => undefined, (error: unknown) => error);
}

export async function expectRefusal(promise: Promise<unknown>, code: BrokerErrorCode): Promise<void> {
    expect(await refusalOf(promise)).toMatchObject({ name: 'BrokerError', code });
}
