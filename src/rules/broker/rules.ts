import type { Rule } from '../rule.js';
import { betterBroker } from './better-broker.js';
import { kafkaName } from './kafka-name.js';
import { kubernetesName } from './kubernetes-name.js';
import { natsStreamName } from './nats-stream-name.js';
import { natsSubject } from './nats-subject.js';
import { overlappingSubjects } from './overlapping-subjects.js';
import { partitionsShrink } from './partitions-shrink.js';
import { queueArgumentChange } from './queue-argument-change.js';
import { rabbitmqName } from './rabbitmq-name.js';
import { redisTrimLosesPending } from './redis-trim-loses-pending.js';
import { redisUnbounded } from './redis-unbounded.js';
import { replication } from './replication.js';
import { unsupported } from './unsupported.js';

/** The rules of the group `broker`, by name. */
export const brokerRules: readonly Rule[] = [
    betterBroker,
    kafkaName,
    kubernetesName,
    natsStreamName,
    natsSubject,
    overlappingSubjects,
    partitionsShrink,
    queueArgumentChange,
    rabbitmqName,
    redisTrimLosesPending,
    redisUnbounded,
    replication,
    unsupported,
];
