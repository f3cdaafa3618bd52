import { Document } from 'yaml';
import { clusterName, resourceName } from '../../model/brokers/kubernetes-names.js';
import { heading, type ConfigurationOptions } from '../brokers/output.js';
import type { KafkaTopic } from './topics.js';

/**
 * `KafkaTopic` resources for Strimzi's topic operator
 * (https://strimzi.io/docs/operators/latest/configuring#type-KafkaTopic-reference), one document a topic. The cluster is
 * taken to be named as the broker is.
 */
export function writeStrimziTopics(broker: string, topics: readonly KafkaTopic[], options: ConfigurationOptions): string {
    const taken = new Set<string>();
    const documents = topics.map(({ name, purpose, partitions, replicationFactor, config, notes = [] }) => {
        const document = new Document({
            apiVersion: 'kafka.strimzi.io/v1beta2',
            kind: 'KafkaTopic',
            metadata: { name: uniqueName(resourceName(name), taken), labels: { 'strimzi.io/cluster': clusterName(broker) } },
            spec: { topicName: name, partitions, replicas: replicationFactor, config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typed(value)])) },
        });
        // Before the mapping rather than the document, which a blank line would follow.
        if (document.contents) document.contents.commentBefore = [purpose, ...notes].map(line => ` ${line}`).join('\n');
        return document.toString({ directives: false, lineWidth: 0 });
    });
    return `# ${heading(options)}\n${documents.map(text => `---\n${text}`).join('')}`;
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
