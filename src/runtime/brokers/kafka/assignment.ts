import { Reader, Writer } from '@platformatic/kafka';

/** Partitions by topic. */
export type Partitions = ReadonlyMap<string, readonly number[]>;

/** A program that takes part in a group: what it wants to read, and what it reads now. */
export interface Member {
    readonly id: string;
    readonly topics: readonly string[];
    readonly owned: Partitions;
}

/** As Kafka's own consumers write it (ConsumerProtocolSubscription, version 1), so that Kafka's tools can show it. */
export function encodeMember({ topics, owned }: Omit<Member, 'id'>): Buffer {
    const writer = Writer.create().appendInt16(1).appendArray([...topics], (to, topic) => to.appendString(topic, false), false, false).appendInt32(-1);
    return appendPartitions(writer, owned).buffer;
}

/** Undefined for bytes that nobody here has written. */
export function decodeMember(id: string, bytes: Buffer): Member | undefined {
    try {
        const reader = Reader.from(bytes);
        const version = reader.readInt16();
        const topics = reader.readArray(from => from.readString(false), false, false);
        const userData = reader.readInt32();
        if (userData > 0) reader.skip(userData);
        return { id, topics, owned: version < 1 ? new Map() : readPartitions(reader) };
    } catch {
        return undefined;
    }
}

export function encodeAssignment(partitions: Partitions): Buffer {
    return appendPartitions(Writer.create().appendInt16(0), partitions).appendInt32(-1).buffer;
}

export function decodeAssignment(bytes: Buffer): Partitions {
    if (bytes.length < 6) return new Map();
    const reader = Reader.from(bytes);
    reader.readInt16();
    return readPartitions(reader);
}

/**
 * Shares out each topic's partitions among the members that read it, as evenly as they go; a member keeps what it has as far as its share
 * allows, because what moves is perhaps handled twice. Gives each member's share by its id.
 */
export function assign(members: readonly Member[], partitionCounts: ReadonlyMap<string, number>): ReadonlyMap<string, Partitions> {
    const shares = new Map(members.map(({ id }) => [id, new Map<string, number[]>()]));
    const loads = new Map(members.map(({ id }) => [id, 0]));
    for (const [topic, count] of [...partitionCounts].sort(([left], [right]) => (left < right ? -1 : 1))) {
        const readers = members.filter(({ topics }) => topics.includes(topic)).map(({ id, owned }) => ({ id, owned: owned.get(topic) ?? [], taken: [] as number[] }));
        if (readers.length === 0) continue;
        const free = new Set(Array.from({ length: count }, (_, partition) => partition));
        const [least, larger] = [Math.floor(count / readers.length), count % readers.length];
        // Who has most keeps most, so that as little as possible moves.
        readers.sort((left, right) => right.owned.length - left.owned.length || loads.get(left.id)! - loads.get(right.id)! || (left.id < right.id ? -1 : 1));
        for (const [index, { owned, taken }] of readers.entries()) {
            const share = least + (index < larger ? 1 : 0);
            for (const partition of owned) if (taken.length < share && free.delete(partition)) taken.push(partition);
        }
        for (const [index, { id, taken }] of readers.entries()) {
            const share = least + (index < larger ? 1 : 0);
            for (const partition of free) {
                if (taken.length >= share) break;
                free.delete(partition);
                taken.push(partition);
            }
            if (taken.length > 0) shares.get(id)!.set(topic, taken.sort((left, right) => left - right));
            loads.set(id, loads.get(id)! + taken.length);
        }
    }
    return shares;
}

function appendPartitions(writer: Writer, partitions: Partitions): Writer {
    return writer.appendArray([...partitions], (to, [topic, numbers]) => {
        to.appendString(topic, false).appendArray([...numbers], (inner, number) => inner.appendInt32(number), false, false);
    }, false, false);
}

function readPartitions(reader: Reader): Partitions {
    return new Map(reader.readArray(from => [from.readString(false), from.readArray(inner => inner.readInt32(), false, false)] as const, false, false));
}
