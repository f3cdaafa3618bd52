import { fetchV12 } from '@platformatic/kafka';
import { BrokerError } from '../../broker.js';
import { pause, reconnectDelay } from '../shared/waiting.js';
import { codes } from './codes.js';
import type { KafkaLink } from './link.js';
import { offsetAt } from './offsets.js';
import { readBatches, type ReadRecord } from './records.js';

/** How often a partition is asked for that cannot be read just now. */
const patience = 60;
const mostBytes = 4 * 2 ** 20;

/** Shows each record of a partition from one offset to before another. */
export async function scan(link: KafkaLink, { topic, partition, from, to }: { readonly topic: string; readonly partition: number; readonly from: number; readonly to: number }, visit: (record: ReadRecord) => void): Promise<void> {
    let position = Math.max(from, await offsetAt(link, topic, partition, 'first'));
    for (let failures = 0; position < to;) {
        const leader = link.leaderOf(topic, partition);
        const answer = leader === undefined ? undefined : await link.ask(leader, fetchV12.api, 100, 1, mostBytes, 0, 0, -1, [
            { topicId: topic, partitions: [{ partition, currentLeaderEpoch: -1, fetchOffset: BigInt(position), lastFetchedEpoch: -1, partitionMaxBytes: mostBytes }] },
        ], [], '');
        const found = answer?.responses[0]?.partitions[0];
        if (found?.errorCode === codes.none) {
            // Nothing at all before the end: what was there was compacted away.
            if (found.records === undefined) return;
            const { records, next } = readBatches(found.records, position);
            for (const record of records) if (record.offset < to) visit(record);
            position = next;
            failures = 0;
            continue;
        }
        if (++failures === patience) throw new BrokerError('unavailable', `Kafka does not let partition ${partition} of '${topic}' be read (${found?.errorCode ?? 'it has no leader'}).`);
        await pause(reconnectDelay(failures, { most: 500 }));
        await link.refresh([topic]);
    }
}

/** Tells of each record whether another of the same id came within the time before it; knows those that came before `until`. */
export async function duplicatesIn(link: KafkaLink, { topic, partition, until, window, idOf }: {
    readonly topic: string;
    readonly partition: number;
    readonly until: number;
    readonly window: number;
    readonly idOf: (record: ReadRecord) => string | undefined;
}): Promise<(record: ReadRecord) => boolean> {
    const seen = new Map<string, number>();
    let forgotten = Date.now();
    const isDuplicate = (record: ReadRecord): boolean => {
        const id = idOf(record);
        if (id === undefined) return false;
        // Now and then, because each time all are looked at.
        if (record.timestamp - forgotten > window) {
            for (const [other, at] of seen) if (at + window <= record.timestamp) seen.delete(other);
            forgotten = record.timestamp;
        }
        const before = seen.get(id);
        if (before !== undefined && record.timestamp - before < window) return true;
        seen.set(id, record.timestamp);
        return false;
    };
    const from = await offsetAt(link, topic, partition, { at: Date.now() - window });
    await scan(link, { topic, partition, from, to: until }, isDuplicate);
    return isDuplicate;
}

/** Tells of each record whether a later one of the same key has taken its place up to now. */
export async function replacedIn(link: KafkaLink, { topic, partition, from }: { readonly topic: string; readonly partition: number; readonly from: number }): Promise<(record: ReadRecord) => boolean> {
    const last = new Map<string, number>();
    const end = await offsetAt(link, topic, partition, 'end');
    await scan(link, { topic, partition, from, to: end }, ({ key, offset }) => {
        if (key !== undefined) last.set(key, offset);
    });
    return ({ key, offset }) => key !== undefined && offset < (last.get(key) ?? -1);
}
