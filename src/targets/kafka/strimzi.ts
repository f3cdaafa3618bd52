import { Document } from 'yaml';
import { clusterName, resourceName } from '../../model/brokers/kubernetes-names.js';
import { heading, type ConfigurationOptions } from '../brokers/output.js';
import type { KafkaUser } from './rights.js';
import type { KafkaTopic } from './topics.js';

/**
 * `KafkaTopic` and `KafkaUser` resources for Strimzi's operators
 * (https://strimzi.io/docs/operators/latest/configuring#type-KafkaTopic-reference), one document each. The cluster is
 * taken to be named as the broker is.
 */
export function writeStrimziResources(broker: string, { topics, users }: { readonly topics: readonly KafkaTopic[]; readonly users: readonly KafkaUser[] }, options: ConfigurationOptions): string {
    const taken = new Set<string>();
    const labels = { 'strimzi.io/cluster': clusterName(broker) };
    const topicTexts = topics.map(({ name, purpose, partitions, replicationFactor, config, notes = [] }) => writeResource({
        apiVersion: 'kafka.strimzi.io/v1beta2',
        kind: 'KafkaTopic',
        metadata: { name: uniqueName(resourceName(name), taken), labels },
        spec: { topicName: name, partitions, replicas: replicationFactor, config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typed(value)])) },
    }, [purpose, ...notes]));
    // The resource's name is the user's; users and topics may have the same.
    const userTexts = users.map(({ name, rights }) => writeResource({
        apiVersion: 'kafka.strimzi.io/v1beta2',
        kind: 'KafkaUser',
        metadata: { name, labels },
        spec: {
            authentication: { type: 'scram-sha-512' },
            authorization: { type: 'simple', acls: rights.map(({ resource, name: of, pattern, operations }) => ({ resource: { type: resource, name: of, patternType: pattern }, operations })) },
        },
    }, [`the rights of ${name}`]));
    return `# ${heading(options)}\n${[...topicTexts, ...userTexts].map(text => `---\n${text}`).join('')}`;
}

function writeResource(resource: object, comments: readonly string[]): string {
    const document = new Document(resource, { aliasDuplicateObjects: false });
    // Before the mapping rather than the document, which a blank line would follow.
    if (document.contents) document.contents.commentBefore = comments.map(line => ` ${line}`).join('\n');
    return document.toString({ directives: false, lineWidth: 0 });
}

/** A name that is not in `taken`, to which it is added. */
function uniqueName(plain: string, taken: Set<string>): string {
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}-${count}`;
    taken.add(name);
    return name;
}

function typed(value: string): string | number {
    return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
