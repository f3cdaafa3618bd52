import type { MessageSource, ReceivedMessage } from '../shared/driver.js';
import { Takers } from '../shared/takers.js';
import { pause } from '../shared/waiting.js';
import type { KafkaLink } from './link.js';
import type { Progress } from './progress.js';
import { GroupSession, type SessionOptions } from './session.js';
import type { Entry, PartitionWindow } from './window.js';

/** How long a group is kept that nobody takes from any more, in milliseconds: who comes back at once need not join again. */
const linger = 1000;
/** How long a consumer that begins waits for its partitions, in milliseconds: after that they come when they come. */
const patience = 15_000;
/** Within how many milliseconds messages must be wanted again for more to be announced at a time, and how many at most. */
const rush = 250;
const mostAhead = 1000;

export interface SourceOptions extends Pick<SessionOptions, 'group' | 'topics' | 'isolation' | 'sessionTimeout' | 'heartbeatInterval'> {
    /** One for each priority. */
    readonly levels: number;
    /** Whether it must be known of a message that it was given out: where nothing is tried again it is of no interest. */
    readonly countsDeliveries: boolean;
    open(topic: string, partition: number, committed: Progress | undefined, ready: (entry: Entry) => void): Promise<PartitionWindow>;
    /** From when on a message may be given out, in milliseconds since 1970. */
    dueAt(entry: Entry): number;
    receive(entry: Entry, source: KafkaSource): ReceivedMessage;
}

/** The messages of one subscription for all its consumers in this program, the highest priority first. */
export class KafkaSource implements MessageSource {
    private readonly takers = new Takers(() => this.pump());
    /** What may be given out, by priority. */
    private ready: Entry[][];
    private inHand = 0;
    private session: GroupSession | undefined;
    private beginning: Promise<void> | undefined;
    private ending: ReturnType<typeof setTimeout> | undefined;
    private whenIdle: (() => void)[] = [];
    private ahead = 1;
    private announcedAt = 0;

    constructor(
        private readonly link: KafkaLink,
        private readonly options: SourceOptions,
    ) {
        this.ready = Array.from({ length: options.levels }, () => []);
    }

    /** Resolves when this program takes part in its group; rejects where the group does not want it. */
    async begin(): Promise<void> {
        clearTimeout(this.ending);
        if (this.beginning === undefined) {
            const session = new GroupSession(this.link, {
                ...this.options,
                open: (topic, partition, committed) => this.options.open(topic, partition, committed, entry => this.becomeReady(entry)),
                idle: () => this.untilIdle(),
                changed: () => this.pump(),
            });
            this.session = session;
            this.beginning = session.begin();
        }
        // Where the server is away it is joined when it is back.
        await Promise.race([this.beginning, pause(patience)]);
    }

    /** Nobody takes from it for now. */
    end(): void {
        clearTimeout(this.ending);
        this.ending = setTimeout(() => void this.leave(), linger);
    }

    /** Lets others have its partitions at once. */
    async leave(): Promise<void> {
        clearTimeout(this.ending);
        const { session } = this;
        this.session = undefined;
        this.beginning = undefined;
        this.ready = this.ready.map(() => []);
        await session?.end();
    }

    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
        return this.takers.take(count, signal);
    }

    /** A message is done with; resolves when the server has been told where that must be known before anything else. */
    async settle(entry: Entry, way: 'soon' | 'now'): Promise<void> {
        if (entry.state === 'settled') return;
        this.putDown(entry);
        const hadRoom = entry.window.wantsMore;
        entry.window.settle(entry);
        const { session } = this;
        if (session === undefined || entry.window.isLost) return;
        if (!hadRoom && entry.window.wantsMore) session.readOn();
        if (way === 'now') await session.committer.told(entry.window);
        else session.committer.tell(entry.window);
    }

    /** A message is given out again after some time, as its next attempt or as if it had not been given out. */
    release(entry: Entry, wait: number, counts: 'counted' | 'uncounted'): void {
        if (entry.state !== 'in hand') return;
        this.putDown(entry);
        entry.state = 'waiting';
        if (counts === 'uncounted') entry.deliveries--;
        this.giveOutIn(entry, wait);
    }

    private putDown(entry: Entry): void {
        if (entry.state !== 'in hand') return;
        this.inHand--;
        if (this.inHand === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
    }

    private untilIdle(): Promise<void> {
        return this.inHand === 0 ? Promise.resolve() : new Promise(resolve => this.whenIdle.push(resolve));
    }

    private becomeReady(entry: Entry): void {
        const wait = this.options.dueAt(entry) - Date.now();
        if (wait > 0) this.giveOutIn(entry, wait);
        else this.queue(entry);
    }

    private giveOutIn(entry: Entry, wait: number): void {
        if (wait <= 0) {
            this.queue(entry);
            this.pump();
            return;
        }
        setTimeout(() => {
            this.queue(entry);
            this.pump();
        }, Math.min(wait, 2 ** 31 - 1));
    }

    private queue(entry: Entry): void {
        if (!entry.window.isLost) this.ready[entry.level]!.push(entry);
    }

    /** Gives out what may be given out, and announces what else there is room for. */
    private pump(): void {
        const { session } = this;
        if (session === undefined || !session.isGivingOut) return;
        while (!this.takers.isEmpty) {
            const taker = this.takers.next()!;
            const entries = this.choose(taker.count);
            if (entries.length === 0) {
                this.takers.putBack(taker);
                break;
            }
            taker.give(entries.map(entry => {
                entry.state = 'in hand';
                entry.deliveries++;
                this.inHand++;
                return this.options.receive(entry, this);
            }));
        }
        this.announce(session, this.takers.demand);
    }

    /** The first that may be given out at once: what is important first, and nothing before what the server has yet to hear of. */
    private choose(count: number): Entry[] {
        const chosen: Entry[] = [];
        for (const queue of this.ready) {
            let passed = 0;
            for (; passed < queue.length && chosen.length < count; passed++) {
                const entry = queue[passed]!;
                if (entry.window.isLost) continue;
                if (!this.isCovered(entry)) break;
                chosen.push(entry);
            }
            queue.splice(0, passed);
            if (queue.length > 0) break;
        }
        return chosen;
    }

    private isCovered({ covered, deliveries, record, window }: Entry): boolean {
        return !this.options.countsDeliveries || covered > deliveries || (deliveries === 0 && record.offset <= window.given);
    }

    /**
     * Has the server told that messages are given out: those that are wanted now, and twice as many each time as long as they are wanted
     * quickly, so that nobody waits for the server.
     */
    private announce(session: GroupSession, wanted: number): void {
        const queue = this.ready.find(({ length }) => length > 0);
        if (queue === undefined) return;
        const now = Date.now();
        const isRush = now - this.announcedAt < rush;
        if (!isRush) this.ahead = 1;
        if (wanted === 0 && (!isRush || this.isCovered(queue[Math.min(queue.length, this.ahead >> 1) - 1] ?? queue[0]!))) return;
        const most = Math.max(wanted, isRush ? Math.min(mostAhead, this.ahead * 2) : 1);
        let isNew = false;
        for (const entry of queue.slice(0, most)) {
            const { window, record: { offset } } = entry;
            if (this.isCovered(entry) || window.isLost) continue;
            if (entry.deliveries > 0) {
                session.committer.announce(entry);
            } else if (offset > window.announced) {
                window.announced = offset;
                session.committer.hurry(window);
                isNew = true;
            }
        }
        if (!isNew) return;
        this.ahead = most;
        this.announcedAt = now;
    }
}
