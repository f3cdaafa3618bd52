import { BrokerError, type ChannelDefinition, type SubscriptionDefinition } from '../../broker.js';
import { typeWords } from '../shared/message-words.js';
import { lanesOf, streamName, type LaneWords } from './names.js';

/** A stream or a consumer as JetStream's API takes it; durations in nanoseconds, -1 or 0 for no bound as there. */
export type Settings = Readonly<Record<string, unknown>> & { readonly name?: string };

const nanoseconds = 1_000_000;
/** What JetStream remembers message ids for when nothing is said, in milliseconds. */
const defaultWindow = 120_000;
/** Messages that the consumers of an unordered subscription may have in hand together. */
const inHand = 1000;

/** The stream of a channel, the same as generated configuration has. */
export function streamSettings(channel: ChannelDefinition, replicas: number): Settings {
    const { name, kind, retain, compact, limit, deduplicate } = channel;
    const isTopic = kind === 'topic' && !compact;
    const age = isTopic ? retain.milliseconds ?? 0 : 0;
    const window = deduplicate ?? defaultWindow;
    const bytes = [...(isTopic && retain.bytes !== undefined ? [retain.bytes] : []), ...(limit?.bytes === undefined ? [] : [limit.bytes])];
    return {
        name: streamName(name),
        subjects: [`${streamName(name)}.>`],
        // Each message of a work queue goes to one consumer and is gone when it is acknowledged.
        retention: kind === 'queue' ? 'workqueue' : 'limits',
        storage: 'file',
        discard: limit ? 'new' : 'old',
        max_age: age * nanoseconds,
        max_bytes: bytes.length === 0 ? -1 : Math.min(...bytes),
        max_msgs: limit?.messages ?? -1,
        max_msgs_per_subject: kind === 'topic' && compact ? 1 : -1,
        // JetStream refuses to remember ids for longer than messages.
        duplicate_window: (age > 0 ? Math.min(age, window) : window) * nanoseconds,
        num_replicas: replicas,
    };
}

/** A lane of a subscription: its durable consumer. */
export interface Lane {
    readonly stream: string;
    readonly consumer: string;
    readonly settings: Settings;
}

/** The consumers of a subscription, highest priority first; the same as generated configuration has. */
export function consumerLanes(subscription: SubscriptionDefinition, channel: ChannelDefinition): readonly Lane[] {
    return lanesOf(channel).map(words => {
        const stream = streamName(channel.name);
        const consumer = `${streamName(subscription.name)}${words.map(word => `_${word}`).join('')}`;
        return { stream, consumer, settings: consumerSettings(subscription, channel, consumer, words) };
    });
}

/** Nobody says that a message of such a subscription was handled: each is given out once. */
export function isFireAndForget(channel: ChannelDefinition): boolean {
    return channel.kind === 'topic' && channel.deliver === 'at-most-once';
}

function consumerSettings(subscription: SubscriptionDefinition, channel: ChannelDefinition, consumer: string, words: LaneWords): Settings {
    const { acknowledgeTimeout, start } = subscription;
    return {
        durable_name: consumer,
        deliver_policy: channel.kind === 'queue' || start === 'first' ? 'all' : 'new',
        ack_policy: isFireAndForget(channel) ? 'none' : 'explicit',
        ...(!isFireAndForget(channel) && {
            ack_wait: Math.min(acknowledgeTimeout, 86_400_000) * nanoseconds,
            max_ack_pending: channel.ordered === 'none' ? inHand : 1,
        }),
        // JetStream only stops delivering at a maximum: what has had its last attempt is moved from here.
        max_deliver: -1,
        filter_subject: [streamName(channel.name), ...words, ...filterWords(subscription, channel)].join('.'),
        replay_policy: 'instant',
    };
}

/** The narrowest words that let everything through that is asked for: NATS before 2.10 has one filter a consumer. */
function filterWords({ types, routes }: SubscriptionDefinition, channel: ChannelDefinition): readonly string[] {
    // A work queue's consumers must leave nothing that nobody takes, and a compacted stream is addressed by key.
    if (channel.kind === 'queue' || channel.compact) return ['>'];
    const asked = routes ?? (types === undefined ? undefined : [...new Set(types.map(type => typeWords(type).join('.')))].map(words => words.split('.')));
    if (asked === undefined) return ['>'];
    // What the topic does not carry must come here as well, to be set aside.
    const [first = [], ...others] = asked;
    const words = first.map((word, position) => (others.every(other => other[position] === word) ? word : '*'));
    return words.every(word => word === '*') ? ['>'] : words;
}

/** Where a server's settings differ from those that are wanted. Throws a `BrokerError` (`invalid-topology`) that says what to do. */
export function assertSame(what: string, found: Settings, wanted: Settings, ignored: readonly string[]): void {
    const differing = Object.keys(wanted).filter(key => !ignored.includes(key) && JSON.stringify(found[key]) !== JSON.stringify(wanted[key]));
    if (differing.length === 0) return;
    const details = differing.map(key => `${key} is ${JSON.stringify(found[key])} and should be ${JSON.stringify(wanted[key])}`);
    throw new BrokerError('invalid-topology', `${what} is set up otherwise on the server: ${details.join('; ')}. Apply the generated configuration, or delete it there.`);
}
