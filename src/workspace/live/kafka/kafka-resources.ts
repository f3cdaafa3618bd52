import type { BrokerScope } from '../../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../../model/flow-model.js';
import { writeDuration } from '../../../model/time-spans.js';
import { conversationTopics } from '../../../targets/kafka/questions.js';
import { buildKafkaTopics } from '../../../targets/kafka/topics.js';
import type { Json, Resource, ResourceKind, Settings } from '../resource.js';

/** The one kind of resources on Kafka; settings of a topic that are the cluster's own are none of it. */
export const kafkaKinds: readonly ResourceKind[] = [{
    name: 'topic',
    defaults: {},
    ruleFor: (setting, from, to) => {
        if (setting === 'replicationFactor') return { way: 'by-hand' };
        if (setting !== 'partitions') return { way: 'in-place', ...(isTighter(setting, from, to) && { caution: 'messages beyond it are deleted' }) };
        return Number(to) < Number(from) ? { way: 'recreate' } : { way: 'in-place', caution: 'keys move to other partitions: what is published around the change may be handled out of order' };
    },
    describe: (setting, value) => (/^config\..*\.ms$/.test(setting) && Number(value) > 0 ? writeDuration(Number(value)) : undefined),
}];

/** What a specification asks of a Kafka broker: the topics of the generated `topics.json`. */
export function kafkaResources(model: FlowModel, scope: BrokerScope): Resource[] {
    return buildKafkaTopics(scope, conversationTopics(model, scope)).map(({ name, partitions, replicationFactor, config }) => toTopic(name, { partitions, replicationFactor, config }));
}

/** A topic with what is set for it alone. */
export function toTopic(name: string, settings: { partitions: number; replicationFactor: number; config: Readonly<Record<string, string>> }): Resource {
    return { kind: 'topic', name, needs: [], settings: settings as Settings };
}

function isTighter(setting: string, from: Json | undefined, to: Json | undefined): boolean {
    if (!/^config\.retention\.(ms|bytes)$/.test(setting)) return setting === 'config.cleanup.policy';
    const bound = (value: Json | undefined) => (value === undefined || Number(value) < 0 ? Infinity : Number(value));
    return bound(to) < bound(from);
}
