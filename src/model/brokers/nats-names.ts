import type { Channel } from '../flow-model.js';
import { isOrdered, priorityLevels } from './broker-scope.js';

/**
 * A name without what JetStream refuses in names of streams and consumers: dots become `_`, other characters than letters,
 * digits and `-` become `=` with two hexadecimal digits. Different names stay different.
 */
export function streamName(name: string): string {
    if (!/[^A-Za-z0-9.-]/.test(name)) return name.replaceAll('.', '_');
    return [...new TextEncoder().encode(name)].map(byte => {
        const character = String.fromCharCode(byte);
        if (character === '.') return '_';
        return /[A-Za-z0-9-]/.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }).join('');
}

/** A part of a channel that is consumed by itself: the words that follow the stream's name in a subject. */
export interface Lane {
    /** What a consumer's name ends with; empty where a channel has one lane only. */
    suffix: string;
    words: string[];
}

/**
 * The lanes of a channel: one for each priority, highest first, and in it one for each partition where order matters.
 * A subject is `STREAM.[pPRIORITY.][PARTITION.]CONTEXT.MESSAGE[.ROUTED VALUES]`; of a compacted channel
 * `STREAM.[PARTITION.]KEY`, because JetStream keeps the last message of each subject.
 */
export function lanesOf(channel: Channel): Lane[] {
    const levels = channel.priority ? priorityLevels(channel).reverse().map(level => `p${level}`) : [undefined];
    const partitions = isOrdered(channel) ? Array.from({ length: channel.partitions.value }, (_, index) => String(index)) : [undefined];
    return levels.flatMap(level => partitions.map(partition => {
        const words = [level, partition].flatMap(word => (word === undefined ? [] : [word]));
        return { suffix: words.map(word => `_${word}`).join(''), words };
    }));
}
