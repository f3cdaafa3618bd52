import type { Msg } from '@nats-io/transport-node';
import { takeTurn } from '../../scheduler.js';
import type { MessageSource, ReceivedMessage } from '../shared/driver.js';
import { Takers } from '../shared/takers.js';
import type { NatsLink } from './link.js';
import { Pull, PullsOfLane } from './pulls.js';
import type { Lane } from './settings.js';

/** How long a message that came when nobody had room for it any more is kept from other programs, in milliseconds. */
const grace = 1000;
/** How long a lane is left alone that the server has refused to read, in milliseconds. */
const rest = 300;

interface Arrived {
    readonly message: ReceivedMessage;
    /** Of a message for which nobody had room. */
    release?: ReturnType<typeof setTimeout>;
}

/**
 * The messages of one subscription for all its consumers in this program. Lanes are asked in turn, highest priority first, as long as
 * there are messages; when all are empty the server is left a request for each, and as soon as nobody has room these are taken back.
 */
export class NatsSource implements MessageSource {
    private readonly takers = new Takers(() => this.pump());
    private readonly arrived: Arrived[] = [];
    /** Requests that the server keeps, by lane. */
    private readonly waiting = new Map<number, PullsOfLane>();
    private dealing = false;
    private reviewing = false;
    private polling = false;
    private pollAgain = false;
    private next = 0;

    constructor(
        private readonly link: NatsLink,
        private readonly lanes: readonly Lane[],
        private readonly options: {
            /** One message of each lane at a time. */
            readonly ordered: boolean;
            readonly levels: number;
            readonly receive: (message: Msg, lane: Lane) => ReceivedMessage;
        },
    ) {
        link.onLost(() => {
            for (const pull of this.waiting.values()) pull.forget();
            this.waiting.clear();
        });
        link.onBack(() => this.pump());
    }

    take(count: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
        return this.takers.take(count, signal);
    }

    private pump(): void {
        this.handOut();
        if (this.takers.demand === 0) {
            this.reviewSoon();
            return;
        }
        if (this.lanes.length === 1) this.waitFor(0);
        else void this.poll();
    }

    private handOut(): void {
        while (!this.takers.isEmpty && this.arrived.length > 0) {
            const taker = this.takers.next()!;
            const given = this.arrived.splice(0, taker.count);
            for (const { release } of given) clearTimeout(release);
            taker.give(given.map(({ message }) => message));
        }
    }

    /** Asks one lane after the other until there are enough; when none has anything, waits for all of them. */
    private async poll(): Promise<void> {
        if (this.polling) {
            this.pollAgain = true;
            return;
        }
        this.polling = true;
        do {
            this.pollAgain = false;
            let found = 0;
            for (const index of this.order()) {
                if (this.takers.demand === 0 || !this.link.isConnected) break;
                if ((this.waiting.get(index)?.outstanding ?? 0) > 0) continue;
                const before = found;
                found += await this.askNow(index);
                // The next one begins behind the lane that had something.
                if (found > before) this.next = index + 1;
            }
            if (found > 0 && this.takers.demand > 0) this.pollAgain = true;
        } while (this.pollAgain && this.takers.demand > 0 && this.link.isConnected);
        this.polling = false;
        if (this.takers.demand > 0) for (const index of this.lanes.keys()) this.waitFor(index);
    }

    /** By priority, and within one beginning behind the lane that was served last. */
    private order(): number[] {
        const each = this.lanes.length / this.options.levels;
        return Array.from(this.lanes.keys(), index => {
            const level = Math.floor(index / each);
            return level * each + ((index % each) + this.next) % each;
        });
    }

    private askNow(index: number): Promise<number> {
        const lane = this.lanes[index]!;
        return new Promise(resolve => {
            let found = 0;
            let end = (): void => {};
            const done = (): void => {
                end();
                resolve(found);
            };
            const pull = new Pull(this.link, lane, {
                batch: this.options.ordered ? 1 : this.takers.demand,
                waits: false,
                take: message => {
                    found++;
                    this.arrive(message, index);
                },
                ended: done,
            });
            end = this.link.onLost(() => {
                pull.forget();
                done();
            });
        });
    }

    private waitFor(index: number): void {
        if (!this.link.isConnected) return;
        const open = this.waiting.get(index);
        // Beside others a lane gives one message at a time, or more would come than there is room for.
        const batch = this.lanes.length > 1 ? 1 : this.takers.demand;
        // Not for each message that was handled a request of its own: the server is asked again when half of what there is room for is there.
        if (open !== undefined && open.outstanding * 2 > batch) return;
        const pull = new Pull(this.link, this.lanes[index]!, {
            batch: batch - (open?.outstanding ?? 0),
            waits: true,
            take: message => this.arrive(message, index),
            ended: failed => {
                this.waiting.get(index)?.delete(pull);
                if (failed) setTimeout(() => this.pump(), rest);
                else this.pump();
            },
        });
        if (open === undefined) this.waiting.set(index, new PullsOfLane([pull]));
        else open.add(pull);
    }

    private arrive(message: Msg, index: number): void {
        const received = this.options.receive(message, this.lanes[index]!);
        this.arrived.push({ message: received });
        if (this.dealing) return;
        // What comes together is given out together.
        this.dealing = true;
        queueMicrotask(() => this.deal());
    }

    private deal(): void {
        this.dealing = false;
        this.handOut();
        for (const entry of this.arrived) {
            entry.release ??= setTimeout(() => {
                this.arrived.splice(this.arrived.indexOf(entry), 1);
                void entry.message.postpone(0);
            }, grace);
        }
        this.reviewSoon();
    }

    /** Takes requests back that nobody has room for, unless those who have just been given something come for more at once. */
    private reviewSoon(): void {
        if (this.reviewing) return;
        this.reviewing = true;
        takeTurn(() => {
            this.reviewing = false;
            if (this.takers.demand > 0) return;
            for (const pulls of this.waiting.values()) pulls.cancel();
            this.waiting.clear();
        });
    }
}
