import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { RedisLink } from '../../../src/runtime/brokers/redis/link.js';
import { RedisPublisher } from '../../../src/runtime/brokers/redis/publisher.js';

/** A link whose connections come to stand, or not, and whose server takes scripts, or not. */
function linkThat({ connects, refuses }: { readonly connects: boolean; readonly refuses?: string }): { readonly link: RedisLink; readonly closed: unknown[] } {
    const closed: unknown[] = [];
    const link = {
        connectTimeout: 50,
        address: Object.assign(Object.create({ toString: () => 'redis://there' }), { strip: (text: string) => text }),
        open: () => {
            const connection = Object.assign(new EventEmitter(), {
                script: async () => {
                    if (refuses !== undefined) throw new Error(refuses);
                    return 'sum';
                },
                disconnect: () => {},
            });
            if (connects) queueMicrotask(() => connection.emit('ready'));
            return connection;
        },
        close: (connection: unknown) => closed.push(connection),
    };
    return { link: link as unknown as RedisLink, closed };
}

it('A publisher connects once its server has the script', async () => {
    const { link, closed } = linkThat({ connects: true });
    await new RedisPublisher(link, { publishTimeout: 1000 }).connect();
    expect(closed).toEqual([]);
});

it('A publisher whose connection never comes to stand says so in its time, and leaves none behind', async () => {
    const { link, closed } = linkThat({ connects: false });
    await expect(new RedisPublisher(link, { publishTimeout: 1000 }).connect()).rejects.toMatchObject({ code: 'unavailable', message: 'Redis at redis://there does not let this program publish: it does not answer.' });
    expect(closed).toHaveLength(1);
});

it('A publisher whose server takes no script says what the server says', async () => {
    const { link } = linkThat({ connects: true, refuses: 'NOPERM no permission' });
    await expect(new RedisPublisher(link, { publishTimeout: 1000 }).connect()).rejects.toMatchObject({ message: 'Redis at redis://there does not let this program publish: NOPERM no permission.' });
});
