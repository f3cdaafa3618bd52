import { fetchV12 } from '@platformatic/kafka';
import { pause } from '../shared/waiting.js';
import type { Partitions } from './assignment.js';
import { codes } from './codes.js';
import { Committer } from './committer.js';
import { GroupMember } from './group-member.js';
import type { KafkaLink } from './link.js';
import type { Progress } from './progress.js';
import { readBatches } from './records.js';
import type { PartitionWindow } from './window.js';
import type { Wire } from './wire.js';

/** How long a server may wait for messages before it says that there are none, in milliseconds. */
const patience = 300;
/** How soon it is asked again where it had none and must not wait, because there will be room for more of others at any time. */
const glance = 20;
/** How much a server gives at a time, of all partitions and of one, in bytes. */
const most = { all: 8 * 2 ** 20, partition: 2 ** 20 };
/** How long what is in hand is waited for when partitions are shared out anew, in milliseconds. */
const settleTimeout = 2500;

/** Durations in milliseconds. */
export interface SessionOptions {
    readonly group: string;
    readonly topics: readonly string[];
    readonly isolation: 'all' | 'committed';
    readonly sessionTimeout: number;
    readonly heartbeatInterval: number;
    /** Makes the window of a partition that this program is given; undefined is a group that has committed nothing of it. */
    open(topic: string, partition: number, committed: Progress | undefined): Promise<PartitionWindow>;
    /** Resolves when nothing is in hand. */
    idle(): Promise<void>;
    /** Something may be given out now, or something else than before. */
    changed(): void;
}

/** The time from joining a group to leaving it: what is read, and what is committed. */
export class GroupSession {
    /** While partitions are shared out anew nothing is given out. */
    isGivingOut = false;
    readonly committer: Committer;
    private readonly windows = new Map<string, PartitionWindow>();
    private readonly readers = new Map<number, Promise<void>>();
    private readonly member: GroupMember;
    private readonly abort = new AbortController();
    private waiting: (() => void)[] = [];

    constructor(
        private readonly link: KafkaLink,
        private readonly options: SessionOptions,
    ) {
        const { group, topics, sessionTimeout, heartbeatInterval } = options;
        this.member = new GroupMember(link, {
            group, topics, sessionTimeout, heartbeatInterval,
            assigned: partitions => this.take(partitions),
            settle: () => this.settle(),
            lost: () => this.lose([...this.windows.keys()]),
        });
        this.committer = new Committer(positions => this.member.commit(positions), () => options.changed());
    }

    begin(): Promise<void> {
        return this.member.begin();
    }

    /** There is room for more, or more to be read. */
    readOn(): void {
        for (const resolve of this.waiting.splice(0)) resolve();
    }

    /** Commits exactly what was settled and given out, and lets others have the partitions. */
    async end(): Promise<void> {
        this.isGivingOut = false;
        await Promise.race([this.committer.finish([...this.windows.values()]), pause(2000)]);
        this.abort.abort();
        this.readOn();
        this.lose([...this.windows.keys()]);
        await this.member.leave();
        await Promise.race([Promise.all(this.readers.values()), pause(patience)]);
    }

    private async take(partitions: Partitions): Promise<void> {
        const given = new Map<string, { readonly topic: string; readonly partition: number }>([...partitions].flatMap(([topic, numbers]) => numbers.map(partition => [`${topic}:${partition}`, { topic, partition }] as const)));
        this.lose([...this.windows.keys()].filter(name => !given.has(name)));
        const added = [...given].filter(([name]) => !this.windows.has(name)).map(([, one]) => one);
        if (added.length > 0) {
            const asked = new Map<string, number[]>();
            for (const { topic, partition } of added) asked.set(topic, [...asked.get(topic) ?? [], partition]);
            const committed = await this.member.committed(asked);
            const windows = await Promise.all(added.map(({ topic, partition }) => this.options.open(topic, partition, committed.find(one => one.topic === topic && one.partition === partition)?.progress)));
            for (const window of windows) this.windows.set(`${window.topic}:${window.partition}`, window);
        }
        this.isGivingOut = true;
        for (const { topic, partition } of this.windows.values()) {
            const leader = this.link.leaderOf(topic, partition);
            if (leader !== undefined) this.readFrom(leader);
        }
        this.readOn();
        this.options.changed();
    }

    private async settle(): Promise<void> {
        this.isGivingOut = false;
        await Promise.race([this.options.idle(), pause(settleTimeout, this.abort.signal)]);
        await Promise.race([this.committer.finish([...this.windows.values()]), pause(settleTimeout, this.abort.signal)]);
    }

    private lose(names: readonly string[]): void {
        for (const name of names) {
            const window = this.windows.get(name);
            if (window !== undefined) window.isLost = true;
            this.windows.delete(name);
        }
        this.committer.forget();
    }

    private readFrom(node: number): void {
        if (this.readers.has(node)) return;
        this.readers.set(node, this.keepReading(node));
    }

    private async keepReading(node: number): Promise<void> {
        const { signal } = this.abort;
        const wire = this.link.wire(node);
        for (let failures = 0; !signal.aborted;) {
            const led = [...this.windows.values()].filter(window => this.link.leaderOf(window.topic, window.partition) === node);
            const wanted = led.filter(({ wantsMore }) => wantsMore);
            if (wanted.length === 0) {
                await this.untilWoken();
                continue;
            }
            try {
                const mayWait = wanted.length === led.length;
                const { hasFailed, count } = await this.read(wire, wanted, mayWait ? patience : 0);
                failures = hasFailed ? failures + 1 : 0;
                if (!hasFailed && !mayWait && count === 0) await Promise.race([this.untilWoken(), pause(glance, signal)]);
            } catch {
                failures++;
            }
            if (failures === 0) continue;
            await pause(Math.min(1000, 50 * 2 ** Math.min(failures, 5)), signal);
            await this.lookForLeaders();
        }
        await this.link.closeWire(wire);
    }

    /** Reads once; gives whether a partition could not be read, and how many messages there were. */
    private async read(wire: Wire, wanted: readonly PartitionWindow[], wait: number): Promise<{ readonly hasFailed: boolean; readonly count: number }> {
        const topics = new Map<string, { partition: number; currentLeaderEpoch: number; fetchOffset: bigint; lastFetchedEpoch: number; partitionMaxBytes: number }[]>();
        for (const { topic, partition, position } of wanted) {
            const entry = { partition, currentLeaderEpoch: -1, fetchOffset: BigInt(position), lastFetchedEpoch: -1, partitionMaxBytes: most.partition };
            const others = topics.get(topic);
            if (others === undefined) topics.set(topic, [entry]);
            else others.push(entry);
        }
        const request = [...topics].map(([topicId, partitions]) => ({ topicId, partitions }));
        const answer = await wire.ask(fetchV12.api, wait, 1, most.all, this.options.isolation === 'committed' ? 1 : 0, 0, -1, request, [], '');
        let hasFailed = answer.errorCode !== codes.none;
        let count = 0;
        for (const { topicId, partitions } of answer.responses) {
            for (const { partitionIndex, errorCode, logStartOffset, highWatermark, records } of partitions) {
                const window = wanted.find(({ topic, partition }) => topic === topicId && partition === partitionIndex);
                if (window === undefined || window.isLost) continue;
                if (errorCode === codes.offsetOutOfRange) {
                    // What was not read in time is gone; what is ahead of all there is was of a topic that was made anew.
                    const start = Number(logStartOffset);
                    window.add([], window.position < start ? start : window.position);
                    if (window.position > Number(highWatermark) && Number(highWatermark) >= 0) window.position = start;
                    hasFailed = true;
                } else if (errorCode !== codes.none) {
                    hasFailed = true;
                } else if (records !== undefined) {
                    const { records: read, next } = readBatches(records, window.position);
                    window.add(read, next);
                    count += read.length;
                }
            }
        }
        this.options.changed();
        return { hasFailed, count };
    }

    private async lookForLeaders(): Promise<void> {
        if (this.abort.signal.aborted || this.windows.size === 0) return;
        await this.link.refresh([...new Set([...this.windows.values()].map(({ topic }) => topic))]).catch(() => undefined);
        for (const { topic, partition } of this.windows.values()) {
            const leader = this.link.leaderOf(topic, partition);
            if (leader !== undefined) this.readFrom(leader);
        }
    }

    private untilWoken(): Promise<void> {
        return new Promise(resolve => this.waiting.push(resolve));
    }
}

