import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes } from '../../model/brokers/broker-scope.js';
import { generator, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import type { GeneratedFile } from '../generated-file.js';
import { writeCreateScript } from './create-topics.js';
import { buildConsumerGroups } from './consumer-groups.js';
import { writeStrimziTopics } from './strimzi.js';
import { buildKafkaTopics } from './topics.js';

/**
 * The topics and consumer groups of every Kafka broker in the model, each broker's in a folder of its own where there
 * are several: `topics.json` for programs, `create-topics.sh` for Kafka's own tools, `strimzi.yaml` for Kubernetes.
 */
export function generateKafka(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'kafka').flatMap(scope => {
        const topics = buildKafkaTopics(scope);
        const configuration = {
            generatedBy: generator(options),
            broker: scope.broker,
            producer: { acks: 'all', 'enable.idempotence': 'true' },
            topics,
            consumerGroups: buildConsumerGroups(scope),
        };
        return [
            { path: `${scope.folder}/create-topics.sh`, text: writeCreateScript(topics, options) },
            { path: `${scope.folder}/strimzi.yaml`, text: writeStrimziTopics(scope.broker, topics, options) },
            { path: `${scope.folder}/topics.json`, text: toJsonText(configuration) },
        ];
    });
}
