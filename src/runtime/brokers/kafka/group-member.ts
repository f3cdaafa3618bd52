import { heartbeatV4, joinGroupV7, leaveGroupV4, offsetCommitV8, offsetFetchV8, syncGroupV5, type API } from '@platformatic/kafka';
import { BrokerError } from '../../broker.js';
import { pause, reconnectDelay } from '../shared/waiting.js';
import { assign, decodeAssignment, decodeMember, encodeAssignment, encodeMember, type Member, type Partitions } from './assignment.js';
import { codes } from './codes.js';
import type { KafkaLink } from './link.js';
import { decodeProgress, encodeProgress, type Progress } from './progress.js';
import type { Wire } from './wire.js';

/** A partition and how far it is settled. */
export interface Position {
    readonly topic: string;
    readonly partition: number;
    readonly progress: Progress;
}

/** Durations in milliseconds. */
export interface MemberOptions {
    readonly group: string;
    readonly topics: readonly string[];
    /** How long a program may be silent before others get its partitions. */
    readonly sessionTimeout: number;
    readonly heartbeatInterval: number;
    /** Called with what this program reads from now on, which it may have read before; what is missing others have. */
    assigned(partitions: Partitions): Promise<void>;
    /** Partitions are about to be shared out anew: resolves when nothing is in hand, or when that takes too long. */
    settle(): Promise<void>;
    /** Others may have had all partitions meanwhile. */
    lost(): void;
}

/** The way by which a group shares out partitions; all of its members must know it. */
const protocol = 'sluice';
/** How long members have to come when partitions are shared out, in milliseconds. */
const rebalanceTimeout = 10_000;
/** How long leaving may take, in milliseconds: where no server is, none need be told. */
const farewell = 1000;

/**
 * One program's part in a consumer group: takes part, says that it lives, and takes part anew whenever partitions are shared out. The
 * protocol of the brokers since 0.9, because its time of silence is the member's to choose.
 */
export class GroupMember {
    private wire: Wire | undefined;
    private memberId = '';
    private generation = -1;
    private owned: Partitions = new Map();
    private isMember = false;
    private heardAt = Date.now();
    private readonly abort = new AbortController();
    private running: Promise<void> | undefined;
    private tell: { joined(): void; refused(error: BrokerError): void } | undefined;

    constructor(
        private readonly link: KafkaLink,
        private readonly options: MemberOptions,
    ) {}

    /** Resolves when partitions have been given out for the first time; rejects where the group does not want this program. */
    begin(): Promise<void> {
        return new Promise((resolve, reject) => {
            this.tell = { joined: resolve, refused: reject };
            this.running = this.run();
        });
    }

    /** Commits, and gives the error code; rejects where nobody answers. */
    async commit(positions: readonly Position[]): Promise<number> {
        const answer = await this.ask(offsetCommitV8.api, this.options.group, this.generation, this.memberId, null, commitTopics(positions));
        const code = answer.topics.flatMap(({ partitions }) => partitions).find(({ errorCode }) => errorCode !== codes.none)?.errorCode ?? codes.none;
        if (code === codes.illegalGeneration || code === codes.unknownMember) this.lose(code);
        return code;
    }

    /** What the group has committed of partitions; those of which it has nothing are missing. */
    async committed(partitions: Partitions): Promise<readonly Position[]> {
        const answer = await this.ask(offsetFetchV8.api, [{ groupId: this.options.group, memberEpoch: -1, topics: [...partitions].map(([name, numbers]) => ({ name, partitionIndexes: [...numbers] })) }], true);
        return readCommitted(answer.groups[0]?.topics ?? []);
    }

    /** Says goodbye, so that others need not wait. */
    async leave(): Promise<void> {
        this.abort.abort();
        // Who is waiting for others to join would wait for long.
        if (!this.isMember) await this.dropWire();
        const goodbye = async (): Promise<void> => {
            await this.running;
            if (this.memberId !== '') await this.ask(leaveGroupV4.api, this.options.group, [{ memberId: this.memberId }]);
        };
        await Promise.race([goodbye().catch(() => undefined), pause(farewell)]);
        this.isMember = false;
        await this.dropWire();
    }

    private async run(): Promise<void> {
        const { signal } = this.abort;
        for (let failures = 0; !signal.aborted;) {
            try {
                if (this.isMember) await this.beat();
                else await this.join();
                failures = 0;
                if (this.isMember) await pause(this.options.heartbeatInterval, signal);
            } catch (error) {
                if (signal.aborted) return;
                if (error instanceof BrokerError && error.code !== 'unavailable') this.tell?.refused(error);
                await this.dropWire();
                // Whoever was silent for so long has been taken for dead.
                if (Date.now() - this.heardAt > this.options.sessionTimeout) this.lose(codes.unknownMember);
                await pause(reconnectDelay(++failures, { most: 1000 }), signal);
            }
        }
    }

    private async beat(): Promise<void> {
        const { errorCode } = await this.ask(heartbeatV4.api, this.options.group, this.generation, this.memberId, null);
        switch (errorCode) {
            case codes.none:
                this.heardAt = Date.now();
                return;
            case codes.rebalanceInProgress:
                this.heardAt = Date.now();
                await this.options.settle();
                this.isMember = false;
                return;
            case codes.illegalGeneration:
            case codes.unknownMember:
                this.lose(errorCode);
                return;
            default:
                throw new Error(`The group answers ${errorCode}.`);
        }
    }

    private async join(): Promise<void> {
        const { group, sessionTimeout, topics } = this.options;
        const metadata = encodeMember({ topics, owned: this.owned });
        const joined = await this.ask(joinGroupV7.api, group, sessionTimeout, rebalanceTimeout, this.memberId, null, 'consumer', [{ name: protocol, metadata }], null);
        if (joined.errorCode === codes.memberIdRequired) {
            this.memberId = joined.memberId ?? '';
            return;
        }
        this.assertWanted(joined.errorCode);
        this.memberId = joined.memberId ?? '';
        this.generation = joined.generationId;
        const isLeader = joined.leader === this.memberId;
        const shares = isLeader ? await this.shareOut(joined.members.flatMap(({ memberId, metadata: bytes }) => decodeMember(memberId, bytes ?? Buffer.alloc(0)) ?? [])) : [];
        const synced = await this.ask(syncGroupV5.api, group, this.generation, this.memberId, null, 'consumer', protocol, shares);
        this.assertWanted(synced.errorCode);
        if (synced.errorCode !== codes.none) return;
        this.heardAt = Date.now();
        this.owned = decodeAssignment(synced.assignment);
        await this.options.assigned(this.owned);
        // Not before: where the connection broke on the way to what it was given, it would say that it lives, and read nothing of it.
        this.isMember = true;
        this.tell?.joined();
        this.tell = undefined;
    }

    private async shareOut(members: readonly Member[]): Promise<{ memberId: string; assignment: Buffer }[]> {
        const topics = [...new Set(members.flatMap(member => member.topics))];
        await this.link.refresh(topics);
        const counts = new Map(topics.map(topic => [topic, this.link.knownPartitionsOf(topic) ?? 0]));
        return [...assign(members, counts)].map(([memberId, partitions]) => ({ memberId, assignment: encodeAssignment(partitions) }));
    }

    /** Throws where joining again brings nothing, or brings nothing before a pause. */
    private assertWanted(code: number): void {
        const { group } = this.options;
        switch (code) {
            case codes.none:
            case codes.rebalanceInProgress:
                return;
            case codes.unknownMember:
            case codes.illegalGeneration:
                this.lose(code);
                return;
            case codes.groupAuthorizationFailed:
                throw new BrokerError('unsupported', `Kafka does not let this program take part in the group '${group}': give its user the right to read it.`);
            case codes.inconsistentGroupProtocol:
                throw new BrokerError('invalid-topology', `The group '${group}' has members of another kind: stop them, or let them have a group of their own.`);
            case codes.invalidSessionTimeout:
                throw new BrokerError('unsupported', `Kafka does not let members of the group '${group}' be silent for ${this.options.sessionTimeout} ms: see group.min.session.timeout.ms and group.max.session.timeout.ms.`);
            default:
                throw new Error(`The group answers ${code}.`);
        }
    }

    private lose(code: number): void {
        if (code === codes.unknownMember) this.memberId = '';
        this.isMember = false;
        this.generation = -1;
        this.owned = new Map();
        this.options.lost();
    }

    private async ask<Words extends unknown[], Answer>(api: API<Words, Answer>, ...words: Words): Promise<Answer> {
        this.wire ??= this.link.wire(await this.link.coordinatorOf(this.options.group), { timeout: rebalanceTimeout + 5000 });
        return this.wire.ask(api, ...words);
    }

    private async dropWire(): Promise<void> {
        const { wire } = this;
        this.wire = undefined;
        if (wire !== undefined) await this.link.closeWire(wire);
    }
}

/** What a group is to have committed, as a request has it. */
export function commitTopics(positions: readonly Position[]): { name: string; partitions: { partitionIndex: number; committedOffset: bigint; committedLeaderEpoch: number; committedMetadata: string }[] }[] {
    const topics = new Map<string, { partitionIndex: number; committedOffset: bigint; committedLeaderEpoch: number; committedMetadata: string }[]>();
    for (const { topic, partition, progress } of positions) {
        const entry = { partitionIndex: partition, committedOffset: BigInt(progress.next), committedLeaderEpoch: -1, committedMetadata: encodeProgress(progress) };
        const others = topics.get(topic);
        if (others === undefined) topics.set(topic, [entry]);
        else others.push(entry);
    }
    return [...topics].map(([name, partitions]) => ({ name, partitions }));
}

/** What a group has committed, of an answer. */
export function readCommitted(topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly committedOffset: bigint; readonly metadata?: string | null | undefined }[] }[]): readonly Position[] {
    return topics.flatMap(({ name, partitions }) => partitions.flatMap(({ partitionIndex, committedOffset, metadata }) => (committedOffset < 0n ? [] : [
        { topic: name, partition: partitionIndex, progress: decodeProgress(Number(committedOffset), metadata ?? null) },
    ])));
}
