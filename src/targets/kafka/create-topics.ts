import { heading, type ConfigurationOptions } from '../brokers/output.js';
import type { KafkaTopic } from './topics.js';

/** A POSIX shell script that makes the topics with `kafka-topics.sh`; what exists already stays as it is. */
export function writeCreateScript(topics: readonly KafkaTopic[], options: ConfigurationOptions): string {
    const calls = topics.map(({ name, purpose, partitions, replicationFactor, config, notes = [] }) => [
        '',
        `# ${purpose}`,
        ...notes.map(note => `#   ${note}`),
        [`topic ${shellWord(name)} ${partitions} ${replicationFactor}`, ...Object.entries(config).map(([key, value]) => shellWord(`${key}=${value}`))].join(' '),
    ].join('\n'));
    return `#!/bin/sh
# ${heading(options)}
#
# ./create-topics.sh HOST:PORT [OPTION…]
# Makes the topics that do not exist yet. Options go to kafka-topics.sh, such as --command-config FILE;
# where that is not on the PATH, name it in KAFKA_TOPICS.
set -eu
server="\${1:?Say where Kafka is: ./create-topics.sh HOST:PORT}"
shift
options="$*"

topic() {
    name="$1" partitions="$2" replicas="$3"
    shift 3
    for setting in "$@"; do
        set -- "$@" --config "$setting"
        shift
    done
    # Options hold no spaces of their own: they are meant to be split.
    # shellcheck disable=SC2086
    "\${KAFKA_TOPICS:-kafka-topics.sh}" --bootstrap-server "$server" $options --create --if-not-exists \\
        --topic "$name" --partitions "$partitions" --replication-factor "$replicas" "$@"
}
${calls.join('\n')}
`;
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
    return /^[A-Za-z0-9._=:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
