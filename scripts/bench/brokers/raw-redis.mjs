import { Redis } from 'ioredis';
import { inWindow, makeOrder, makeText, rawQueue, window } from './work.mjs';

const group = 'worker';

/** Redis by ioredis: adds to a stream, reads by a group, acknowledges and deletes each, as a queue's messages are. */
export async function rawContestant(url, { handle, handled }) {
    const connection = new Redis(url);
    await connection.xgroup('CREATE', rawQueue, group, '0', 'MKSTREAM');
    return {
        handled,
        publish: count => inWindow(count, index => connection.xadd(rawQueue, '*', 'envelope', makeText(makeOrder(index)))),
        async consume(count) {
            const settling = [];
            for (let seen = 0; seen < count;) {
                const [[, entries]] = await connection.xreadgroup('GROUP', group, 'one', 'COUNT', Math.min(window, count - seen), 'BLOCK', 5000, 'STREAMS', rawQueue, '>') ?? [[rawQueue, []]];
                for (const [id, fields] of entries) {
                    handle(fields[1]);
                    settling.push(connection.multi().xack(rawQueue, group, id).xdel(rawQueue, id).exec());
                }
                seen += entries.length;
            }
            await Promise.all(settling);
        },
        close: () => void connection.disconnect(),
    };
}
