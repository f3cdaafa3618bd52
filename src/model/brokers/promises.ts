import type { BrokerKind } from '../flow-model.js';

/** A broker that runs by itself; the embedded one keeps every promise, because it is what the promises mean. */
export type ServerKind = Exclude<BrokerKind, 'memory'>;

/** The servers in the order in which they are told of. */
export const serverKinds: readonly ServerKind[] = ['kafka', 'rabbitmq', 'nats', 'redis'];

/** How each server calls itself. */
export const serverNames: Readonly<Record<ServerKind, string>> = { kafka: 'Kafka', rabbitmq: 'RabbitMQ', nats: 'NATS', redis: 'Redis' };

/** Where a fact is from. */
export interface Source {
    title: string;
    url: string;
}

/**
 * Who keeps a promise on a broker: the broker itself, something that is generated or runs beside it, or nobody. `how` says by what,
 * or why not, and follows a colon; `NAME` in it is the channel's name on the broker. `caution` is what to know of a promise that
 * the broker keeps itself.
 */
export interface Keeping {
    kept: 'native' | 'emulated' | 'refused';
    how: string;
    caution?: string;
    source: Source;
}

/** Something that a specification may promise of a channel. */
export type PromiseId = keyof typeof promiseTexts;

/** What each promise means, in the language's own words. */
export const promiseTexts = {
    'at-least-once': 'what is published is handled at least once',
    'exactly-once': 'what is published takes effect once',
    'at-most-once': 'what is published is handled once or lost',
    'order': 'messages of one key are handled in their order, by several consumers',
    'retry': 'what failed is tried again after a wait',
    'retry-in-order': 'what failed is tried again after a wait, and nothing of its key overtakes it',
    'dead-letter': 'what failed for good is set aside',
    'keep': 'a queue keeps a message until it is handled',
    'retain': 'a topic can be read again for some time, or up to some size',
    'retain-forever': 'a topic can be read again from its first message on',
    'retain-handled': 'a queue keeps for some time what has been handled',
    'compact': 'of each key the last message stays',
    'delay': 'a message is handed out some time after it was published',
    'ttl': 'a message that nobody handled in time is set aside',
    'priority': 'what is urgent is handed out first',
    'limit': 'publishers are refused when too much is waiting',
    'rate': 'no more is handed out than consumers can bear',
    'deduplicate': 'what is published twice within some time is taken once',
    'route': 'a subscription is given what it asks for, and not the rest',
    'reply': 'a question is answered to the one who asked',
} as const;

const sources = {
    kafka: { title: 'Apache Kafka: Documentation', url: 'https://kafka.apache.org/documentation/' },
    kafkaSemantics: { title: 'Apache Kafka: Message Delivery Semantics', url: 'https://kafka.apache.org/documentation/#semantics' },
    kafkaConsumer: { title: 'Apache Kafka: The Consumer', url: 'https://kafka.apache.org/documentation/#theconsumer' },
    kafkaTopics: { title: 'Apache Kafka: Topic Configs', url: 'https://kafka.apache.org/documentation/#topicconfigs' },
    kafkaCompaction: { title: 'Apache Kafka: Log Compaction', url: 'https://kafka.apache.org/documentation/#compaction' },
    kafkaProducer: { title: 'Apache Kafka: Producer Configs', url: 'https://kafka.apache.org/documentation/#producerconfigs' },
    rabbitConfirms: { title: 'RabbitMQ: Consumer Acknowledgements and Publisher Confirms', url: 'https://www.rabbitmq.com/docs/confirms' },
    rabbitConsumers: { title: 'RabbitMQ: Consumers', url: 'https://www.rabbitmq.com/docs/consumers' },
    rabbitDeadLetters: { title: 'RabbitMQ: Dead Letter Exchanges', url: 'https://www.rabbitmq.com/docs/dlx' },
    rabbitTimeToLive: { title: 'RabbitMQ: Time-to-Live and Expiration', url: 'https://www.rabbitmq.com/docs/ttl' },
    rabbitQuorum: { title: 'RabbitMQ: Quorum Queues', url: 'https://www.rabbitmq.com/docs/quorum-queues' },
    rabbitStreams: { title: 'RabbitMQ: Streams', url: 'https://www.rabbitmq.com/docs/streams' },
    rabbitPriority: { title: 'RabbitMQ: Classic Queues Support Priorities', url: 'https://www.rabbitmq.com/docs/priority' },
    rabbitLength: { title: 'RabbitMQ: Queue Length Limit', url: 'https://www.rabbitmq.com/docs/maxlength' },
    rabbitReply: { title: 'RabbitMQ: Remote Procedure Call', url: 'https://www.rabbitmq.com/tutorials/tutorial-six-javascript' },
    rabbitTopics: { title: 'RabbitMQ: AMQP 0-9-1 Model Explained', url: 'https://www.rabbitmq.com/tutorials/amqp-concepts' },
    natsStreams: { title: 'NATS: Streams', url: 'https://docs.nats.io/nats-concepts/jetstream/streams' },
    natsConsumers: { title: 'NATS: Consumers', url: 'https://docs.nats.io/nats-concepts/jetstream/consumers' },
    natsModel: { title: 'NATS: JetStream Model Deep Dive', url: 'https://docs.nats.io/using-nats/developer/develop_jetstream/model_deep_dive' },
    natsSubjects: { title: 'NATS: Subject-Based Messaging', url: 'https://docs.nats.io/nats-concepts/subjects' },
    natsPartitions: { title: 'NATS: Subject Mapping and Partitioning', url: 'https://docs.nats.io/nats-concepts/subject_mapping' },
    natsReply: { title: 'NATS: Request-Reply', url: 'https://docs.nats.io/nats-concepts/core-nats/reqreply' },
    redisStreams: { title: 'Redis: Streams', url: 'https://redis.io/docs/latest/develop/data-types/streams/' },
    redisAdd: { title: 'Redis: XADD', url: 'https://redis.io/docs/latest/commands/xadd/' },
    redisClaim: { title: 'Redis: XCLAIM', url: 'https://redis.io/docs/latest/commands/xclaim/' },
    redisRead: { title: 'Redis: XREADGROUP', url: 'https://redis.io/docs/latest/commands/xreadgroup/' },
    redisSet: { title: 'Redis: SET', url: 'https://redis.io/docs/latest/commands/set/' },
    redisTransactions: { title: 'Redis: Transactions', url: 'https://redis.io/docs/latest/develop/using-commands/transactions/' },
    redisSortedSets: { title: 'Redis: Sorted Sets', url: 'https://redis.io/docs/latest/develop/data-types/sorted-sets/' },
    redisHashes: { title: 'Redis: Hashes', url: 'https://redis.io/docs/latest/develop/data-types/hashes/' },
} as const satisfies Record<string, Source>;

type SourceId = keyof typeof sources;

const native = (source: SourceId, how: string, caution?: string): Keeping => ({ kept: 'native', how, ...(caution !== undefined && { caution }), source: sources[source] });
const emulated = (source: SourceId, how: string): Keeping => ({ kept: 'emulated', how, source: sources[source] });
const refused = (source: SourceId, how: string): Keeping => ({ kept: 'refused', how, source: sources[source] });

const slowDown = 'the consumer slows down';
const byAge = 'the consumer moves what is older to the dead letter queue';
const readsAll = 'the consumer reads everything and passes over the rest';
const higherFirst = 'consumers empty the higher ones first';
const inHand = 'the consumer keeps the message in hand while it waits, which keeps the order';
const overtaken = 'what is tried again comes after what was published meanwhile';
const nakAfterWait = 'the consumer asks for redelivery after the wait, and dead-letters after the last attempt';
const furtherBehind = 'a subscription that is further behind than the retention loses messages';

/** What each broker can keep. */
export const brokerPromises: Readonly<Record<PromiseId, Readonly<Record<ServerKind, Keeping>>>> = {
    'at-least-once': {
        kafka: native('kafkaSemantics', 'a consumer commits what it has handled'),
        rabbitmq: native('rabbitConfirms', 'publishers wait for confirms, consumers acknowledge'),
        nats: native('natsConsumers', 'publishers wait for acknowledgements, durable consumers give them'),
        redis: native('redisStreams', 'what a group has not acknowledged stays in its pending list'),
    },
    'exactly-once': {
        kafka: emulated('kafkaSemantics', 'at least once, from an idempotent producer to an idempotent handler'),
        rabbitmq: emulated('rabbitConfirms', 'at least once, with an idempotent handler'),
        nats: emulated('natsModel', 'message ids within the duplicate window, and an idempotent handler'),
        redis: emulated('redisTransactions', 'effects in Redis in one MULTI with XACK; elsewhere an idempotent handler'),
    },
    'at-most-once': {
        kafka: emulated('kafkaSemantics', 'the consumer commits before it handles, and tries nothing again'),
        rabbitmq: native('rabbitConfirms', 'acknowledged before it is handled', 'acknowledged before it is handled, nothing is tried again'),
        nats: native('natsConsumers', 'consumed without acknowledgement', 'nothing is tried again'),
        redis: native('redisRead', 'read with NOACK', 'read with NOACK, nothing is tried again'),
    },
    'order': {
        kafka: native('kafka', 'within a partition, to which publishers hash the key'),
        rabbitmq: emulated('rabbitConsumers', 'by the header sluice-key, over one queue a partition with a single active consumer'),
        nats: emulated('natsPartitions', 'publishers hash the key into the subject, and each partition has one message in hand'),
        redis: emulated('redisStreams', 'publishers hash the key into the stream, and each stream is read by one consumer at a time'),
    },
    'retry': {
        kafka: emulated('kafkaConsumer', `through one topic for each wait; ${overtaken}`),
        rabbitmq: emulated('rabbitDeadLetters', `through one queue for each wait; ${overtaken}`),
        nats: emulated('natsConsumers', nakAfterWait),
        redis: emulated('redisClaim', 'left pending, and claimed when it has been idle for the wait'),
    },
    'retry-in-order': {
        kafka: emulated('kafkaConsumer', 'the consumer pauses the partition and tries the message again in place, which keeps the order'),
        rabbitmq: emulated('rabbitConsumers', inHand),
        nats: emulated('natsConsumers', nakAfterWait),
        redis: emulated('redisClaim', inHand),
    },
    'dead-letter': {
        kafka: emulated('kafkaConsumer', 'the consumer publishes it to a topic of its own'),
        rabbitmq: native('rabbitDeadLetters', 'by a dead letter exchange'),
        nats: emulated('natsConsumers', 'the consumer publishes it to a stream of its own, then terminates it'),
        redis: emulated('redisTransactions', 'the consumer adds it to a stream of its own and acknowledges it in one MULTI'),
    },
    'keep': {
        kafka: emulated('kafkaTopics', 'nothing is deleted by age; settled records may be deleted up to the committed offset'),
        rabbitmq: native('rabbitQuorum', 'until it is acknowledged'),
        nats: native('natsStreams', 'in a work queue stream, until it is acknowledged'),
        redis: emulated('redisStreams', 'the consumer deletes what it acknowledges'),
    },
    'retain': {
        kafka: native('kafkaTopics', 'by retention.ms or retention.bytes', furtherBehind),
        rabbitmq: emulated('rabbitStreams', 'in the stream NAME.log'),
        nats: native('natsStreams', 'by max_age or max_bytes', furtherBehind),
        redis: emulated('redisAdd', `publishers trim, by XADD MINID or by MEMORY USAGE; ${furtherBehind}`),
    },
    'retain-forever': {
        kafka: native('kafkaTopics', 'without retention.ms and retention.bytes'),
        rabbitmq: emulated('rabbitStreams', 'in the stream NAME.log'),
        nats: native('natsStreams', 'without max_age and max_bytes'),
        redis: native('redisStreams', 'nothing is trimmed', 'nothing is trimmed, and all of it is in memory'),
    },
    'retain-handled': {
        kafka: native('kafkaTopics', 'a log is not shortened by reading it', 'what nobody has handled in this time is deleted as well'),
        rabbitmq: refused('rabbitQuorum', 'a queue forgets what is acknowledged'),
        nats: refused('natsStreams', 'a work queue stream deletes what is acknowledged'),
        redis: refused('redisStreams', 'the consumer deletes what it acknowledges, or the stream would grow for ever'),
    },
    'compact': {
        kafka: native('kafkaCompaction', 'by the cleanup policy compact'),
        rabbitmq: refused('rabbitStreams', 'neither queues nor streams know of keys, so that every message stays'),
        nats: native('natsStreams', 'the subject ends with the key, of which the last message stays', 'the subject ends with the key, of which the last message stays'),
        redis: emulated('redisHashes', 'publishers delete the message before of the same key, whose place the hash NAME:latest has'),
    },
    'delay': {
        kafka: emulated('kafkaConsumer', 'the consumer pauses a partition until its first message is due'),
        rabbitmq: emulated('rabbitTimeToLive', 'in NAME.delay; each delay that a publisher chooses has a queue of its own, which stays'),
        nats: emulated('natsConsumers', 'the consumer asks for redelivery when a message is due'),
        redis: emulated('redisSortedSets', 'in the sorted set NAME:delayed until due'),
    },
    'ttl': {
        kafka: emulated('kafkaConsumer', byAge),
        rabbitmq: native('rabbitTimeToLive', 'by message-ttl and a dead letter exchange'),
        nats: emulated('natsConsumers', byAge),
        redis: emulated('redisStreams', byAge),
    },
    'priority': {
        kafka: emulated('kafkaConsumer', `one topic for each level; ${higherFirst}`),
        rabbitmq: native('rabbitPriority', 'by x-max-priority', 'the lowest level is 0 on the wire; classic queues, which are not replicated'),
        nats: emulated('natsSubjects', `one subject for each level; ${higherFirst}`),
        redis: emulated('redisStreams', `one stream for each level; ${higherFirst}`),
    },
    'limit': {
        kafka: refused('kafkaTopics', 'Kafka takes what it is given, and deletes by retention what nobody has read yet'),
        rabbitmq: native('rabbitLength', 'by reject-publish', 'approximate, without what is in hand, and divided among the partitions; publishers are refused'),
        nats: native('natsStreams', 'by discard: new', 'counts what is retained, read or not; publishers are refused beyond it'),
        redis: emulated('redisStreams', 'publishers check the length first'),
    },
    'rate': {
        kafka: emulated('kafkaConsumer', slowDown),
        rabbitmq: emulated('rabbitConsumers', slowDown),
        nats: emulated('natsConsumers', slowDown),
        redis: emulated('redisStreams', slowDown),
    },
    'deduplicate': {
        kafka: emulated('kafkaProducer', 'the idempotent producer within its session; beyond it the consumer, by message id'),
        rabbitmq: emulated('rabbitConfirms', 'by the consumer, by message id, each program for itself'),
        nats: native('natsModel', 'by message ids within the duplicate window'),
        redis: emulated('redisSet', 'SET NX of NAME:seen:ID and XADD in one script'),
    },
    'route': {
        kafka: emulated('kafkaConsumer', readsAll),
        rabbitmq: native('rabbitTopics', 'by the binding keys of a topic exchange'),
        nats: native('natsSubjects', 'by the subjects that a consumer filters'),
        redis: emulated('redisStreams', readsAll),
    },
    'reply': {
        kafka: emulated('kafkaConsumer', 'through a topic for replies'),
        rabbitmq: native('rabbitReply', 'by a queue of the one who asks'),
        nats: native('natsReply', 'by an inbox of the one who asks'),
        redis: emulated('redisStreams', 'through a stream for replies'),
    },
};
