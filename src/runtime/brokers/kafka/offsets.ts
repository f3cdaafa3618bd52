import { describeGroupsV5, listOffsetsV7, offsetCommitV8, offsetFetchV8 } from '@platformatic/kafka';
import { BrokerError } from '../../broker.js';
import { pause, reconnectDelay } from '../shared/waiting.js';
import { codes } from './codes.js';
import { commitTopics, readCommitted, type Position } from './group-member.js';
import type { KafkaLink } from './link.js';
import { decodeProgress } from './progress.js';

/** Where in a topic: before all there is, after it, or at a time in milliseconds since 1970. */
export type Place = 'first' | 'end' | { readonly at: number };

/** How often a partition is asked for that has no leader just now. */
const patience = 60;

/** The offset of a place in each partition of a topic; that of a time at which nothing was published yet is the end. */
export async function offsetsAt(link: KafkaLink, topic: string, place: Place): Promise<readonly number[]> {
    const count = await link.partitionsOf(topic);
    return Promise.all(Array.from({ length: count }, (_, partition) => offsetAt(link, topic, partition, place)));
}

/** The same of one partition. */
export async function offsetAt(link: KafkaLink, topic: string, partition: number, place: Place): Promise<number> {
    const timestamp = place === 'first' ? -2n : place === 'end' ? -1n : BigInt(Math.max(0, Math.floor(place.at)));
    for (let attempt = 1; ; attempt++) {
        const leader = link.leaderOf(topic, partition);
        const answer = leader === undefined ? undefined : await link.ask(leader, listOffsetsV7.api, -1, 0, [{ name: topic, partitions: [{ partitionIndex: partition, currentLeaderEpoch: -1, timestamp }] }]);
        const found = answer?.topics[0]?.partitions[0];
        if (found?.errorCode === codes.none) {
            const offset = Number(found.offset);
            return offset < 0 ? offsetAt(link, topic, partition, 'end') : offset;
        }
        if (found?.errorCode === codes.topicAuthorizationFailed) throw new BrokerError('unavailable', `Kafka does not let this program look into '${topic}'.`);
        if (attempt === patience) throw new BrokerError('unavailable', `Kafka cannot say what partition ${partition} of '${topic}' holds (${found?.errorCode ?? 'it has no leader'}).`);
        await pause(reconnectDelay(attempt, { most: 500 }));
        await link.refresh([topic]);
    }
}

/** What a group has committed of these topics. */
export async function committedBy(link: KafkaLink, group: string, topics: readonly string[]): Promise<readonly Position[]> {
    const asked = await Promise.all(topics.map(async name => ({ name, partitionIndexes: Array.from({ length: await link.partitionsOf(name) }, (_, partition) => partition) })));
    const answer = await askCoordinator(link, group, async node => {
        const { groups: [found] } = await link.ask(node, offsetFetchV8.api, [{ groupId: group, memberEpoch: -1, topics: asked }], true);
        return { code: found?.errorCode ?? codes.none, answer: found?.topics ?? [] };
    });
    return readCommitted(answer);
}

/** Has a group that nobody is in begin at these offsets; gives whether that was possible. */
export async function moveGroup(link: KafkaLink, group: string, starts: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[]): Promise<boolean> {
    if (starts.length === 0) return true;
    const positions = starts.map(({ topic, partition, offset }): Position => ({ topic, partition, progress: decodeProgress(offset, null) }));
    return askCoordinator(link, group, async node => {
        const { topics } = await link.ask(node, offsetCommitV8.api, group, -1, '', null, commitTopics(positions));
        const code = topics.flatMap(({ partitions }) => partitions).find(({ errorCode }) => errorCode !== codes.none)?.errorCode ?? codes.none;
        const isBusy = code === codes.unknownMember || code === codes.illegalGeneration || code === codes.rebalanceInProgress;
        return { code: isBusy ? codes.none : code, answer: !isBusy };
    });
}

/** How many programs are in a group. */
export async function membersOf(link: KafkaLink, group: string): Promise<number> {
    return askCoordinator(link, group, async node => {
        const { groups: [found] } = await link.ask(node, describeGroupsV5.api, [group], false);
        return { code: found?.errorCode ?? codes.none, answer: found?.members.length ?? 0 };
    });
}

async function askCoordinator<Answer>(link: KafkaLink, group: string, ask: (node: number) => Promise<{ readonly code: number; readonly answer: Answer }>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
        const { code, answer } = await ask(await link.coordinatorOf(group));
        if (code === codes.none) return answer;
        if (code === codes.groupAuthorizationFailed || code === codes.topicAuthorizationFailed || attempt === patience) throw new BrokerError('unavailable', `Kafka does not say or take what the group '${group}' has read (${code}).`);
        await pause(reconnectDelay(attempt, { most: 500 }));
    }
}
