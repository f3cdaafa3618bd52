import { Admin, Consumer, Producer } from '@platformatic/kafka';
import { inWindow, makeOrder, makeText, partitions, rawQueue, window } from './work.mjs';

/** Kafka by @platformatic/kafka: sends with all replicas' word for it; reads as a group of one, and commits what was handled, in pieces of the window. */
export async function rawContestant(url, { handle, handled }) {
    const servers = { clientId: 'raw', bootstrapBrokers: [new URL(url).host] };
    const admin = new Admin(servers);
    await admin.createTopics({ topics: [rawQueue], partitions, replicas: 1 });
    await admin.close();
    const producer = new Producer({ ...servers, acks: -1 });
    const consumer = new Consumer({ ...servers, groupId: 'worker', autocommit: false, maxWaitTime: 300 });
    let stream;
    return {
        handled,
        publish: count => inWindow(count, index => {
            const order = makeOrder(index);
            return producer.send({ messages: [{ topic: rawQueue, key: Buffer.from(order.orderId), value: Buffer.from(makeText(order)) }] });
        }),
        async begin() {
            stream = await consumer.consume({ topics: [rawQueue], mode: 'committed', fallbackMode: 'earliest' });
        },
        async consume(count) {
            let seen = 0;
            let committing = Promise.resolve();
            const settled = new Map();
            const commit = () => {
                const offsets = [...settled].map(([partition, offset]) => ({ topic: rawQueue, partition, offset: offset + 1n, leaderEpoch: -1 }));
                settled.clear();
                return consumer.commit({ offsets });
            };
            for await (const { value, partition, offset } of stream) {
                handle(value.toString());
                settled.set(partition, offset);
                if (++seen === count) break;
                if (seen % window === 0) committing = committing.then(commit);
            }
            await committing;
            await commit();
        },
        end: () => stream.close(),
        async close() {
            await producer.close();
            await consumer.close(true);
        },
    };
}
