import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { inWindow, makeOrder, makeText, rawQueue, window } from './work.mjs';

/** NATS by its client of JetStream: publishes, which is confirmed; consumes by a durable consumer, and acknowledges each. */
export async function rawContestant(url, { handle, handled }) {
    const connection = await connect({ servers: new URL(url).host, noAsyncTraces: true });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: rawQueue, subjects: [`${rawQueue}.>`], retention: 'workqueue', storage: 'file' });
    await manager.consumers.add(rawQueue, { durable_name: 'worker', ack_policy: 'explicit', ack_wait: 30_000_000_000, max_ack_pending: 1000 });
    const client = jetstream(connection);
    const consumer = await client.consumers.get(rawQueue, 'worker');
    return {
        handled,
        publish: count => inWindow(count, index => client.publish(`${rawQueue}.orders`, makeText(makeOrder(index)))),
        async consume(count) {
            let seen = 0;
            const messages = await consumer.consume({ max_messages: window });
            for await (const message of messages) {
                handle(message.string());
                message.ack();
                if (++seen === count) break;
            }
            await messages.close();
            await connection.flush();
        },
        close: () => connection.close(),
    };
}
