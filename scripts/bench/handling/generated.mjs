/** The generated application behind a broker's adapter without a network: it gets bytes, and has as many in hand as the specification allows. */
export async function generatedContestant({ createApp, decodeEnvelope }) {
    let handled = 0;
    let deliver;
    const nothing = async () => undefined;
    const consumer = { stop: nothing };
    const broker = {
        prepare: nothing, publish: nothing, request: nothing, close: nothing,
        answer: async () => consumer,
        async consume(_subscription, handler) {
            deliver = handler;
            return consumer;
        },
    };
    const handlers = new Proxy({}, { get: () => () => void handled++ });
    const app = createApp({ broker, handlers: { shop: { mailer: handlers } } });
    await app.start();
    const inHand = 16;
    return {
        handled: () => handled,
        async run(messages) {
            for (let start = 0; start < messages.length; start += inHand) {
                const window = [];
                for (let index = start; index < Math.min(start + inHand, messages.length); index++) {
                    window.push(deliver({ channel: 'shop.order-placed42', subscription: 'shop.mailer', envelope: decodeEnvelope(messages[index]), attempt: 1 }));
                }
                await Promise.all(window);
            }
        },
    };
}
