import { takeTurn } from '../../scheduler.js';
import type { RedisLink } from './link.js';
import { settleScript } from './scripts.js';

/** As many ids as one call of a script takes without fear of Lua's bound. */
const most = 1000;

interface Settlement {
    readonly id: string;
    resolve(): void;
    reject(error: unknown): void;
}

/** Tells Redis what of a group is settled: all that is settled in one turn together, because each call costs the server as much as many ids in one. */
export class Settlements {
    private readonly untold = new Map<string, Settlement[]>();

    constructor(
        private readonly link: RedisLink,
        private readonly options: {
            readonly group: string;
            /** What becomes of the messages. */
            readonly remains: 'keep' | 'delete';
        },
    ) {}

    /** Resolves when Redis knows that the message is settled. */
    add(stream: string, id: string): Promise<void> {
        return new Promise((resolve, reject) => {
            if (this.untold.size === 0) takeTurn(() => this.tell());
            const settlement = { id, resolve, reject };
            const others = this.untold.get(stream);
            if (others === undefined) this.untold.set(stream, [settlement]);
            else others.push(settlement);
        });
    }

    private tell(): void {
        const { group, remains } = this.options;
        for (const [stream, all] of this.untold) {
            for (let from = 0; from < all.length; from += most) {
                const some = all.slice(from, from + most);
                this.link.evaluate(settleScript, [stream], group, remains, ...some.map(({ id }) => id)).then(() => {
                    for (const settlement of some) settlement.resolve();
                }, (error: unknown) => {
                    for (const settlement of some) settlement.reject(error);
                });
            }
        }
        this.untold.clear();
    }
}
