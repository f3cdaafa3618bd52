import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes } from '../../model/brokers/broker-scope.js';
import { generator, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import type { GeneratedFile } from '../generated-file.js';
import { writeAclScript } from './create-acls.js';
import { writeCreateScript } from './create-topics.js';
import { buildConsumerGroups } from './consumer-groups.js';
import { writeStrimziResources } from './strimzi.js';
import { conversationTopics } from './questions.js';
import { buildKafkaUsers } from './rights.js';
import { writeTerraform } from './terraform.js';
import { buildKafkaTopics } from './topics.js';

/**
 * The topics and consumer groups of every Kafka broker in the model, each broker's in a folder of its own where there
 * are several: `topics.json` for programs, `create-topics.sh` and `create-acls.sh` for Kafka's own tools, `strimzi.yaml` for Kubernetes,
 * `topics.tf.json` for Terraform; users have no passwords there.
 */
export function generateKafka(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'kafka').flatMap(scope => {
        const topics = buildKafkaTopics(scope, conversationTopics(model, scope));
        const users = buildKafkaUsers(model, scope, topics.map(({ name }) => name));
        const configuration = {
            generatedBy: generator(options),
            broker: scope.broker,
            producer: { acks: 'all', 'enable.idempotence': 'true' },
            topics,
            consumerGroups: buildConsumerGroups(scope),
        };
        return [
            { path: `${scope.folder}/create-acls.sh`, text: writeAclScript(users, options) },
            { path: `${scope.folder}/create-topics.sh`, text: writeCreateScript(topics, options) },
            { path: `${scope.folder}/strimzi.yaml`, text: writeStrimziResources(scope.broker, { topics, users }, options) },
            { path: `${scope.folder}/topics.tf.json`, text: writeTerraform({ topics, users }, options) },
            { path: `${scope.folder}/topics.json`, text: toJsonText(configuration) },
        ];
    });
}
