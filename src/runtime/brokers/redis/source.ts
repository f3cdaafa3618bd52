import type { Redis } from 'ioredis';
import type { MessageSource, ReceivedMessage } from '../shared/driver.js';
import { Takers, type Taker } from '../shared/takers.js';
import { pause } from '../shared/waiting.js';
import type { Answer, RedisLink } from './link.js';

/** How long it may take until something is seen that another program has done, such as a key's turn that is free again, in milliseconds. */
const patience = 200;

/** A message as the script that reads has found it. */
export interface Found {
    readonly stream: string;
    readonly id: string;
    /** Deliveries before this one. */
    readonly deliveries: number;
    readonly fields: ReadonlyMap<string, Uint8Array>;
}

/** The messages of one subscription for all its consumers in this program: as many are taken as there is room for. */
export class RedisSource implements MessageSource {
    private readonly takers = new Takers(() => this.look());
    private bell: Redis | undefined;
    private reading = false;
    private woken = false;
    private wake: () => void = () => {};
    private turn = 0;

    constructor(
        private readonly link: RedisLink,
        private readonly streams: readonly string[],
        private readonly options: {
            /** How many streams of one priority there are. */
            readonly partitions: number;
            /** Takes at most so many from the streams, the first before the others; also gives the last id that each stream has made. */
            readonly read: (streams: readonly string[], count: number) => Promise<{ readonly found: readonly Found[]; readonly last: ReadonlyMap<string, string> }>;
            readonly receive: (found: Found) => ReceivedMessage;
            /** Hands out what has become due; gives after how many milliseconds there is more. */
            readonly moveDue: () => Promise<number | undefined>;
        },
    ) {}

    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
        return this.takers.take(count, signal);
    }

    /** Something may be there now. */
    look(): void {
        this.woken = true;
        this.wake();
        if (!this.reading) void this.readWhileNeeded();
    }

    lookIn(milliseconds: number): void {
        setTimeout(() => this.look(), milliseconds);
    }

    private async readWhileNeeded(): Promise<void> {
        this.reading = true;
        while (!this.takers.isEmpty) {
            this.woken = false;
            try {
                const due = await this.options.moveDue();
                const taker = this.takers.next();
                if (taker === undefined) break;
                const { found, last } = await this.readFor(taker);
                if (found === 0 && !this.takers.isEmpty) await this.waitForMore(last, Math.min(due ?? patience, patience));
            } catch {
                // The server is away, or what is read is being made anew.
                await pause(patience);
            }
        }
        this.reading = false;
    }

    private async readFor(taker: Taker): Promise<{ readonly found: number; readonly last: ReadonlyMap<string, string> }> {
        try {
            const { found, last } = await this.options.read(this.inTurn(), taker.count);
            if (found.length > 0) taker.give(found.map(this.options.receive));
            else this.takers.putBack(taker);
            return { found: found.length, last };
        } catch (error) {
            this.takers.putBack(taker);
            throw error;
        }
    }

    /** By priority, and within one beginning with another stream each time. */
    private inTurn(): string[] {
        const { partitions } = this.options;
        this.turn++;
        return this.streams.map((_, index) => {
            const level = Math.floor(index / partitions);
            return this.streams[level * partitions + ((index % partitions) + this.turn) % partitions]!;
        });
    }

    /** Until something is published, this program has settled something, or the time is over. */
    private async waitForMore(last: ReadonlyMap<string, string>, milliseconds: number): Promise<void> {
        if (this.woken) return;
        const woken = new Promise<void>(resolve => (this.wake = resolve));
        this.bell ??= this.link.open({ maxRetriesPerRequest: null });
        const rung: Promise<Answer | void> = (this.bell.call('XREAD', 'COUNT', 1, 'BLOCK', Math.max(1, Math.ceil(milliseconds)), 'STREAMS', ...last.keys(), ...last.values()) as Promise<Answer>).catch(() => pause(patience));
        await Promise.race([rung, woken, pause(milliseconds + patience)]);
    }
}
