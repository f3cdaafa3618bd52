import type { Channel } from '../flow-model.js';
import { oncePer } from '../once-per.js';
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
    if (!channel.priority) return [{ name }];
    const [lowest, ...others] = priorityLevels(channel);
    return [{ name, ...(lowest !== undefined && { level: lowest }) }, ...others.map(level => ({ name: `${name}.priority-${level}`, level }))];
}

/** The name of a topic, and the channel that it is made for: of one for dead letters, the first of those whose dead letters it takes. */
export interface KafkaTopicName {
    name: string;
    channel: Channel;
    deadLetter?: true;
}

/** The name of every topic that a broker has to hold. */
export const kafkaTopicNames = oncePer(({ channels, deadLetters }: BrokerScope): readonly KafkaTopicName[] => {
    const bySubscription = new Map<string, Channel>();
    const found: KafkaTopicName[] = [];
    for (const { channel, subscriptions } of channels) {
        for (const { name } of topicsByPriority(channel)) found.push({ name, channel });
        for (const { name: subscription } of subscriptions) {
            bySubscription.set(subscription, channel);
            for (const { name } of retryTopics(channel, subscription)) found.push({ name, channel });
        }
    }
    for (const { name, of } of deadLetters) found.push({ name, channel: bySubscription.get(of[0]!)!, deadLetter: true });
    return found;
});
