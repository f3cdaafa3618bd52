import type { ChannelDefinition } from '../../broker.js';
import { levelsOf, partitionOf, partitionsOf } from '../shared/partitions.js';

/** The streams of a channel, `NAME[:pPRIORITY][:PARTITION]`: highest priority first. The same as in generated configuration. */
export function streamKeys(channel: ChannelDefinition): readonly string[] {
    return levelsOf(channel).flatMap(level => partitionsOf(channel).map(partition => streamKey(channel, level, partition)));
}

/** The stream of a message. */
export function streamKeyOf(channel: ChannelDefinition, { key, id, priority }: { readonly key: string | undefined; readonly id: string; readonly priority: number | undefined }): string {
    const partition = channel.ordered === 'none' ? undefined : partitionOf(key ?? id, channel.partitions);
    return streamKey(channel, channel.priority === undefined ? undefined : priority ?? channel.priority.lowest, partition);
}

/** Messages whose time has not come: a sorted set by the time at which they are due. */
export function delayedKey({ name }: ChannelDefinition): string {
    return `${name}:delayed`;
}

/** Of a compacted topic, the place of the last message of each key: a hash. */
export function latestKey({ name }: ChannelDefinition): string {
    return `${name}:latest`;
}

/** Exists for as long as a message of this deduplication id is taken for one already had. */
export function seenKey({ name }: ChannelDefinition, id: string): string {
    return `${name}:seen:${id}`;
}

/** Where a question is asked. */
export function questionKey(query: string): string {
    return `sluice:ask:${query}`;
}

/** Where a program that has signed in as a user hears what it has asked. */
export function replyKey(user: string | undefined, program: string): string {
    return `sluice:reply:${user ?? 'default'}:${program}`;
}

function streamKey({ name }: ChannelDefinition, level: number | undefined, partition: number | undefined): string {
    return [name, ...(level === undefined ? [] : [`p${level}`]), ...(partition === undefined ? [] : [String(partition)])].join(':');
}
