import { connect } from 'amqplib';
import { inWindow, makeOrder, makeText, rawQueue, window } from './work.mjs';

/** RabbitMQ by amqplib: publishes to a quorum queue over a channel that confirms; consumes with as many on their way as the window has, and acknowledges each. */
export async function rawContestant(url, { handle, handled }) {
    const connection = await connect(url);
    const [publisher, consumer] = [await connection.createConfirmChannel(), await connection.createChannel()];
    await publisher.assertQueue(rawQueue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await consumer.prefetch(window);
    return {
        handled,
        publish: count => inWindow(count, index => new Promise((resolve, reject) => {
            publisher.sendToQueue(rawQueue, Buffer.from(makeText(makeOrder(index))), { persistent: true }, error => (error ? reject(error) : resolve()));
        })),
        async consume(count) {
            let seen = 0;
            let tag;
            await new Promise((resolve, reject) => {
                consumer.consume(rawQueue, message => {
                    handle(message.content.toString());
                    consumer.ack(message);
                    if (++seen === count) resolve();
                }).then(({ consumerTag }) => (tag = consumerTag), reject);
            });
            // What the server answers after the acknowledgements.
            await consumer.cancel(tag);
        },
        close: () => connection.close(),
    };
}
