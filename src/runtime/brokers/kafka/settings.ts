import type { ChannelDefinition, RetryPolicy, SubscriptionDefinition } from '../../broker.js';
import { levelsOf } from '../shared/partitions.js';

/** A topic with the settings that it is made with; the values are Kafka's own, as text. */
export interface TopicSettings {
    readonly name: string;
    readonly partitions: number;
    readonly config: Readonly<Record<string, string>>;
}

const day = 86_400_000;
const minute = 60_000;
const mebibyte = 2 ** 20;
/** What Kafka rolls segments at when nothing is said. */
const segmentDefaults = { bytes: 2 ** 30, milliseconds: 7 * day };
const forEver = { 'cleanup.policy': 'delete', 'retention.bytes': '-1', 'retention.ms': '-1' };
/** A mebibyte for the message, and room for what travels beside it: its key, its headers, and as a dead letter why it is one and base64. */
const room = { 'max.message.bytes': String(2 * mebibyte) };
/** Questions and replies are of no use to anyone after this. */
const conversation = { ...forEver, 'retention.ms': String(10 * minute), 'segment.ms': String(10 * minute) };

/** The topics of a channel, the one of the highest priority first; the same as generated configuration has. */
export function channelTopics(channel: ChannelDefinition): readonly TopicSettings[] {
    return levelsOf(channel).map(level => ({ name: topicOfLevel(channel, level), partitions: channel.partitions, config: { ...retention(channel), ...room } }));
}

/** The topic of one priority, of which the lowest has the channel's own name. */
export function topicOfLevel({ name, priority }: ChannelDefinition, level: number | undefined): string {
    return level === undefined || level === priority?.lowest ? name : `${name}.priority-${level}`;
}

/** Topics for what waits for another attempt, the shortest wait first; where order matters there are none, because waiting is done in place. */
export function retryTopics(subscription: SubscriptionDefinition, channel: ChannelDefinition): readonly TopicSettings[] {
    if (!retriesThroughTopics(channel)) return [];
    const { times } = subscription.retry;
    // Doubling reaches the longest wait soon, however many retries there are.
    const waits = new Set(Array.from({ length: Math.min(times, 100) }, (_, index) => waitAfter(index + 1, subscription.retry)));
    return [...waits].sort((left, right) => left - right).map(wait => ({ name: retryTopic(subscription, wait), partitions: channel.partitions, config: { ...forEver, ...room } }));
}

/** Where a message waits after its attempt of this number. */
export function retryTopicAfter(subscription: SubscriptionDefinition, attempt: number): string {
    return retryTopic(subscription, waitAfter(attempt, subscription.retry));
}

/** Whether what failed is published once more, rather than kept in its place. */
export function retriesThroughTopics({ ordered, deliver }: ChannelDefinition): boolean {
    return ordered === 'none' && deliver !== 'at-most-once';
}

/** Where a question is asked; any of several programs may answer it. */
export function questionTopic(query: string): TopicSettings {
    return { name: `sluice.ask.${topicWord(query)}`, partitions: 4, config: { ...conversation, ...room } };
}

/** Where the replies to the questions of all programs of one user are. */
export function replyTopic(user: string | undefined): TopicSettings {
    return { name: `sluice.reply.${topicWord(user ?? 'all')}`, partitions: 1, config: { ...conversation, ...room } };
}

function retryTopic({ name }: SubscriptionDefinition, wait: number): string {
    return `${name}.retry.${wait}ms`;
}

function waitAfter(attempt: number, { from, to }: RetryPolicy): number {
    return Math.min(to, from * 2 ** Math.min(attempt - 1, 52));
}

function retention({ compact, retain, partitions }: ChannelDefinition): Readonly<Record<string, string>> {
    if (compact) return { 'cleanup.policy': 'compact' };
    if (retain.milliseconds !== undefined) {
        return {
            ...forEver,
            'retention.ms': String(retain.milliseconds),
            // Only closed segments are deleted: with Kafka's week a short retention would not be kept.
            ...(retain.milliseconds < segmentDefaults.milliseconds && { 'segment.ms': String(Math.max(minute, Math.floor(retain.milliseconds / 10))) }),
        };
    }
    if (retain.bytes !== undefined) {
        const bytes = Math.ceil(retain.bytes / partitions);
        const segment = Math.max(mebibyte, Math.floor(bytes / 4));
        return { ...forEver, 'retention.bytes': String(bytes), ...(segment < segmentDefaults.bytes && { 'segment.bytes': String(segment) }) };
    }
    return forEver;
}

function topicWord(text: string): string {
    return text.replace(/[^A-Za-z0-9._-]/g, character => `_${character.codePointAt(0)!.toString(16)}`);
}
