import { BrokerError, type ChannelDefinition, type SubscriptionDefinition } from '../../broker.js';
import type { BrokerDriver, OutgoingMessage, ReceivedMessage } from '../shared/driver.js';
import { levelsOf } from '../shared/partitions.js';
import { committedBy, membersOf, moveGroup, offsetsAt, type Place } from './offsets.js';
import type { KafkaLink } from './link.js';
import { partitionOfKey } from './partitioner.js';
import { KafkaPublisher } from './publisher.js';
import { KafkaQuestions } from './questions.js';
import { headers, recordOf, retryRecord, type ReadRecord } from './records.js';
import { duplicatesIn, replacedIn } from './scan.js';
import { channelTopics, retriesThroughTopics, retryTopicAfter, retryTopics, topicOfLevel } from './settings.js';
import { KafkaSource } from './source.js';
import { TopicMaker } from './topic-maker.js';
import { PartitionWindow, type Entry } from './window.js';

/** The least and the most that Kafka lets a program be silent unless told otherwise, in milliseconds. */
const session = { least: 6000, most: 30_000 };
/** How soon a program hears that partitions are shared out anew, in milliseconds. */
const heartbeatInterval = 500;

/** What Sluice asks of Kafka: topics that consumer groups read, with what each group has settled beside its offsets. */
export class KafkaDriver implements BrokerDriver {
    readonly system = 'kafka';
    private readonly publisher: KafkaPublisher;
    private readonly topics: TopicMaker;
    readonly questions: KafkaQuestions;
    private readonly sources = new Map<string, KafkaSource>();

    constructor(
        private readonly link: KafkaLink,
        options: { readonly replicas: number | undefined; readonly publishTimeout: number },
    ) {
        this.publisher = new KafkaPublisher(link, options);
        this.topics = new TopicMaker(link, options);
        this.questions = new KafkaQuestions(link, this.topics, this.publisher, topic => this.questionSource(topic));
    }

    connect(): Promise<void> {
        return this.link.connect();
    }

    async ping(): Promise<void> {
        await this.link.refresh([]);
    }

    async prepareChannel(channel: ChannelDefinition): Promise<void> {
        await Promise.all(channelTopics(channel).map(topic => this.topics.ensure(topic)));
    }

    async prepareSubscription(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<void> {
        await Promise.all(retryTopics(subscription, channel).map(topic => this.topics.ensure(topic)));
        if (channel.kind === 'queue') return;
        const { retain: { milliseconds } } = channel;
        // What has been kept too long is perhaps still there: Kafka deletes in pieces.
        const start: Place = subscription.start !== 'first' ? 'end' : milliseconds === undefined ? 'first' : { at: Date.now() - milliseconds };
        // Before looking whether others have begun: whoever has is not put behind what it was promised.
        const starts = await this.placesIn(channel, start);
        const begun = await committedBy(this.link, subscription.name, channelTopics(channel).map(({ name }) => name));
        await moveGroup(this.link, subscription.name, starts.filter(({ topic, partition }) => !begun.some(one => one.topic === topic && one.partition === partition)));
    }

    publish(channel: ChannelDefinition, message: OutgoingMessage): Promise<void> {
        const topic = topicOfLevel(channel, channel.priority === undefined ? undefined : message.priority);
        const partitions = this.link.knownPartitionsOf(topic) ?? channel.partitions;
        const partition = partitionOfKey(message.key ?? message.deduplicationId ?? message.envelope.id, partitions);
        return this.publisher.publish(recordOf(topic, partition, message), `'${channel.name}'`);
    }

    open(subscription: SubscriptionDefinition, channel: ChannelDefinition): KafkaSource {
        const known = this.sources.get(subscription.name);
        if (known !== undefined) return known;
        const levels = levelsOf(channel).map(level => topicOfLevel(channel, level));
        const retries = retryTopics(subscription, channel).map(({ name }) => name);
        const source = new KafkaSource(this.link, {
            group: subscription.name,
            topics: [...levels, ...retries],
            levels: levels.length,
            isolation: channel.deliver === 'exactly-once' ? 'committed' : 'all',
            countsDeliveries: channel.deliver !== 'at-most-once',
            sessionTimeout: Math.min(Math.max(subscription.acknowledgeTimeout, session.least), session.most),
            heartbeatInterval,
            dueAt: ({ record }) => (record.header(headers.due) === undefined ? record.timestamp + (numberIn(record, headers.delay) ?? channel.delay ?? 0) : numberIn(record, headers.due) ?? 0),
            open: async (topic, partition, committed, ready) => {
                const from = committed ?? { next: (await offsetsAt(this.link, topic, 'first'))[partition] ?? 0, given: -1, deliveries: new Map(), settled: [] };
                const isRetry = retries.includes(topic);
                return new PartitionWindow(topic, partition, from, {
                    // What is tried again is as important as what is least so.
                    level: isRetry ? levels.length - 1 : levels.indexOf(topic),
                    ordered: channel.ordered === 'key',
                    isSuperfluous: isRetry ? () => false : await this.superfluousIn(channel, { topic, partition, from: from.next }),
                    ready,
                });
            },
            receive: (entry, of) => this.receive(entry, { source: of, subscription, channel }),
        });
        this.sources.set(subscription.name, source);
        return source;
    }

    async replay(subscription: SubscriptionDefinition, channel: ChannelDefinition, since: number | undefined): Promise<void> {
        await this.sources.get(subscription.name)?.leave();
        const { retain: { milliseconds } } = channel;
        const oldest = milliseconds === undefined ? undefined : Date.now() - milliseconds;
        const at = since === undefined ? oldest : Math.max(since, oldest ?? since);
        const starts = await this.placesIn(channel, at === undefined ? 'first' : { at });
        if (await membersOf(this.link, subscription.name) > 0 || !await moveGroup(this.link, subscription.name, starts)) throw new BrokerError('busy', `'${subscription.name}' has consumers in other programs: stop them before it is replayed.`);
    }

    async lag(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<number> {
        const topics = [...channelTopics(channel), ...retryTopics(subscription, channel)].map(({ name }) => name);
        const committed = await committedBy(this.link, subscription.name, topics);
        let sum = 0;
        for (const topic of topics) {
            const [firsts, ends] = await Promise.all([offsetsAt(this.link, topic, 'first'), offsetsAt(this.link, topic, 'end')]);
            for (const [partition, end] of ends.entries()) {
                const progress = committed.find(one => one.topic === topic && one.partition === partition)?.progress;
                sum += Math.max(0, end - Math.max(progress?.next ?? 0, firsts[partition] ?? 0));
                for (const [first, last] of progress?.settled ?? []) sum -= last - first + 1;
            }
        }
        return sum;
    }

    async close(): Promise<void> {
        await this.publisher.settled();
        this.questions.close();
        await Promise.all([...this.sources.values()].map(source => source.leave()));
        this.publisher.close();
        await this.link.close();
    }

    private async placesIn(channel: ChannelDefinition, place: Place): Promise<{ topic: string; partition: number; offset: number }[]> {
        const places = await Promise.all(channelTopics(channel).map(async ({ name: topic }) => (await offsetsAt(this.link, topic, place)).map((offset, partition) => ({ topic, partition, offset }))));
        return places.flat();
    }

    private async superfluousIn({ deduplicate, compact }: ChannelDefinition, { topic, partition, from }: { readonly topic: string; readonly partition: number; readonly from: number }): Promise<(record: ReadRecord) => boolean> {
        const isDuplicate = deduplicate === undefined ? undefined : await duplicatesIn(this.link, { topic, partition, until: from, window: deduplicate, idOf: record => record.header(headers.id) });
        const isReplaced = compact ? await replacedIn(this.link, { topic, partition, from }) : undefined;
        return record => (isDuplicate?.(record) ?? false) || (isReplaced?.(record) ?? false);
    }

    private receive(entry: Entry, { source, subscription, channel }: { readonly source: KafkaSource; readonly subscription: SubscriptionDefinition; readonly channel: ChannelDefinition }): ReceivedMessage {
        const { record, window: { topic, partition } } = entry;
        const attempt = (numberIn(record, headers.attempts) ?? 0) + entry.deliveries;
        const place = record.header(headers.place) ?? `${topic}/${partition}/${record.offset}`;
        const publishedAt = numberIn(record, headers.published) ?? record.timestamp;
        const delay = numberIn(record, headers.delay);
        const acknowledge = (): Promise<void> => source.settle(entry, channel.deliver === 'at-most-once' ? 'now' : 'soon');
        return {
            bytes: record.bytes, key: record.key, attempt, publishedAt, delay, place, acknowledge,
            retry: async wait => {
                if (!retriesThroughTopics(channel)) {
                    source.release(entry, wait, 'counted');
                    return;
                }
                const to = retryTopicAfter(subscription, attempt);
                const partitions = this.link.knownPartitionsOf(to) ?? channel.partitions;
                await this.publisher.publish(retryRecord(to, partitionOfKey(place, partitions), record, { attempts: attempt, due: Date.now() + wait, publishedAt, place }), `'${to}'`);
                await acknowledge();
            },
            postpone: wait => {
                source.release(entry, wait, 'uncounted');
                return Promise.resolve();
            },
            deadLetter: async (queue, letter) => {
                await this.publish(queue, letter);
                await acknowledge();
            },
            // Nothing to keep it by: a program that lives has what it reads.
        };
    }

    private questionSource(topic: string): KafkaSource {
        return new KafkaSource(this.link, {
            group: topic, topics: [topic], levels: 1, isolation: 'all', countsDeliveries: false, sessionTimeout: session.least, heartbeatInterval,
            dueAt: () => 0,
            open: async (_, partition, committed, ready) => new PartitionWindow(topic, partition, committed ?? { next: (await offsetsAt(this.link, topic, 'first'))[partition] ?? 0, given: -1, deliveries: new Map(), settled: [] }, { level: 0, ordered: false, isSuperfluous: () => false, ready }),
            receive: (entry, source) => ({
                bytes: entry.record.bytes,
                // Where the reply goes, as whoever answers reads it.
                key: [headers.question, headers.reply, headers.deadline].map(name => entry.record.header(name) ?? '').join('\n'),
                attempt: 1, publishedAt: entry.record.timestamp, delay: undefined, place: '',
                acknowledge: () => source.settle(entry, 'soon'),
                retry: async () => {}, postpone: async () => {}, deadLetter: async () => {},
            }),
        });
    }
}

function numberIn(record: ReadRecord, header: string): number | undefined {
    const text = record.header(header);
    return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
}
