import type { Progress } from './progress.js';
import type { ReadRecord } from './records.js';

/** A message that was read and is not settled. */
export interface Entry {
    readonly window: PartitionWindow;
    readonly record: ReadRecord;
    readonly level: number;
    state: 'waiting' | 'in hand' | 'settled';
    /** How often it was given out from this partition. */
    deliveries: number;
    /** How many deliveries the server is being told of, and how many it knows of. */
    announced: number;
    covered: number;
    /** Of an ordered channel, the messages of the same key from this one on. */
    readonly lane: Entry[] | undefined;
}

/** With less than this of a partition more of it is read, as much as the server gives at a time. */
const mostWaiting = 500;
const mostSpan = 5000;
const mostBytes = 4 * 2 ** 20;

/**
 * What was read of one partition and is not settled up to some offset. Messages are settled in any order; what is committed is the offset
 * before which there is no gap.
 */
export class PartitionWindow {
    /** What is read next. */
    position: number;
    /** Up to which offset the server knows that messages may have been given out. */
    given: number;
    /** Up to which offset it is being told so. */
    announced: number;
    /** Somebody else has the partition now: whatever becomes of what is in hand here is of no interest. */
    isLost = false;
    private readonly entries: Entry[] = [];
    private readonly lanes = new Map<string, Entry[]>();
    private head = 0;
    private unsettled = 0;
    private bytes = 0;

    constructor(
        readonly topic: string,
        readonly partition: number,
        private readonly from: Progress,
        private readonly options: {
            readonly level: number;
            /** One message of a key at a time. */
            readonly ordered: boolean;
            /** Whether a message needs no handling: it was published twice, or a later one has taken its place. */
            readonly isSuperfluous: (record: ReadRecord) => boolean;
            /** A message may be given out now, or from a time on. */
            readonly ready: (entry: Entry) => void;
        },
    ) {
        this.position = from.next;
        this.given = from.given;
        this.announced = from.given;
    }

    get wantsMore(): boolean {
        return this.unsettled < mostWaiting && this.bytes < mostBytes && this.entries.length - this.head < mostSpan;
    }

    add(records: readonly ReadRecord[], next: number): void {
        for (const record of records) this.addOne(record);
        this.position = Math.max(this.position, next);
    }

    /** The next of its key may be given out. */
    settle(entry: Entry): void {
        if (entry.state === 'settled') return;
        entry.state = 'settled';
        this.unsettled--;
        this.bytes -= entry.record.bytes.length;
        while (this.entries[this.head]?.state === 'settled') this.head++;
        // In pieces, because each costs as much as there is left.
        if (this.head > 500) {
            this.entries.splice(0, this.head);
            this.head = 0;
        }
        const { lane, record: { key } } = entry;
        if (lane === undefined || lane[0] !== entry) return;
        lane.shift();
        if (lane[0] === undefined) this.lanes.delete(key!);
        else this.options.ready(lane[0]);
    }

    /** The offset before which all is settled. */
    get next(): number {
        return this.entries[this.head]?.record.offset ?? this.position;
    }

    /** What the server is to know; when nothing more is given out from here, `exactly` what was. */
    progress(exactly: 'exactly' | 'ahead'): Progress {
        const deliveries = new Map<number, number>();
        const settled: [number, number][] = [];
        for (let index = this.head; index < this.entries.length; index++) {
            const { state, record: { offset }, deliveries: count, announced } = this.entries[index]!;
            if (state === 'settled') {
                const last = settled.at(-1);
                if (last?.[1] === offset - 1) last[1] = offset;
                else settled.push([offset, offset]);
            } else if (exactly === 'exactly' ? count > 0 : announced > 1) {
                deliveries.set(offset, exactly === 'exactly' ? count : announced);
            }
        }
        const { next } = this;
        return { next, given: exactly === 'exactly' ? next - 1 : Math.max(this.announced, next - 1), deliveries, settled };
    }

    private addOne(record: ReadRecord): void {
        const { offset, key } = record;
        if (offset < this.position) return;
        const { from, options: { ordered, isSuperfluous, level, ready } } = this;
        const needless = isSuperfluous(record) || from.settled.some(([first, last]) => first <= offset && offset <= last);
        let lane: Entry[] | undefined;
        if (ordered && key !== undefined && !needless) {
            lane = this.lanes.get(key);
            if (lane === undefined) {
                lane = [];
                this.lanes.set(key, lane);
            }
        }
        const deliveries = from.deliveries.get(offset) ?? (offset <= from.given ? 1 : 0);
        const entry: Entry = { window: this, record, level, state: needless ? 'settled' : 'waiting', deliveries, announced: deliveries, covered: deliveries, lane };
        if (needless && this.entries.length === this.head) {
            // Nothing before it is open: it need not even be remembered.
            this.position = offset + 1;
            return;
        }
        this.entries.push(entry);
        if (needless) return;
        this.unsettled++;
        this.bytes += record.bytes.length;
        lane?.push(entry);
        if (lane === undefined || lane[0] === entry) ready(entry);
    }
}
