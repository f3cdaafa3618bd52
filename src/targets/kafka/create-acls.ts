import { heading, type ConfigurationOptions } from '../brokers/output.js';
import { shellWord } from './create-topics.js';
import type { KafkaRight, KafkaUser } from './rights.js';

/** A POSIX shell script that gives users their rights with `kafka-acls.sh`, one call for what is allowed alike. */
export function writeAclScript(users: readonly KafkaUser[], options: ConfigurationOptions): string {
    const calls = users.map(({ name, rights }) => {
        const alike = new Map<string, KafkaRight[]>();
        for (const right of rights) {
            const key = `${right.resource} ${right.pattern} ${right.operations.join(' ')}`;
            alike.set(key, [...alike.get(key) ?? [], right]);
        }
        const lines = [...alike.values()].map(same => {
            const [{ resource, pattern, operations }] = same as [KafkaRight];
            return [
                `allow ${shellWord(`User:${name}`)}`, ...operations.map(operation => `--operation ${operation}`), ...(pattern === 'prefix' ? ['--resource-pattern-type prefixed'] : []),
                ...same.map(right => `--${resource} ${shellWord(right.name)}`),
            ].join(' ');
        });
        return ['', `# ${name}`, ...lines].join('\n');
    });
    return `#!/bin/sh
# ${heading(options)}
#
# ./create-acls.sh HOST:PORT [OPTION…]
# Gives each user the rights that its parts need, and takes none away. Options go to kafka-acls.sh, such as --command-config FILE; where that
# is not on the PATH, name it in KAFKA_ACLS. Make the users first:
# kafka-configs.sh --alter --entity-type users --entity-name USER --add-config 'SCRAM-SHA-512=[password=…]'
set -eu
server="\${1:?Say where Kafka is: ./create-acls.sh HOST:PORT}"
shift
options="$*"

allow() {
    principal="$1"
    shift
    # Options hold no spaces of their own: they are meant to be split.
    # shellcheck disable=SC2086
    "\${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$server" $options --add --allow-principal "$principal" "$@"
}
${calls.join('\n')}
`;
}
