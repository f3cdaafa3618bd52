import type { ChannelDefinition } from '../../broker.js';

/** The levels of a channel's priority, highest first; one without a name where it has no priority. */
export function levelsOf({ priority }: Pick<ChannelDefinition, 'priority'>): readonly (number | undefined)[] {
    if (priority === undefined) return [undefined];
    return Array.from({ length: priority.highest - priority.lowest + 1 }, (_, index) => priority.highest - index);
}

/** The partitions of a channel; one without a number where its messages have no order. */
export function partitionsOf({ ordered, partitions }: Pick<ChannelDefinition, 'ordered' | 'partitions'>): readonly (number | undefined)[] {
    return ordered === 'none' ? [undefined] : Array.from({ length: partitions }, (_, index) => index);
}

/** The partition of a key, the same in every program: FNV-1a of its UTF-8 bytes. */
export function partitionOf(key: string, partitions: number): number {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
    // The lowest bits alone repeat in similar keys.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return ((hash ^ (hash >>> 13)) >>> 0) % partitions;
}
