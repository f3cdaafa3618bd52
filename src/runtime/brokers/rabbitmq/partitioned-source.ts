import type { ConsumeMessage } from 'amqplib';
import type { MessageSource, ReceivedMessage } from '../shared/driver.js';
import { Takers } from '../shared/takers.js';
import { pause } from '../shared/waiting.js';
import type { DeliveryMemory } from './delivery-memory.js';
import type { RabbitLink } from './link.js';
import { readMessage, type Reading } from './messages.js';
import { Partition, type Entry } from './partition.js';

/** How long partitions are kept from other programs when nobody consumes them here any more, in milliseconds. */
const grace = 1000;
/** How long the server is left alone that has refused to give something out, in milliseconds. */
const rest = 300;
/** How long all partitions together are taken one after the other, so that programs that begin at once each get some, in milliseconds. */
const beginning = 200;
/** After how many milliseconds is looked again whether others want to have a part. */
const balancing = 1000;

/** What can become of a message of a partition. */
export interface OrderedVerdicts {
    readonly message: ConsumeMessage;
    readonly reading: Reading;
    readonly attempt: number;
    acknowledge(): void;
    /** Gives it out once more after so many milliseconds, and nothing of its partition before it. */
    retry(wait: number): void;
    postpone(wait: number): void;
}

/**
 * The messages of an ordered subscription for all its consumers in this program: one of each partition at a time. The server lets one
 * program alone have a partition; who has more than its share lets go of some.
 */
export class PartitionedSource implements MessageSource {
    private readonly takers = new Takers(() => this.handOut());
    private readonly members = new Set<AbortSignal>();
    private readonly partitions: readonly Partition[];
    private readonly timers = new Set<ReturnType<typeof setTimeout>>();
    private turn = 0;
    private handed = 0;
    private opening = false;

    constructor(
        private readonly link: RabbitLink,
        queues: readonly string[],
        private readonly memory: DeliveryMemory,
        private readonly options: { readonly ahead: number; readonly receive: (verdicts: OrderedVerdicts) => ReceivedMessage },
    ) {
        this.partitions = queues.map(queue => new Partition(queue, link, memory, {
            ahead: options.ahead,
            arrived: () => this.handOut(),
            closed: () => {
                if (link.isConnected) this.later(rest, () => void this.open());
            },
        }));
        link.onBack(() => void this.open());
    }

    /** Messages that were given out here and are not settled. */
    get held(): number {
        return this.partitions.reduce((sum, { waiting }) => sum + waiting.length, this.handed);
    }

    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
        if (!signal.aborted && !this.members.has(signal)) {
            this.members.add(signal);
            signal.addEventListener('abort', () => this.leave(signal), { once: true });
            void this.open();
        }
        return this.takers.take(count, signal);
    }

    /** Nothing is waited for any more. */
    close(): void {
        this.members.clear();
        for (const timer of this.timers) clearTimeout(timer);
    }

    private leave(signal: AbortSignal): void {
        this.members.delete(signal);
        if (this.members.size > 0) return;
        this.later(grace, () => {
            if (this.members.size === 0) for (const partition of this.partitions) partition.close();
        });
    }

    /** Takes the partitions one after the other, at first those that nobody has. */
    private async open(): Promise<void> {
        if (this.opening) return;
        this.opening = true;
        const offset = Math.floor(Math.random() * this.partitions.length);
        const inTurn = this.partitions.map((_, index) => this.partitions[(index + offset) % this.partitions.length]!);
        const step = Math.min(50, beginning / this.partitions.length);
        let closed = inTurn.filter(({ isOpen }) => !isOpen);
        try {
            while (closed.length > 0 && this.members.size > 0 && this.link.isConnected) {
                const free = closed.length === 1 ? undefined : await this.findFree(closed);
                for (const partition of free === undefined ? closed : [free]) await partition.open();
                closed = inTurn.filter(({ isOpen }) => !isOpen);
                if (closed.length > 0) await pause(step);
            }
        } catch {
            if (this.link.isConnected) this.later(rest, () => void this.open());
        }
        this.opening = false;
    }

    private findFree(partitions: readonly Partition[]): Promise<Partition | undefined> {
        return this.link.ask(async channel => {
            for (const partition of partitions) {
                if ((await channel.checkQueue(partition.queue)).consumerCount === 0) return partition;
            }
            return undefined;
        });
    }

    private handOut(): void {
        while (!this.takers.isEmpty) {
            const taker = this.takers.next()!;
            const given: ReceivedMessage[] = [];
            while (given.length < taker.count) {
                const received = this.next();
                if (received === undefined) break;
                given.push(received);
            }
            if (given.length === 0) {
                this.takers.putBack(taker);
                return;
            }
            taker.give(given);
        }
    }

    /** A message of the partition whose turn it is, if any is free. */
    private next(): ReceivedMessage | undefined {
        for (let offset = 0; offset < this.partitions.length; offset++) {
            const index = (this.turn + offset) % this.partitions.length;
            const partition = this.partitions[index]!;
            while (!partition.isBusy && partition.waiting.length > 0) {
                const received = this.read(partition.waiting.shift()!, partition);
                if (received === undefined) continue;
                partition.isBusy = true;
                this.turn = index + 1;
                return received;
            }
        }
        return undefined;
    }

    private read(entry: Entry, partition: Partition): ReceivedMessage | undefined {
        const { message } = entry;
        const reading = readMessage(message);
        if (this.memory.isKnown(reading)) {
            partition.acknowledge(entry);
            return undefined;
        }
        this.memory.take(reading);
        this.handed++;
        let isSettled = false;
        const again = (wait: number): void => {
            this.handed--;
            this.memory.release(reading);
            const put = (): void => {
                partition.putBack(entry);
                this.free(partition);
            };
            if (wait > 0) this.later(wait, put);
            else put();
        };
        return this.options.receive({
            message,
            reading,
            attempt: this.memory.attemptOf(reading) + entry.tried,
            acknowledge: () => {
                // What is delivered at most once is settled before it is handled, and perhaps set aside after that.
                if (isSettled) return;
                isSettled = true;
                this.handed--;
                this.memory.settle(reading);
                partition.acknowledge(entry);
                if (partition.isLeaving) partition.close();
                else void this.balance(partition).catch(() => undefined);
                this.free(partition);
            },
            retry: wait => {
                entry.tried++;
                again(wait);
            },
            postpone: again,
        });
    }

    private free(partition: Partition): void {
        partition.isBusy = false;
        this.handOut();
    }

    /** Lets go of a partition where other programs have fewer. */
    private async balance(partition: Partition): Promise<void> {
        const now = Date.now();
        if (this.partitions.length === 1 || partition.checkedAt + balancing > now) return;
        partition.checkedAt = now;
        const programs = await partition.countConsumers();
        const mine = this.partitions.filter(({ isActive, isLeaving }) => isActive && !isLeaving).length;
        if (programs > 1 && mine > Math.ceil(this.partitions.length / programs)) partition.isLeaving = true;
    }

    private later(milliseconds: number, action: () => void): void {
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            action();
        }, milliseconds);
        this.timers.add(timer);
    }
}
