import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { retryTopics, topicsByPriority } from '../../model/brokers/kafka-topics.js';

/** A subscription as Kafka knows it; the values of `config` are those of Kafka's consumer configuration. */
export interface KafkaConsumerGroup {
    group: string;
    /** Highest priority first. */
    topics: string[];
    /** Shortest wait first. */
    retryTopics?: string[];
    deadLetter: string;
    /** Where a group without offsets begins; offsets for `new` are committed when the group is made. */
    start: 'new' | 'first';
    config: Record<string, string>;
}

/** The consumer groups of a broker, by name. */
export function buildConsumerGroups(scope: BrokerScope): KafkaConsumerGroup[] {
    return scope.channels.flatMap(({ channel, subscriptions }) => subscriptions.map(({ name, deadLetter, start }): KafkaConsumerGroup => {
        const retries = retryTopics(channel, name).map(retry => retry.name);
        return {
            group: name,
            topics: topicsByPriority(channel).map(topic => topic.name).reverse(),
            ...(retries.length > 0 && { retryTopics: retries }),
            deadLetter,
            start,
            config: {
                // Nothing is passed over when offsets are lost; the handlers are idempotent.
                'auto.offset.reset': 'earliest',
                'enable.auto.commit': 'false',
                ...(channel.deliver.value === 'exactly-once' && { 'isolation.level': 'read_committed' }),
            },
        };
    })).sort((left, right) => compareText(left.group, right.group));
}
