import { checkContract } from './contract.mjs';
import { startNats } from './nats-server.mjs';
import { expect, expectSame } from './report.mjs';

/**
 * Makes each system's streams and consumers through JetStream's own requests, and compares what the server says that it has; then tries
 * every behaviour of brokers. Gives what became of those.
 */
export async function check({ systems, folder, section }) {
    const nats = await startNats(folder);
    for (const { name, files } of systems) {
        await clear(nats);
        const configuration = JSON.parse(files['jetstream.json']);
        await section.check(`${name}: jetstream.json makes its streams and consumers, and nothing else`, async () => {
            await load(nats, configuration);
            await compare(nats, configuration);
        });
        await section.check(`${name}: jetstream.json can be loaded again`, async () => {
            await load(nats, configuration);
            await compare(nats, configuration);
        });
    }
    const [everyClause] = systems;
    const configuration = JSON.parse(everyClause.files['jetstream.json']);
    await clear(nats);
    await load(nats, configuration);
    await checkPromises(nats, section);
    await clear(nats);
    nats.close();
    return checkContract('nats', { server: nats, folder, section });
}

async function load(nats, { streams, consumers }) {
    for (const stream of streams) await nats.ask(`$JS.API.STREAM.CREATE.${stream.name}`, stream);
    for (const { stream, config } of consumers) await nats.ask(`$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${config.durable_name}`, { stream_name: stream, config });
}

/** The server drops settings that it does not know without a word: so all that was asked for is looked up again. */
async function compare(nats, { streams, consumers }) {
    expectSame(await streamNames(nats), streams.map(({ name }) => name), 'streams');
    for (const stream of streams) {
        const { config } = await nats.ask(`$JS.API.STREAM.INFO.${stream.name}`);
        expectSame(pick(config, stream), stream, stream.name);
        const own = consumers.filter(consumer => consumer.stream === stream.name);
        const { total } = await nats.ask(`$JS.API.CONSUMER.NAMES.${stream.name}`);
        expectSame(total, own.length, `${stream.name}: number of consumers`);
        for (const consumer of own) {
            const info = await nats.ask(`$JS.API.CONSUMER.INFO.${stream.name}.${consumer.config.durable_name}`);
            expectSame(pick(info.config, consumer.config), consumer.config, consumer.config.durable_name);
        }
    }
}

/** All of them, sorted; the server gives them in pages. */
async function streamNames(nats) {
    const names = [];
    for (;;) {
        const page = await nats.ask('$JS.API.STREAM.NAMES', { offset: names.length });
        names.push(...page.streams ?? []);
        if (names.length >= page.total) return names.sort();
    }
}

async function clear(nats) {
    for (const name of await streamNames(nats)) await nats.ask(`$JS.API.STREAM.DELETE.${name}`);
}

function pick(record, like) {
    return Object.fromEntries(Object.keys(like).map(key => [key, record[key]]));
}

async function checkPromises(nats, section) {
    const publish = (subject, body, headers) => nats.ask(subject, body, { headers });
    const next = (stream, consumer) => nats.request(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify({ batch: 1, expires: 300_000_000 }));

    await section.check('order by key: nothing overtakes a message that is tried again', async () => {
        await publish('plant_machines.1.Plant.Start', 'first');
        await publish('plant_machines.1.Plant.Stop', 'second');
        const first = await next('plant_machines', 'plant_machines_1');
        expectSame(first.text, 'first', 'the first message');
        expectSame((await next('plant_machines', 'plant_machines_1')).text, '', 'a message while the first is in hand');
        await nats.request(first.reply, '-NAK');
        const again = await next('plant_machines', 'plant_machines_1');
        expectSame(again.text, 'first', 'the message after the refusal');
        await nats.request(again.reply, '+ACK');
        expectSame((await next('plant_machines', 'plant_machines_1')).text, 'second', 'the second message');
    });
    await section.check('a queue forgets what is acknowledged', async () => {
        await publish('plant_forgotten.Plant.Forget', 'one');
        const message = await next('plant_forgotten', 'plant_forgotten');
        await nats.request(message.reply, '+ACK');
        expectSame((await nats.ask('$JS.API.STREAM.INFO.plant_forgotten')).state.messages, 0, 'messages');
    });
    await section.check('deduplicate: the second message of an id is dropped', async () => {
        const headers = { 'Nats-Msg-Id': 'same' };
        await publish('plant_readings.0.Plant.Measured.south', 'one', headers);
        expect((await publish('plant_readings.0.Plant.Measured.south', 'one', headers)).duplicate === true, 'The second one was taken as well.');
    });
    await section.check('route by: an enclosing filter lets through what is asked for, and no other message', async () => {
        await publish('plant_readings.2.Plant.Measured.west', 'for the projection');
        await publish('plant_readings.2.Plant.Calibrated.west', 'for no projection');
        const waiting = async consumer => (await nats.ask(`$JS.API.CONSUMER.INFO.plant_readings.${consumer}`)).num_pending;
        expectSame(await waiting('plant_machine_from_plant_readings_2'), 1, 'waiting for the projection');
    });
    await section.check('compact: the last message of a key stays', async () => {
        await publish('plant_labels.0.press', 'old');
        await publish('plant_labels.0.press', 'new');
        await publish('plant_labels.0.saw', 'other');
        expectSame((await nats.ask('$JS.API.STREAM.INFO.plant_labels')).state.messages, 2, 'messages');
    });
    await section.check('limit: a publisher is refused beyond it', async () => {
        const body = 'x'.repeat(600_000);
        await publish('plant_reminders.Plant.Remind', body);
        const refusal = await publish('plant_reminders.Plant.Remind', body).then(() => undefined, error => error.message);
        expect(refusal !== undefined && /maximum bytes/.test(refusal), `Not refused: ${refusal}`);
    });
    await section.check('priority: each level is consumed by itself', async () => {
        await publish('plant_polishing.p1.Plant.Polish', 'low');
        await publish('plant_polishing.p4.Plant.Polish', 'high');
        expectSame((await next('plant_polishing', 'plant_polishing_p4')).text, 'high', 'the highest level');
        expectSame((await next('plant_polishing', 'plant_polishing_p1')).text, 'low', 'the lowest level');
    });
    await section.check('dead letters: their stream keeps them', async () => {
        await publish('plant_machines-failed.Plant.Start', 'failed');
        expectSame((await nats.ask('$JS.API.STREAM.INFO.plant_machines-failed')).state.messages, 1, 'messages');
    });
}
