/** The partition of a key, the same as Kafka's own clients choose: murmur2 of its UTF-8 bytes. */
export function partitionOfKey(key: string, partitions: number): number {
    return partitions === 1 ? 0 : (murmur2(new TextEncoder().encode(key)) & 0x7fffffff) % partitions;
}

function murmur2(bytes: Uint8Array): number {
    const factor = 0x5bd1e995;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let hash = 0x9747b28c ^ bytes.length;
    let position = 0;
    for (; position + 4 <= bytes.length; position += 4) {
        let word = Math.imul(view.getInt32(position, true), factor);
        word = Math.imul(word ^ (word >>> 24), factor);
        hash = Math.imul(hash, factor) ^ word;
    }
    const left = bytes.length - position;
    if (left > 2) hash ^= bytes[position + 2]! << 16;
    if (left > 1) hash ^= bytes[position + 1]! << 8;
    if (left > 0) hash = Math.imul(hash ^ bytes[position]!, factor);
    hash = Math.imul(hash ^ (hash >>> 13), factor);
    return hash ^ (hash >>> 15);
}
