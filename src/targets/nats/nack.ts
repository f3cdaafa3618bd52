import { objectName, resourceNames, writeResources, type KubernetesResource } from '../brokers/kubernetes.js';
import type { ConfigurationOptions } from '../brokers/output.js';
import type { UniqueNames } from '../brokers/unique-names.js';
import type { JetStreamConsumer } from './consumers.js';
import type { JetStreamStream } from './streams.js';

const apiVersion = 'jetstream.nats.io/v1beta2';

/**
 * `Stream` and `Consumer` resources for NATS's controller on Kubernetes, NACK (https://docs.nats.io/running-a-nats-service/nats-kubernetes),
 * one document each. The controller knows where the servers are.
 */
export function writeNackResources(streams: readonly JetStreamStream[], consumers: readonly JetStreamConsumer[], options: ConfigurationOptions): string {
    const names = resourceNames();
    return writeResources([...streams.map(stream => streamResource(stream, names)), ...consumers.map(consumer => consumerResource(consumer, names))], options);
}

function streamResource(stream: JetStreamStream, names: UniqueNames): KubernetesResource {
    const { name, description, subjects, retention, storage, discard } = stream;
    return {
        apiVersion,
        kind: 'Stream',
        metadata: { name: names.of('Stream', objectName(name)) },
        spec: {
            name,
            description,
            subjects,
            retention,
            storage,
            discard,
            ...(stream.max_age > 0 && { maxAge: goDuration(stream.max_age) }),
            maxBytes: stream.max_bytes,
            maxMsgs: stream.max_msgs,
            maxMsgsPerSubject: stream.max_msgs_per_subject,
            duplicateWindow: goDuration(stream.duplicate_window),
            replicas: stream.num_replicas,
        },
        comments: [],
    };
}

function consumerResource({ stream, config }: JetStreamConsumer, names: UniqueNames): KubernetesResource {
    return {
        apiVersion,
        kind: 'Consumer',
        // A stream's consumers have names of their own: two streams may have consumers that are called the same.
        metadata: { name: names.of('Consumer', objectName(`${stream}.${config.durable_name}`)) },
        spec: {
            streamName: stream,
            durableName: config.durable_name,
            description: config.description,
            deliverPolicy: config.deliver_policy,
            ackPolicy: config.ack_policy,
            ...(config.ack_wait !== undefined && { ackWait: goDuration(config.ack_wait) }),
            maxDeliver: config.max_deliver,
            ...(config.max_ack_pending !== undefined && { maxAckPending: config.max_ack_pending }),
            filterSubject: config.filter_subject,
            replayPolicy: config.replay_policy,
        },
        comments: [],
    };
}

/** Nanoseconds as Go writes durations, in the largest unit of seconds or less that is exact. */
function goDuration(nanoseconds: number): string {
    const units = [['s', 1_000_000_000], ['ms', 1_000_000]] as const;
    const [unit, length] = units.find(([, length]) => nanoseconds % length === 0) ?? ['ns', 1];
    return `${nanoseconds / length}${unit}`;
}
