import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { retryTopics, topicsByPriority } from '../../model/brokers/kafka-topics.js';
import type { FlowModel } from '../../model/flow-model.js';
import { findUsers, type BrokerUser } from '../brokers/users.js';
import { questionTopic, replyTopic } from './questions.js';

/** What a user may do with one topic or one group, or with all whose name begins so. */
export interface KafkaRight {
    resource: 'topic' | 'group';
    name: string;
    pattern: 'literal' | 'prefix';
    /** Sorted. */
    operations: ('Describe' | 'DescribeConfigs' | 'Read' | 'Write')[];
}

/** A user of Kafka, who may do nothing else. */
export interface KafkaUser {
    name: string;
    /** Sorted by resource and name. */
    rights: KafkaRight[];
}

/** The users of a broker with their rights, by name; those who have nothing to do there are left out. `topics` are all that it holds. */
export function buildKafkaUsers(model: FlowModel, scope: BrokerScope, topics: readonly string[]): KafkaUser[] {
    return findUsers(model, scope).map(user => ({ name: user.name, rights: rightsOf(user, scope, topics) })).filter(({ rights }) => rights.length > 0);
}

function rightsOf({ name, publishes, consumes, asks, answers, prepares }: BrokerUser, { channels, deadLetters }: BrokerScope, topics: readonly string[]): KafkaRight[] {
    const rights = new Map<string, KafkaRight>();
    const allow = (resource: KafkaRight['resource'], of: string, operation: KafkaRight['operations'][number], pattern: KafkaRight['pattern'] = 'literal'): void => {
        const key = `${resource} ${of} ${pattern}`;
        const right = rights.get(key) ?? { resource, name: of, pattern, operations: [] };
        if (!right.operations.includes(operation)) right.operations = [...right.operations, operation].sort(compareText);
        rights.set(key, right);
    };
    for (const { channel, subscriptions } of channels) {
        if (publishes(channel)) for (const topic of topicsByPriority(channel)) allow('topic', topic.name, 'Write');
        for (const subscription of subscriptions.filter(consumes)) {
            allow('group', subscription.name, 'Read');
            for (const topic of topicsByPriority(channel)) allow('topic', topic.name, 'Read');
            for (const topic of retryTopics(channel, subscription.name)) {
                allow('topic', topic.name, 'Read');
                allow('topic', topic.name, 'Write');
            }
            // Dead letters lie in a channel's topics where the dead letter queue is a channel.
            const queue = channels.find(other => other.channel.physicalName.value === subscription.deadLetter);
            for (const topic of queue ? topicsByPriority(queue.channel) : [{ name: subscription.deadLetter }]) allow('topic', topic.name, 'Write');
        }
    }
    // A question goes to whoever answers it, the reply to a topic that only the user who asked reads.
    for (const query of asks) allow('topic', questionTopic(query), 'Write');
    if (asks.length > 0) allow('topic', replyTopic(name), 'Read');
    for (const query of answers) {
        allow('topic', questionTopic(query), 'Read');
        allow('group', questionTopic(query), 'Read');
    }
    if (answers.length > 0) allow('topic', replyTopic(''), 'Write', 'prefix');
    if (prepares) {
        for (const letters of deadLetters) allow('topic', letters.name, 'Write');
        for (const topic of topics) {
            allow('topic', topic, 'Describe');
            allow('topic', topic, 'DescribeConfigs');
        }
    }
    return [...rights.values()].sort((left, right) => compareText(`${left.resource} ${left.name}`, `${right.resource} ${right.name}`));
}
