import { fetchV12, heartbeatV4, joinGroupV7, leaveGroupV4, offsetCommitV8, offsetFetchV8, syncGroupV5 } from '@platformatic/kafka';
import { expect, it } from 'vitest';
import { encodeAssignment } from '../../../src/runtime/brokers/kafka/assignment.js';
import type { KafkaLink } from '../../../src/runtime/brokers/kafka/link.js';
import { KafkaSource } from '../../../src/runtime/brokers/kafka/source.js';
import { PartitionWindow } from '../../../src/runtime/brokers/kafka/window.js';

interface Fetch {
    readonly wait: number;
    readonly topics: readonly string[];
}

/** How many messages the server gives at a time. */
const page = 900;

/** A server with so many messages in `busy`, none in `idle`, and a group of one program; it waits as long as it is asked to where it has nothing. */
function serverWith(count: number, topics: readonly string[]): { readonly link: KafkaLink; readonly fetches: Fetch[] } {
    const fetches: Fetch[] = [];
    const batch = (from: number): object => {
        const records = Array.from({ length: Math.min(page, count - from) }, (_, index) => ({ offsetDelta: index, timestampDelta: 0n, key: null, value: Buffer.from(String(from + index)), headers: [] }));
        return { firstOffset: BigInt(from), lastOffsetDelta: records.length - 1, firstTimestamp: 0n, maxTimestamp: 0n, attributes: 0, records };
    };
    const fetch = async (wait: number, asked: readonly { readonly topicId: string; readonly partitions: readonly { readonly fetchOffset: bigint }[] }[]): Promise<object> => {
        fetches.push({ wait, topics: asked.map(({ topicId }) => topicId) });
        const responses = asked.map(({ topicId, partitions: [partition] }) => {
            const from = Number(partition!.fetchOffset);
            const has = topicId === 'busy' && from < count;
            return { topicId, has, partitions: [{ partitionIndex: 0, errorCode: 0, logStartOffset: 0n, highWatermark: 0n, ...(has && { records: [batch(from)] }) }] };
        });
        if (!responses.some(({ has }) => has)) await new Promise(resolve => setTimeout(resolve, wait));
        return { errorCode: 0, responses };
    };
    const answers = new Map<unknown, (...words: never[]) => unknown>([
        [joinGroupV7.api, () => ({ errorCode: 0, memberId: 'me', leader: 'other', generationId: 1, members: [] })],
        [syncGroupV5.api, () => ({ errorCode: 0, assignment: encodeAssignment(new Map(topics.map(topic => [topic, [0]]))) })],
        [heartbeatV4.api, () => ({ errorCode: 0 })],
        [offsetFetchV8.api, () => ({ groups: [{ topics: [] }] })],
        [offsetCommitV8.api, () => ({ topics: [] })],
        [leaveGroupV4.api, () => ({ errorCode: 0 })],
        [fetchV12.api, (wait: number, _least: number, _most: number, _isolation: number, _session: number, _epoch: number, asked: never) => fetch(wait, asked)],
    ]);
    const wire = {
        ask: async (api: unknown, ...words: never[]) => {
            // A round trip takes a turn at least.
            await new Promise(resolve => setImmediate(resolve));
            return answers.get(api)!(...words);
        },
    };
    const link = { wire: () => wire, closeWire: async () => {}, coordinatorOf: async () => 1, leaderOf: () => 1, refresh: async () => new Map() };
    return { link: link as unknown as KafkaLink, fetches };
}

/** Takes and settles so many messages, and gives what was asked of the server meanwhile. */
async function readAll(count: number, topics: readonly string[]): Promise<readonly Fetch[]> {
    const { link, fetches } = serverWith(count, topics);
    const source: KafkaSource = new KafkaSource(link, {
        group: 'work', topics, levels: 1, isolation: 'all', countsDeliveries: true, sessionTimeout: 6000, heartbeatInterval: 500,
        dueAt: () => 0,
        open: async (topic, partition, _committed, ready) => new PartitionWindow(topic, partition, { next: 0, given: -1, deliveries: new Map(), settled: [] }, { level: 0, ordered: false, isSuperfluous: () => false, ready }),
        receive: entry => ({
            bytes: entry.record.bytes, key: undefined, attempt: 1, publishedAt: 0, delay: undefined, place: '',
            acknowledge: () => source.settle(entry, 'soon'), retry: async () => {}, postpone: async () => {}, deadLetter: async () => {},
        }),
    });
    await source.begin();
    const seen: number[] = [];
    const stop = new AbortController();
    while (seen.length < count) {
        for (const message of await source.take(50, stop.signal)) {
            seen.push(Number(new TextDecoder().decode(message.bytes)));
            await message.acknowledge();
        }
    }
    await source.leave();
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
    return fetches;
}

it('A partition that is full does not have the others waited for: there will be room in it before they have anything', async () => {
    const fetches = await readAll(5000, ['busy', 'idle']);
    expect(fetches.filter(({ wait, topics }) => wait > 0 && !topics.includes('busy'))).toEqual([]);
    // And it is not asked without a pause either.
    expect(fetches.length).toBeLessThan(200);
});

it('A partition that was full is read on when there is room in it', async () => {
    expect((await readAll(3000, ['busy'])).length).toBeLessThan(20);
});
