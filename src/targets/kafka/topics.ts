import type { Channel } from '../../model/flow-model.js';
import { compareText, type BrokerScope, type ScopedChannel } from '../../model/brokers/broker-scope.js';
import { retryTopics, topicsByPriority } from '../../model/brokers/kafka-topics.js';
import { writeDuration } from '../../model/time-spans.js';
import { notesOf } from '../brokers/notes.js';
import type { ConversationTopic } from './questions.js';

/** A topic on Kafka; the values of `config` are those of Kafka's topic configuration, as text. */
export interface KafkaTopic {
    name: string;
    /** What it is for, in words. */
    purpose: string;
    partitions: number;
    replicationFactor: number;
    /** Sorted by name. */
    config: Record<string, string>;
    /** Promises of the channel that something other than Kafka keeps, or that nothing keeps. */
    notes?: string[];
}

const day = 86_400_000;
const minute = 60_000;
const mebibyte = 2 ** 20;
/** What Kafka rolls segments at when nothing is said. */
const segmentDefaults = { bytes: 2 ** 30, milliseconds: 7 * day };
/** A mebibyte for the message, and room for what travels beside it: its key, its headers, and as a dead letter why it is one and base64. */
const room = { 'max.message.bytes': String(2 * mebibyte) };
const forEver = { 'cleanup.policy': 'delete', 'retention.bytes': '-1', 'retention.ms': '-1' };
const soonOver = { ...forEver, 'retention.ms': String(10 * minute), 'segment.ms': String(10 * minute) };

/** Every topic that a broker needs, by name: channels, their priority levels and retries, dead letter queues, questions and replies. */
export function buildKafkaTopics(scope: BrokerScope, conversations: readonly ConversationTopic[]): KafkaTopic[] {
    const { replication } = scope;
    const topics = [
        ...scope.channels.flatMap(scoped => topicsOf(scoped, replication)),
        ...scope.deadLetters.map(({ name, of }): KafkaTopic => ({
            name, purpose: `dead letters of ${of.join(', ')}`, partitions: 1, replicationFactor: replication, config: configure(forEver, replication),
        })),
        ...conversations.map((topic): KafkaTopic => ({ ...topic, replicationFactor: replication, config: configure(soonOver, replication) })),
    ];
    return topics.sort((left, right) => compareText(left.name, right.name));
}

function topicsOf({ channel, subscriptions }: ScopedChannel, replication: number): KafkaTopic[] {
    const what = `${channel.kind} ${channel.context}.${channel.name}`;
    const base = { partitions: channel.partitions.value, replicationFactor: replication };
    const notes = notesOf(channel, 'kafka');
    const own = topicsByPriority(channel).map(({ name, level }): KafkaTopic => ({
        name,
        purpose: level === undefined ? what : `${what}, priority ${level}`,
        ...base,
        config: configure(channel.kind === 'queue' && channel.retain.isDefault ? forEver : retention(channel), replication),
        ...(notes.length > 0 && { notes }),
    }));
    const retries = subscriptions.flatMap(({ name: subscription }) => retryTopics(channel, subscription).map(({ name, wait }): KafkaTopic => ({
        name, purpose: `what ${subscription} tries again after ${writeDuration(wait)}`, ...base, config: configure(forEver, replication),
    })));
    return [...own, ...retries];
}

function retention(channel: Channel): Record<string, string> {
    if (channel.compact.value) return { 'cleanup.policy': 'compact' };
    const retain = channel.retain.value;
    switch (retain.kind) {
        case 'forever': return forEver;
        case 'duration':
            return {
                ...forEver,
                'retention.ms': String(retain.milliseconds),
                // Only closed segments are deleted: with Kafka's week a short retention would not be kept.
                ...(retain.milliseconds < segmentDefaults.milliseconds && { 'segment.ms': String(Math.max(minute, Math.floor(retain.milliseconds / 10))) }),
            };
        case 'size': {
            const bytes = Math.ceil(retain.bytes / channel.partitions.value);
            const segment = Math.max(mebibyte, Math.floor(bytes / 4));
            return { ...forEver, 'retention.bytes': String(bytes), ...(segment < segmentDefaults.bytes && { 'segment.bytes': String(segment) }) };
        }
    }
}

function configure(config: Record<string, string>, replication: number): Record<string, string> {
    // One replica may be down without publishers noticing; a confirmed message is on all the others.
    const all: Record<string, string> = { ...config, ...room, 'min.insync.replicas': String(Math.max(1, replication - 1)) };
    return Object.fromEntries(Object.entries(all).sort(([left], [right]) => compareText(left, right)));
}
