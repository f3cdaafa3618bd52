import { heading, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import { UniqueNames } from '../brokers/unique-names.js';
import type { KafkaUser } from './rights.js';
import type { KafkaTopic } from './topics.js';

/** The provider that Terraform's registry has for Kafka, as of the version in which it took all of this. */
const provider = { source: 'Mongey/kafka', version: '~> 0.13' };

const resourceTypes = { topic: 'Topic', group: 'Group' } as const;
const patternTypes = { literal: 'Literal', prefix: 'Prefixed' } as const;

/**
 * Topics and rights in Terraform's JSON syntax (https://developer.hashicorp.com/terraform/language/syntax/json), to be used as a module or
 * with the provider configured in a file beside it. Users and their passwords are not among them: Terraform would keep those in its state.
 */
export function writeTerraform({ topics, users }: { readonly topics: readonly KafkaTopic[]; readonly users: readonly KafkaUser[] }, options: ConfigurationOptions): string {
    const names = new UniqueNames();
    return toJsonText({
        '//': heading(options),
        'terraform': { required_providers: { kafka: provider } },
        'resource': {
            ...(topics.length > 0 && { kafka_topic: Object.fromEntries(topics.map(topic => [names.of('topic', identifier(topic.name)), topicArguments(topic)])) }),
            ...(users.length > 0 && { kafka_acl: Object.fromEntries(users.flatMap(user => rightsOf(user, names))) }),
        },
    });
}

function topicArguments({ name, purpose, partitions, replicationFactor, config, notes = [] }: KafkaTopic): object {
    return {
        '//': [purpose, ...notes].join('. '),
        'name': literally(name),
        partitions,
        'replication_factor': replicationFactor,
        'config': Object.fromEntries(Object.entries(config).map(([key, value]) => [key, literally(value)])),
        // What cannot change while it exists would be made anew, without its messages.
        'lifecycle': { prevent_destroy: true },
    };
}

function rightsOf({ name: user, rights }: KafkaUser, names: UniqueNames): [string, object][] {
    return rights.flatMap(({ resource, name, pattern, operations }) => operations.map((operation): [string, object] => [
        names.of('acl', identifier([user, operation, resource, name].join('-'))),
        {
            acl_principal: literally(`User:${user}`),
            acl_host: '*',
            acl_permission_type: 'Allow',
            acl_operation: operation,
            resource_type: resourceTypes[resource],
            resource_name: literally(name),
            resource_pattern_type_filter: patternTypes[pattern],
        },
    ]));
}

/** A name that Terraform takes: letters, digits, `_` and `-`, and no digit at its start. */
function identifier(name: string): string {
    return name.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^(?=[^A-Za-z_])/, '_');
}

/** A text as it is, in which Terraform would fill in what stands between braces. */
function literally(text: string): string {
    return text.replaceAll('${', '$${').replaceAll('%{', '%%{');
}
