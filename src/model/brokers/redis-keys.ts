import type { Channel } from '../flow-model.js';
import { isOrdered, priorityLevels } from './broker-scope.js';

/**
 * The streams that a channel's messages are in: `NAME[:pPRIORITY][:PARTITION]`, one for each priority, highest first, and
 * in it one for each partition where order matters.
 */
export function streamKeys(channel: Channel): string[] {
    const name = channel.physicalName.value;
    const levels = channel.priority ? priorityLevels(channel).reverse().map(level => `${name}:p${level}`) : [name];
    return levels.flatMap(level => (isOrdered(channel) ? Array.from({ length: channel.partitions.value }, (_, index) => `${level}:${index}`) : [level]));
}

/** The keys beside a channel's streams: what is delayed, the last message of each key, ids that were seen. */
export function helperKeys(channel: Channel): string[] {
    const name = channel.physicalName.value;
    return [
        ...(channel.delay ? [`${name}:delayed`] : []),
        ...(channel.compact.value ? [`${name}:latest`] : []),
        ...(channel.deduplicate ? [`${name}:seen:*`] : []),
    ];
}
