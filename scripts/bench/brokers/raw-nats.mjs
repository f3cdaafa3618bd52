import { connect } from '@nats-io/transport-node';
import { inWindow, makeOrder, makeText, rawQueue, window } from './work.mjs';

/** NATS by its client: publishes by request, so that each is confirmed; pulls, and acknowledges each. */
export async function rawContestant(url, { handle, handled }) {
    const { host } = new URL(url);
    const connection = await connect({ servers: host, noAsyncTraces: true });
    const ask = async (subject, body) => {
        const answer = (await connection.request(`$JS.API.${subject}`, JSON.stringify(body))).json();
        if (answer.error) throw new Error(answer.error.description);
    };
    await ask(`STREAM.CREATE.${rawQueue}`, { name: rawQueue, subjects: [`${rawQueue}.>`], retention: 'workqueue', storage: 'file' });
    await ask(`CONSUMER.DURABLE.CREATE.${rawQueue}.worker`, { stream_name: rawQueue, config: { durable_name: 'worker', ack_policy: 'explicit', ack_wait: 30_000_000_000, max_ack_pending: 1000 } });
    return {
        handled,
        publish: count => inWindow(count, async index => {
            const { error } = (await connection.request(`${rawQueue}.orders`, makeText(makeOrder(index)))).json();
            if (error) throw new Error(error.description);
        }),
        async consume(count) {
            const inbox = `_INBOX.raw.${crypto.randomUUID()}`;
            const pull = batch => connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${rawQueue}.worker`, JSON.stringify({ batch, expires: 5_000_000_000 }), { reply: inbox });
            let asked = 0;
            const ask = batch => {
                asked += batch;
                pull(batch);
            };
            let seen = 0;
            await new Promise((resolve, reject) => {
                connection.subscribe(inbox, {
                    callback(error, message) {
                        if (error) return reject(error);
                        if (message.headers?.code > 0) return reject(new Error(`NATS says ${message.headers.code}.`));
                        handle(message.string());
                        message.respond('+ACK');
                        seen++;
                        if (seen === count) resolve();
                        // Before all have come, so that the server need not wait.
                        else if (asked < count && asked - seen <= window / 2) ask(Math.min(window, count - asked));
                    },
                });
                ask(Math.min(window, count));
            });
            await connection.flush();
        },
        close: () => connection.close(),
    };
}
