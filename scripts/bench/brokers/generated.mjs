import { inWindow, makeOrder } from './work.mjs';

/** The generated program on its adapter. Its consumer is held back, so that publishing and handling are timed apart. */
export async function generatedContestant({ createApp, createBroker }, url) {
    const broker = createBroker({ name: 'main', url });
    let consume;
    const held = new Proxy(broker, {
        get(target, property) {
            if (property === 'consume') {
                return async (...settings) => {
                    consume = () => broker.consume(...settings);
                    return { stop: async () => undefined };
                };
            }
            const value = target[property];
            return typeof value === 'function' ? value.bind(target) : value;
        },
    });
    let handled = 0;
    let reached = () => {};
    let goal = 0;
    let all;
    let consumer;
    const app = createApp({
        broker: held,
        handlers: { shop: { till: { placeOrder: () => {
            if (++handled === goal) reached();
        } } } },
    });
    await app.start();
    return {
        handled: () => handled,
        publish: count => inWindow(count, index => app.send.shop.placeOrder(makeOrder(index))),
        async begin(count) {
            goal = handled + count;
            all = new Promise(resolve => (reached = resolve));
            consumer = await consume();
        },
        async consume() {
            await all;
            // What is in hand is acknowledged then.
            await consumer.stop();
        },
        async close() {
            await app.stop();
            await broker.close();
        },
    };
}
