import type { ChannelDefinition } from '../../broker.js';
import type { OutgoingMessage } from '../shared/driver.js';
import { messageWords } from '../shared/message-words.js';
import { levelsOf, partitionOf, partitionsOf } from '../shared/partitions.js';
import { encodeToken } from '../shared/tokens.js';

/** A name without what JetStream refuses in names of streams and consumers; different names stay different. As in generated configuration. */
export function streamName(name: string): string {
    return [...new TextEncoder().encode(name)].map(byte => {
        const character = String.fromCharCode(byte);
        if (character === '.') return '_';
        return /[A-Za-z0-9-]/.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }).join('');
}

/** Worked out once a channel, and not for every message. */
const streams = new WeakMap<ChannelDefinition, string>();

function streamOf(channel: ChannelDefinition): string {
    const known = streams.get(channel);
    if (known !== undefined) return known;
    const stream = streamName(channel.name);
    streams.set(channel, stream);
    return stream;
}

/** A part of a channel that is consumed by itself: the words that follow the stream's name in its subjects. */
export type LaneWords = readonly string[];

/** The lanes of a channel: one for each priority, highest first, and in it one for each partition where order matters. */
export function lanesOf(channel: ChannelDefinition): readonly LaneWords[] {
    return levelsOf(channel).flatMap(level => partitionsOf(channel).map(partition => laneWords(level, partition)));
}

/** The subject of a message: `STREAM.[pPRIORITY.][PARTITION.]CONTEXT.MESSAGE[.ROUTED VALUES]`, of a compacted topic `STREAM.[PARTITION.]KEY`. */
export function subjectOf(channel: ChannelDefinition, { envelope, key, priority }: OutgoingMessage): string {
    const partition = channel.ordered === 'none' ? undefined : partitionOf(key ?? envelope.id, channel.partitions);
    const lane = laneWords(channel.priority === undefined ? undefined : priority ?? channel.priority.lowest, partition);
    return [streamOf(channel), ...lane, ...(channel.compact ? [keyWord(key, envelope.id)] : messageWords(channel, envelope))].join('.');
}

/** JetStream keeps the last message of each subject: one without a key has a subject of its own, which no key is written as. */
function keyWord(key: string | undefined, id: string): string {
    return key === undefined ? `%-${encodeToken(id)}` : encodeToken(key);
}

function laneWords(level: number | undefined, partition: number | undefined): string[] {
    return [...(level === undefined ? [] : [`p${level}`]), ...(partition === undefined ? [] : [String(partition)])];
}
