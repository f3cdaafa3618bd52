import type { BrokerScope, ScopedChannel } from '../../model/brokers/broker-scope.js';
import { streamKeys } from '../../model/brokers/redis-keys.js';

/** A stream that has to be there, with its consumer groups; `start` as `XGROUP CREATE` takes it. */
export interface RedisStream {
    key: string;
    groups: { name: string; start: '0' | '$' }[];
}

/** The streams of a channel, each with a group for every subscription. */
export function streamsOfChannel({ channel, subscriptions }: ScopedChannel): RedisStream[] {
    return streamKeys(channel).map(key => ({ key, groups: subscriptions.map(({ name, start }) => ({ name, start: start === 'first' ? '0' : '$' })) }));
}

/** The stream of a dead letter queue, whose one group has its name. */
export function deadLetterStream(name: string): RedisStream {
    return { key: name, groups: [{ name, start: '0' }] };
}

/** Every stream that a broker has to hold. */
export function buildRedisStreams({ channels, deadLetters }: BrokerScope): RedisStream[] {
    return [...channels.flatMap(streamsOfChannel), ...deadLetters.map(({ name }) => deadLetterStream(name))];
}
