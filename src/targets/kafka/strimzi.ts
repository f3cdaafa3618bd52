import { clusterName, resourceName } from '../../model/brokers/kubernetes-names.js';
import { resourceNames, writeResources, type KubernetesResource } from '../brokers/kubernetes.js';
import type { ConfigurationOptions } from '../brokers/output.js';
import type { KafkaUser } from './rights.js';
import type { KafkaTopic } from './topics.js';

/**
 * `KafkaTopic` and `KafkaUser` resources for Strimzi's operators
 * (https://strimzi.io/docs/operators/latest/configuring#type-KafkaTopic-reference), one document each. The cluster is
 * taken to be named as the broker is.
 */
export function writeStrimziResources(broker: string, { topics, users }: { readonly topics: readonly KafkaTopic[]; readonly users: readonly KafkaUser[] }, options: ConfigurationOptions): string {
    const names = resourceNames();
    const labels = { 'strimzi.io/cluster': clusterName(broker) };
    const topicResources = topics.map(({ name, purpose, partitions, replicationFactor, config, notes = [] }): KubernetesResource => ({
        apiVersion: 'kafka.strimzi.io/v1beta2',
        kind: 'KafkaTopic',
        metadata: { name: names.of('KafkaTopic', resourceName(name)), labels },
        spec: { topicName: name, partitions, replicas: replicationFactor, config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typed(value)])) },
        comments: [purpose, ...notes],
    }));
    // The resource's name is the user's; users and topics may have the same.
    const userResources = users.map(({ name, rights }): KubernetesResource => ({
        apiVersion: 'kafka.strimzi.io/v1beta2',
        kind: 'KafkaUser',
        metadata: { name, labels },
        spec: {
            authentication: { type: 'scram-sha-512' },
            authorization: { type: 'simple', acls: rights.map(({ resource, name: of, pattern, operations }) => ({ resource: { type: resource, name: of, patternType: pattern }, operations })) },
        },
        comments: [`the rights of ${name}`],
    }));
    return writeResources([...topicResources, ...userResources], options);
}

function typed(value: string): string | number {
    return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
