import { compareText, isOrdered, type BrokerScope, type DeadLetterQueue, type ScopedSubscription } from '../../model/brokers/broker-scope.js';
import { routeWords, type Route } from '../brokers/routes.js';
import { lanesOf, streamName, type Lane } from '../../model/brokers/nats-names.js';

/** A durable pull consumer as JetStream's API takes it, and the stream that it is of. Durations in nanoseconds. */
export interface JetStreamConsumer {
    stream: string;
    config: {
        durable_name: string;
        description: string;
        deliver_policy: 'all' | 'new';
        ack_policy: 'explicit' | 'none';
        ack_wait?: number;
        max_deliver: number;
        max_ack_pending?: number;
        filter_subject: string;
        replay_policy: 'instant';
    };
}

const nanoseconds = 1_000_000;
/** Messages that the consumers of an unordered subscription may have in hand together. */
const inHand = 1000;

/** For how long one who looks at a dead letter may take, in milliseconds. */
const lookingTimeout = 30_000;

/** The consumers of a broker, by stream and name: one for each lane of each subscription, and one for each dead letter queue. */
export function buildConsumers(scope: BrokerScope, routesOf: (subscription: ScopedSubscription) => Route[]): JetStreamConsumer[] {
    const ofChannels = scope.channels.flatMap(({ channel, subscriptions }) => subscriptions.flatMap(subscription => {
        const routes = routesOf(subscription);
        return lanesOf(channel).map(lane => consumerOf(subscription, lane, routes));
    }));
    return [...ofChannels, ...scope.deadLetters.map(consumerOfDeadLetters)]
        .sort((left, right) => compareText(left.stream, right.stream) || compareText(left.config.durable_name, right.config.durable_name));
}

function consumerOf(subscription: ScopedSubscription, lane: Lane, routes: Route[]): JetStreamConsumer {
    const { channel, name, deadLetter, acknowledgeTimeout, start } = subscription;
    const stream = streamName(channel.physicalName.value);
    const fireAndForget = channel.kind === 'topic' && channel.deliver.value === 'at-most-once';
    return {
        stream,
        config: {
            durable_name: `${streamName(name)}${lane.suffix}`,
            description: `${name}. Dead letters to ${deadLetter}`,
            deliver_policy: start === 'first' ? 'all' : 'new',
            ack_policy: fireAndForget ? 'none' : 'explicit',
            ...(!fireAndForget && { ack_wait: acknowledgeTimeout * nanoseconds }),
            // JetStream only stops delivering at a maximum. The adapter counts, and moves what has had its last attempt.
            max_deliver: -1,
            ...(!fireAndForget && { max_ack_pending: isOrdered(channel) ? 1 : inHand }),
            filter_subject: [stream, ...lane.words, ...filterWords(subscription, routes)].join('.'),
            replay_policy: 'instant',
        },
    };
}

function consumerOfDeadLetters({ name, of }: DeadLetterQueue): JetStreamConsumer {
    const stream = streamName(name);
    return {
        stream,
        config: {
            durable_name: stream,
            description: `Dead letters of ${of.join(', ')}`,
            deliver_policy: 'all',
            ack_policy: 'explicit',
            ack_wait: lookingTimeout * nanoseconds,
            max_deliver: -1,
            max_ack_pending: inHand,
            filter_subject: `${stream}.>`,
            replay_policy: 'instant',
        },
    };
}

/** The narrowest words that let all routes through: NATS before 2.10 has one filter a consumer, so the adapter filters the rest. */
function filterWords({ channel }: ScopedSubscription, routes: Route[]): string[] {
    // A work queue's consumers must leave nothing that nobody takes, and a compacted stream is addressed by key.
    if (channel.kind === 'queue' || channel.compact.value) return ['>'];
    const [first = [], ...others] = routes.map(routeWords);
    const words = first.map((word, position) => (others.every(other => other[position] === word) ? word : '*'));
    return words.every(word => word === '*') ? ['>'] : words;
}
