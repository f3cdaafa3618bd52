import type { Channel } from '../../model/flow-model.js';
import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { streamName } from '../../model/brokers/nats-names.js';
import { notesOf } from '../brokers/notes.js';

/** A stream as JetStream's API takes it; sizes in bytes, durations in nanoseconds, -1 or 0 for no bound as there. */
export interface JetStreamStream {
    name: string;
    description: string;
    subjects: string[];
    retention: 'limits' | 'workqueue';
    storage: 'file';
    discard: 'old' | 'new';
    max_age: number;
    max_bytes: number;
    max_msgs: number;
    max_msgs_per_subject: number;
    duplicate_window: number;
    num_replicas: number;
}

const nanoseconds = 1_000_000;
/** What JetStream remembers message ids for when nothing is said, in milliseconds. */
const defaultWindow = 120_000;

/** The streams of a broker, by name: one for each channel and each dead letter queue. */
export function buildStreams(scope: BrokerScope): JetStreamStream[] {
    return [
        ...scope.channels.map(({ channel }) => streamOf(channel, scope.replication)),
        ...scope.deadLetters.map(({ name, of }) => stream(name, `Dead letters of ${of.join(', ')}`, scope.replication, { retention: 'workqueue' })),
    ].sort((left, right) => compareText(left.name, right.name));
}

function streamOf(channel: Channel, replication: number): JetStreamStream {
    const { limit, deduplicate, kind } = channel;
    const retain = channel.retain.value;
    const compacted = kind === 'topic' && channel.compact.value;
    const age = kind === 'topic' && !compacted && retain.kind === 'duration' ? retain.milliseconds : 0;
    const window = deduplicate?.value ?? defaultWindow;
    const bytes = [
        ...(kind === 'topic' && !compacted && retain.kind === 'size' ? [retain.bytes] : []),
        ...(limit?.value.kind === 'size' ? [limit.value.bytes] : []),
    ];
    const description = [`${kind === 'topic' ? 'Topic' : 'Queue'} ${channel.context}.${channel.name}`, ...notesOf(channel, 'nats')].join('. ');
    return stream(channel.physicalName.value, description, replication, {
        // Each message of a work queue goes to one consumer and is gone when it is acknowledged.
        retention: kind === 'queue' ? 'workqueue' : 'limits',
        discard: limit ? 'new' : 'old',
        max_age: age * nanoseconds,
        max_bytes: bytes.length === 0 ? -1 : Math.min(...bytes),
        max_msgs: limit?.value.kind === 'messages' ? limit.value.count : -1,
        max_msgs_per_subject: compacted ? 1 : -1,
        // JetStream refuses to remember ids for longer than messages.
        duplicate_window: (age > 0 ? Math.min(age, window) : window) * nanoseconds,
    });
}

function stream(name: string, description: string, replication: number, settings: Partial<JetStreamStream>): JetStreamStream {
    return {
        name: streamName(name),
        description,
        subjects: [`${streamName(name)}.>`],
        retention: 'limits',
        storage: 'file',
        discard: 'old',
        max_age: 0,
        max_bytes: -1,
        max_msgs: -1,
        max_msgs_per_subject: -1,
        duplicate_window: defaultWindow * nanoseconds,
        num_replicas: replication,
        ...settings,
    };
}
