import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import { askedBy, type ComposeParts, type ServiceOptions } from './services.js';

/** One Kafka that is broker and controller, and a job that makes the topics. */
export function kafkaServices({ folder }: BrokerScope, { service, index }: ServiceOptions): ComposeParts {
    const image = 'apache/kafka:4.1.1';
    return {
        services: {
            [service]: {
                image,
                environment: {
                    KAFKA_NODE_ID: '1',
                    KAFKA_PROCESS_ROLES: 'broker,controller',
                    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
                    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
                    // Those on this machine reach it by another listener than the services beside it.
                    KAFKA_LISTENERS: 'HOST://:9092,NETWORK://:19092,CONTROLLER://localhost:9093',
                    KAFKA_ADVERTISED_LISTENERS: `HOST://localhost:${9092 + index},NETWORK://${service}:19092`,
                    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'HOST:PLAINTEXT,NETWORK:PLAINTEXT,CONTROLLER:PLAINTEXT',
                    KAFKA_INTER_BROKER_LISTENER_NAME: 'NETWORK',
                    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
                    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
                    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
                    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
                    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
                },
                ports: [`127.0.0.1:${9092 + index}:9092`],
                volumes: [`${service}-data:/var/lib/kafka/data`],
                healthcheck: { ...askedBy('/opt/kafka/bin/kafka-topics.sh', '--bootstrap-server', 'localhost:19092', '--list'), timeout: '15s' },
                restart: 'unless-stopped',
            },
            [`${service}-setup`]: {
                image,
                entrypoint: ['sh', '/etc/sluice/create-topics.sh', `${service}:19092`],
                environment: { KAFKA_TOPICS: '/opt/kafka/bin/kafka-topics.sh' },
                volumes: [`./${folder}/create-topics.sh:/etc/sluice/create-topics.sh:ro`],
                depends_on: { [service]: { condition: 'service_healthy' } },
                restart: 'on-failure',
            },
        },
        volumes: { [`${service}-data`]: null },
        passwords: [],
        files: () => [],
    };
}
