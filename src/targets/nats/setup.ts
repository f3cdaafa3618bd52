import { heading, type ConfigurationOptions } from '../brokers/output.js';
import type { JetStreamConsumer } from './consumers.js';
import type { JetStreamStream } from './streams.js';

/** `setup.sh`: makes the streams and consumers with NATS's own command line, safe to run again. Where the server is, and as whom to sign in, is in its environment. */
export function writeNatsSetup(streams: readonly JetStreamStream[], consumers: readonly JetStreamConsumer[], options: ConfigurationOptions): string {
    const requests = [
        ...streams.map(stream => [`$JS.API.STREAM.CREATE.${stream.name}`, stream] as const),
        ...consumers.map(({ stream, config }) => [`$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${config.durable_name}`, { stream_name: stream, config }] as const),
    ];
    return `#!/bin/sh
# ${heading(options)}
# Makes what jetstream.json says, by the command line of NATS, which reads NATS_URL, NATS_USER and NATS_PASSWORD (and NATS_CA).
set -eu

make() {
    answer="$(nats request --raw --timeout 10s "$1" "$2")"
    case "$answer" in
    *'"error"'*)
        echo "$1: $answer" >&2
        exit 1
        ;;
    esac
}
${requests.map(([subject, body]) => `make '${subject}' ${quote(JSON.stringify(body))}`).join('\n')}
`;
}

function quote(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
