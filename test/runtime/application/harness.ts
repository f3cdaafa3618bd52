import { Application, defineMessage, type ApplicationActivity, type ApplicationOptions, type MessageDefinition, type PartDefinition, type PartSettings, type ProcessDefinition } from '../../../src/runtime/application/index.js';
import type { ChannelDefinition, SubscriptionDefinition, Topology } from '../../../src/runtime/broker.js';
import { createMemoryBroker, type BrokerActivity, type MemoryBroker } from '../../../src/runtime/brokers/memory.js';
import type { Envelope } from '../../../src/runtime/envelope.js';
import { createMemoryStore } from '../../../src/runtime/stores/memory.js';
import { createVirtualClock, type VirtualClock } from '../../../src/runtime/virtual-clock.js';

export const settings: PartSettings = { concurrency: 1, idempotentBy: 'id' };

/** An event with a topic of its own; its data is valid unless it has a field `invalid`. */
export function event<Data extends object>(name: string, key = 'id'): MessageDefinition<Data> {
    return define<Data>('event', name, key);
}

/** A command with a queue of its own; its data is valid unless it has a field `invalid`. */
export function command<Data extends object>(name: string, key = 'id'): MessageDefinition<Data> {
    return define<Data>('command', name, key);
}

function define<Data extends object>(kind: 'event' | 'command', name: string, key: string): MessageDefinition<Data> {
    return defineMessage<Data>({
        name, kind, key, type: `${name}.v1`, channel: name, headers: [],
        validate: data => ('invalid' in (data as object) ? ['it says so itself'] : []),
    });
}

/** A process without steps of its own, to be completed by each test. */
export function processOf<Data extends object>(definition: Partial<ProcessDefinition> & { initial: (key: string) => Data }): ProcessDefinition {
    return { kind: 'process', name: 'Test.Process', key: 'id', settings, starts: [], anywhere: [], states: {}, undos: {}, ...definition };
}

export interface Running {
    /** The one that runs now. */
    readonly application: Application;
    broker: MemoryBroker;
    clock: VirtualClock;
    activities: ApplicationActivity[];
    /** Names and data of all messages that were published, in order; without those that the test itself sent. */
    outputs(): { name: string; data: unknown }[];
    /** Sends a message from outside and runs until nothing but waiting timers is left. */
    send<Data extends object>(message: MessageDefinition<Data>, data: Data): Promise<Envelope>;
    /** Moves time on, with all that happens on the way. */
    advance(milliseconds: number): Promise<void>;
    /** Starts an application in place of this one, on the same store; meanwhile time goes by. */
    restart(options?: { parts?: readonly PartDefinition[]; after?: number }): Promise<void>;
}

export interface StartOptions {
    parts: readonly PartDefinition[];
    /** Messages that no part takes, but somebody sends. */
    others?: readonly MessageDefinition<object>[];
    retries?: number;
    seed?: number;
    /** Of all channels; by key unless said. */
    ordered?: ChannelDefinition['ordered'];
    options?: Pick<ApplicationOptions, 'idempotency' | 'logger' | 'telemetry' | 'store'>;
}

/** Runs parts on the embedded broker under a virtual clock, each message on a channel of its own. */
export async function start({ parts, others = [], retries = 2, seed = 1, ordered = 'key', options = {} }: StartOptions): Promise<Running> {
    const taken = parts.map(part => ({ part, messages: messagesOf(part) }));
    const all = [...new Map([...taken.flatMap(({ messages }) => messages), ...others].map(message => [message.name, message])).values()];
    const events = taken.flatMap(({ part, messages }) => messages.filter(({ kind }) => kind === 'event').map(message => ({ part, message })));
    const queues = all.filter(({ kind }) => kind === 'command');
    const clock = createVirtualClock({ seed });
    const activities: ApplicationActivity[] = [];
    const published: Envelope[] = [];
    const sentByTest = new Set<string>();
    const broker = createMemoryBroker({
        clock,
        observe: (activity: BrokerActivity) => {
            if (activity.kind === 'published' && !activity.channel.endsWith('.dead')) published.push(activity.envelope);
        },
    });
    const retry = { times: retries, from: 10, to: 10 };
    const subscribed: SubscriptionDefinition[] = events.map(({ part, message }) => (
        { name: subscriptionOf(part, message), channel: message.channel, deadLetter: `${subscriptionOf(part, message)}.dead`, retry, acknowledgeTimeout: 30_000 }));
    const topology: Topology = {
        channels: all.map((message): ChannelDefinition => ({
            name: message.channel, kind: message.kind === 'event' ? 'topic' : 'queue', ordered, partitions: 1, retain: {}, compact: false,
            deliver: 'at-least-once', retry, deadLetter: `${message.channel}.dead`,
        })),
        subscriptions: [...subscribed, ...queues.map(({ channel }) => ({ name: channel, channel, deadLetter: `${channel}.dead`, retry, acknowledgeTimeout: 30_000 }))],
    };
    const handled = new Set(taken.flatMap(({ messages }) => messages).map(({ name }) => name));
    const store = options.store ?? createMemoryStore();
    const make = (made: readonly PartDefinition[]) => new Application({
        topology,
        parts: made,
        subscriptions: Object.fromEntries(parts.map(part => [part.name, events.filter(entry => entry.part === part).map(({ message }) => subscriptionOf(part, message))])),
        queues: queues.filter(({ name }) => handled.has(name)).map(({ channel }) => ({ name: channel, concurrency: 4 })),
    }, { ...options, store, broker, clock, random: clock.random, observe: activity => activities.push(activity) });
    let application = make(parts);
    await application.start();
    return {
        get application() {
            return application;
        },
        broker, clock, activities,
        outputs: () => published.filter(({ id }) => !sentByTest.has(id)).map(({ type, data }) => ({ name: type.replace(/\.v1$/, ''), data })),
        async send(message, data) {
            const envelope = await application.emit(message, data);
            sentByTest.add(envelope.id);
            await clock.advance(0);
            return envelope;
        },
        advance: milliseconds => clock.advance(milliseconds),
        async restart({ parts: next = parts, after = 0 } = {}) {
            await application.stop();
            await clock.advance(after);
            application = make(next);
            await application.start();
            await clock.advance(0);
        },
    };
}

function subscriptionOf(part: PartDefinition, message: MessageDefinition<object>): string {
    return `${part.name}/${message.name}`;
}

function messagesOf(part: PartDefinition): MessageDefinition<object>[] {
    const found = part.kind === 'process'
        ? [...part.starts, ...part.anywhere, ...Object.values(part.states).flatMap(({ steps }) => steps)]
        : part.kind === 'projection' ? part.evolutions : part.handlers;
    return [...new Map(found.map(({ message }) => [message.name, message])).values()];
}
