import { initProducerIdV4, NumericMap, produceV9 } from '@platformatic/kafka';
import { BrokerError } from '../../broker.js';
import { takeTurn } from '../../scheduler.js';
import { reconnectDelay } from '../shared/waiting.js';
import { codes, isTransient } from './codes.js';
import type { KafkaLink } from './link.js';
import type { PlacedRecord } from './records.js';
import type { Wire } from './wire.js';

interface Entry {
    readonly record: PlacedRecord;
    readonly bytes: number;
    readonly deadline: number;
    settle(refusal?: BrokerError): void;
}

/** Who publishes, as Kafka knows it: with the number of a batch it recognizes what it had already. */
interface Producer {
    readonly id: bigint;
    readonly epoch: number;
}

/** One partition: its messages in their order, of which one batch is out at a time and stays the same until the server has it. */
interface Lane {
    readonly topic: string;
    readonly partition: number;
    readonly queue: Entry[];
    /** What is out, or was out when the way broke. */
    batch: readonly Entry[];
    isOut: boolean;
    sequence: number;
    /** Its own where the server has lost count of the common one. */
    producer: Producer | undefined;
    failures: number;
    /** Why the last try came to nothing, for whoever waits in vain. */
    failure: string | undefined;
    /** Waits before it is tried again: its timer ends that, and no clock is asked, which may say something else than the timer. */
    isWaiting: boolean;
}

/** What a request may carry: less than a server takes at a time, which counts the whole batch. */
const mostBytes = 900_000;
const mostRecords = 2000;
/** How long a server may wait for its replicas, in milliseconds. */
const replicationTimeout = 5000;

/**
 * Publishes in order, confirmed by all replicas in sync, and gathers what comes in one turn of the event loop into one request. What was
 * not confirmed is sent again as the same batch under the same number, so that a partition has it once and in its place.
 */
export class KafkaPublisher {
    private readonly lanes = new Map<string, Lane>();
    private readonly wires = new Map<number, Wire>();
    private producer: Promise<Producer> | undefined;
    private open = 0;
    private flushing = false;
    private watch: ReturnType<typeof setTimeout> | undefined;
    private idle: (() => void)[] = [];
    private closed = false;

    constructor(
        private readonly link: KafkaLink,
        private readonly options: { readonly publishTimeout: number },
    ) {}

    /** Has taken its place in the order when it returns; `subject` says in errors what it was published to. */
    publish(record: PlacedRecord, subject: string): Promise<void> {
        return new Promise((resolve, reject) => {
            this.open++;
            const entry: Entry = {
                record,
                bytes: record.value.length + (record.key?.length ?? 0) + 200,
                deadline: Date.now() + this.options.publishTimeout,
                settle: refusal => {
                    // Told once, whatever the server says afterwards.
                    entry.settle = () => {};
                    this.open--;
                    if (refusal === undefined) resolve();
                    else reject(new BrokerError(refusal.code, refusal.message.replaceAll('SUBJECT', subject)));
                    this.tellIdle();
                },
            };
            this.laneOf(record.topic, record.partition).queue.push(entry);
            this.flushSoon();
            this.watchOver();
        });
    }

    /** Resolves when nothing waits for its confirmation any more. */
    settled(): Promise<void> {
        if (this.open === 0) return Promise.resolve();
        return new Promise(resolve => this.idle.push(resolve));
    }

    close(): void {
        this.closed = true;
        clearTimeout(this.watch);
    }

    private laneOf(topic: string, partition: number): Lane {
        const name = `${topic}:${partition}`;
        let lane = this.lanes.get(name);
        if (lane === undefined) {
            lane = { topic, partition, queue: [], batch: [], isOut: false, sequence: 0, producer: undefined, failures: 0, failure: undefined, isWaiting: false };
            this.lanes.set(name, lane);
        }
        return lane;
    }

    private flushSoon(): void {
        if (this.flushing || this.closed) return;
        this.flushing = true;
        takeTurn(() => {
            this.flushing = false;
            void this.flush();
        });
    }

    private async flush(): Promise<void> {
        const due = [...this.lanes.values()].filter(({ isOut, isWaiting, batch, queue }) => !isOut && !isWaiting && batch.length + queue.length > 0);
        if (due.length === 0) return;
        // Before anything is awaited: what comes meanwhile must find it taken.
        for (const lane of due) {
            lane.isOut = true;
            if (lane.batch.length === 0) lane.batch = takeBatch(lane.queue);
        }
        let common: Producer;
        try {
            common = await (this.producer ??= this.introduce());
            for (const lane of due) if (this.link.leaderOf(lane.topic, lane.partition) === undefined) await this.link.refresh([lane.topic]);
        } catch (error) {
            this.producer = undefined;
            for (const lane of due) this.tryLater(lane, this.link.reasonOf(error));
            return;
        }
        // One request has one producer and goes to one server.
        const requests = new Map<string, Lane[]>();
        for (const lane of due) {
            const leader = this.link.leaderOf(lane.topic, lane.partition);
            if (leader === undefined) {
                this.tryLater(lane, 'no server leads the partition');
                continue;
            }
            const name = `${leader} ${(lane.producer ??= common).id}`;
            const others = requests.get(name);
            if (others === undefined) requests.set(name, [lane]);
            else others.push(lane);
        }
        for (const [name, lanes] of requests) void this.send(Number(name.split(' ')[0]), lanes);
    }

    private async send(node: number, lanes: readonly Lane[]): Promise<void> {
        const [{ producer }] = lanes as [Lane];
        const sequences = new NumericMap(lanes.map(({ topic, partition, sequence }) => [`${topic}:${partition}`, sequence]));
        let wire = this.wires.get(node);
        if (wire === undefined) {
            wire = this.link.wire(node);
            this.wires.set(node, wire);
        }
        try {
            const records = lanes.flatMap(({ batch }) => batch.map(({ record }) => record));
            const answer = await wire.ask(produceV9.api, -1, replicationTimeout, records, { producerId: producer!.id, producerEpoch: producer!.epoch, sequences, compression: 'none' });
            const responses = typeof answer === 'boolean' ? [] : answer.responses;
            const outcomes = new Map(responses.flatMap(({ name, partitionResponses }) => partitionResponses.map(partition => [`${name}:${partition.index}`, partition] as const)));
            for (const lane of lanes) {
                const outcome = outcomes.get(`${lane.topic}:${lane.partition}`);
                this.conclude(lane, outcome?.errorCode ?? -1, outcome?.errorMessage ?? undefined);
            }
        } catch (error) {
            for (const lane of lanes) lane.failure = this.link.reasonOf(error);
            // Another server may lead the partitions by now, which only the others can say.
            await this.link.refresh([...new Set(lanes.map(({ topic }) => topic))]).catch(() => undefined);
            for (const lane of lanes) this.tryLater(lane);
        }
    }

    private conclude(lane: Lane, code: number, message: string | undefined): void {
        switch (code) {
            case codes.none:
            case codes.duplicateSequence:
                lane.sequence = (lane.sequence + lane.batch.length) % 2 ** 31;
                lane.failures = 0;
                lane.failure = undefined;
                this.settleBatch(lane);
                break;
            case codes.outOfOrderSequence:
            case codes.invalidProducerEpoch:
            case codes.unknownProducer:
                // It has forgotten this producer, or never heard of its last batch: a new one begins to count anew.
                void this.introduce().then(producer => {
                    lane.producer = producer;
                    lane.sequence = 0;
                }, () => undefined).then(() => this.tryLater(lane, `error ${code}`));
                break;
            default:
                if (isTransient(code)) {
                    void this.link.refresh([lane.topic]).catch(() => undefined).then(() => this.tryLater(lane, `error ${code}`));
                } else {
                    this.settleBatch(lane, refusalOf(code, message));
                }
        }
    }

    private settleBatch(lane: Lane, refusal?: BrokerError): void {
        const { batch } = lane;
        lane.batch = [];
        lane.isOut = false;
        for (const entry of batch) entry.settle(refusal);
        if (lane.queue.length > 0) this.flushSoon();
    }

    private tryLater(lane: Lane, failure = lane.failure): void {
        lane.failure = failure;
        lane.isOut = false;
        lane.isWaiting = true;
        setTimeout(() => {
            lane.isWaiting = false;
            this.flushSoon();
        }, reconnectDelay(++lane.failures, { most: 1000 }));
    }

    private async introduce(): Promise<Producer> {
        const { errorCode, producerId, producerEpoch } = await this.link.ask(undefined, initProducerIdV4.api, null, 60_000, -1n, -1);
        if (errorCode !== codes.none) throw new BrokerError('unavailable', `Kafka gives this program no number to publish under: error ${errorCode}.`);
        return { id: producerId, epoch: producerEpoch };
    }

    private watchOver(): void {
        if (this.watch !== undefined || this.closed) return;
        this.watch = setTimeout(() => {
            this.watch = undefined;
            const now = Date.now();
            for (const lane of this.lanes.values()) {
                // A batch that was out must be sent until the server answers, or its number would be missing.
                for (const entry of lane.batch) if (entry.deadline <= now) entry.settle(this.lateOn(lane));
                const kept = lane.queue.findIndex(({ deadline }) => deadline > now);
                for (const entry of lane.queue.splice(0, kept < 0 ? lane.queue.length : kept)) entry.settle(this.lateOn(lane));
            }
            if (this.open > 0) this.watchOver();
        }, Math.min(1000, this.options.publishTimeout));
    }

    private lateOn({ failure }: Lane): BrokerError {
        const last = failure === undefined ? '' : ` The last try failed: ${failure}.`;
        return new BrokerError('unavailable', `The server has not confirmed the message to SUBJECT within ${this.options.publishTimeout} ms; it may have it all the same.${last}`);
    }

    private tellIdle(): void {
        if (this.open > 0) return;
        for (const resolve of this.idle.splice(0)) resolve();
    }
}

function takeBatch(queue: Entry[]): readonly Entry[] {
    let bytes = 0;
    let count = 0;
    while (count < queue.length && count < mostRecords && (count === 0 || bytes + queue[count]!.bytes <= mostBytes)) bytes += queue[count++]!.bytes;
    return queue.splice(0, count);
}

function refusalOf(code: number, message: string | undefined): BrokerError {
    switch (code) {
        case codes.messageTooLarge:
        case codes.recordListTooLarge:
            return new BrokerError('invalid-message', 'The message to SUBJECT is larger than Kafka takes.');
        case codes.topicAuthorizationFailed:
        case codes.clusterAuthorizationFailed:
            return new BrokerError('unavailable', 'Kafka does not let this program publish to SUBJECT.');
        default:
            return new BrokerError('invalid-message', `Kafka does not take the message to SUBJECT: ${message ?? `error ${code}`}.`);
    }
}
