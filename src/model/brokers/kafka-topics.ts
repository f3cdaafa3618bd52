import type { Channel } from '../flow-model.js';
import { retryTiers } from '../time-spans.js';
import { isOrdered, priorityLevels, type BrokerScope } from './broker-scope.js';

/** Topics that carry what waits for another attempt, the shortest wait first; an ordered channel has none, as its consumer waits in place. */
export function retryTopics(channel: Channel, subscription: string): { name: string; wait: number }[] {
    if (isOrdered(channel) || channel.deliver.value === 'at-most-once') return [];
    return retryTiers(channel).map(wait => ({ name: `${subscription}.retry.${wait}ms`, wait }));
}

/** The topics that a channel's messages are published to: one a priority, of which the lowest has the channel's own name. */
export function topicsByPriority(channel: Channel): { name: string; level?: number }[] {
    const name = channel.physicalName.value;
    const [lowest, ...others] = priorityLevels(channel);
    return [{ name, ...(lowest !== undefined && { level: lowest }) }, ...others.map(level => ({ name: `${name}.priority-${level}`, level }))];
}

/** The name of every topic that a broker has to hold, and the channel that it is made for: the first of those whose dead letters it takes. */
export function kafkaTopicNames({ channels, deadLetters }: BrokerScope): { name: string; channel: Channel; deadLetter?: true }[] {
    const bySubscription = new Map(channels.flatMap(({ channel, subscriptions }) => subscriptions.map(({ name }) => [name, channel] as const)));
    return [
        ...channels.flatMap(({ channel, subscriptions }) => [
            ...topicsByPriority(channel),
            ...subscriptions.flatMap(({ name }) => retryTopics(channel, name)),
        ].map(({ name }) => ({ name, channel }))),
        ...deadLetters.map(({ name, of }) => ({ name, channel: bySubscription.get(of[0]!)!, deadLetter: true as const })),
    ];
}
