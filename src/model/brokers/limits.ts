import type { ServerKind, Source } from './promises.js';

/** A bound that a broker sets when nothing else is configured: bytes of a size, milliseconds of a time. */
export interface BrokerLimit {
    value: number;
    /** The setting that moves it, where there is one. */
    setting?: string;
    source: Source;
}

/**
 * The bounds of each broker that a specification can run into. `size` is that of a message, `lease` how long a consumer may hold
 * one, `longestWait` how long one may wait in a queue until it expires.
 */
export const brokerLimits: Readonly<Record<ServerKind, { size: BrokerLimit & { setting: string }; lease?: BrokerLimit; longestWait?: BrokerLimit; levels?: BrokerLimit }>> = {
    kafka: {
        size: { value: 1_048_588, setting: 'message.max.bytes', source: { title: 'Apache Kafka: Broker Configs', url: 'https://kafka.apache.org/documentation/#brokerconfigs_message.max.bytes' } },
        lease: {
            value: 300_000, setting: 'max.poll.interval.ms',
            source: { title: 'Apache Kafka: Consumer Configs', url: 'https://kafka.apache.org/documentation/#consumerconfigs_max.poll.interval.ms' },
        },
    },
    rabbitmq: {
        size: { value: 16_777_216, setting: 'max_message_size', source: { title: 'RabbitMQ: Configuration', url: 'https://www.rabbitmq.com/docs/configure' } },
        lease: {
            value: 1_800_000, setting: 'consumer_timeout',
            source: { title: 'RabbitMQ: Delivery Acknowledgement Timeout', url: 'https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout' },
        },
        longestWait: { value: 315_360_000_000, source: { title: 'RabbitMQ: Time-to-Live and Expiration', url: 'https://www.rabbitmq.com/docs/ttl' } },
        levels: { value: 255, source: { title: 'RabbitMQ: Classic Queues Support Priorities', url: 'https://www.rabbitmq.com/docs/priority' } },
    },
    nats: {
        size: { value: 1_048_576, setting: 'max_payload', source: { title: 'NATS: Server Configuration', url: 'https://docs.nats.io/running-a-nats-service/configuration' } },
    },
    redis: {
        size: { value: 536_870_912, setting: 'proto-max-bulk-len', source: { title: 'Redis: Strings', url: 'https://redis.io/docs/latest/develop/data-types/strings/' } },
    },
};
