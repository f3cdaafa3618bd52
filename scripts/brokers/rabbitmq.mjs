import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkContract } from './contract.mjs';
import { startRabbitmq } from './rabbitmq-server.mjs';
import { eventually, expect, expectSame } from './report.mjs';
import { makeCertificates } from './secured.mjs';

const kinds = { exchanges: 'name', queues: 'name', policies: 'name', bindings: undefined };

/** Imports each system's `definitions.json` and `users.json`, and compares what the server exports then; follows messages through what it made. */
export async function check({ systems, folder, section }) {
    const server = await startRabbitmq(folder, { certificates: makeCertificates(join(folder, 'certificates')) });
    const { request } = server;
    for (const { name, files } of systems) {
        const text = files['definitions.json'];
        await clear(request);
        await section.check(`${name}: definitions.json makes what it says, and nothing else`, async () => {
            await request('POST', 'definitions', text);
            await compare(request, JSON.parse(text));
        });
        await section.check(`${name}: definitions.json can be imported again`, async () => {
            await request('POST', 'definitions', text);
            await compare(request, JSON.parse(text));
        });
        await section.check(`${name}: users.json makes its users, who cannot sign in yet, with just their rights`, () => checkUsers(request, files['users.json']));
        await section.check(`${name}: every policy takes effect on its queues`, () => checkPolicies(request, JSON.parse(text)));
    }
    await clear(request);
    await request('POST', 'definitions', systems[0].files['definitions.json']);
    await checkPromises(request, section);
    await clear(request);
    return checkContract('rabbitmq', { server, folder, section });
}

async function clear(request) {
    const { exchanges, queues, policies } = await request('GET', 'definitions');
    for (const { name } of policies) await request('DELETE', `policies/%2F/${encodeURIComponent(name)}`);
    for (const { name } of queues) await request('DELETE', `queues/%2F/${encodeURIComponent(name)}`);
    for (const { name } of exchanges) await request('DELETE', `exchanges/%2F/${encodeURIComponent(name)}`);
}

/** An import answers with success and changes nothing where a queue exists with other arguments: so all is looked up again. */
async function compare(request, expected) {
    const actual = await request('GET', 'definitions');
    for (const [kind, key] of Object.entries(kinds)) {
        const byName = list => Object.fromEntries(list.map(entry => [key === undefined ? [entry.source, entry.destination_type, entry.destination, entry.routing_key].join(' ') : entry[key], sortKeys(entry)]));
        expectSame(byName(actual[kind]), byName(expected[kind]), kind);
    }
}

async function checkUsers(request, text) {
    const { users, permissions } = JSON.parse(text);
    await request('POST', 'definitions', text);
    const made = await request('GET', 'definitions');
    const own = new Set(users.map(({ name }) => name));
    try {
        const byUser = (list, key) => Object.fromEntries(list.filter(entry => own.has(entry[key])).map(entry => [entry[key], sortKeys(entry)]));
        expectSame(byUser(made.permissions, 'user'), byUser(permissions, 'user'), 'permissions');
        expectSame(Object.fromEntries(made.users.filter(({ name }) => own.has(name)).map(({ name, password_hash }) => [name, password_hash])), Object.fromEntries(users.map(({ name }) => [name, ''])), 'passwords');
    } finally {
        for (const name of own) await request('DELETE', `users/${encodeURIComponent(name)}`);
    }
}

function sortKeys(value) {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}

/** What a queue says of its policy comes with its statistics, a moment later. */
async function checkPolicies(request, { policies, queues }) {
    const expected = Object.fromEntries(queues.flatMap(({ name }) => {
        const own = policies.filter(({ pattern }) => new RegExp(pattern).test(name));
        expect(own.length <= 1, `${name} has ${own.length} policies.`);
        return own.map(policy => [name, { policy: policy.name, definition: sortKeys(policy.definition) }]);
    }));
    expectSame([...new Set(Object.values(expected).map(({ policy }) => policy))].sort(), policies.map(({ name }) => name).sort(), 'policies with queues');
    let actual;
    await eventually('Statistics', async () => {
        actual = Object.fromEntries((await request('GET', 'queues/%2F')).filter(({ name }) => name in expected)
            .map(queue => [queue.name, { policy: queue.policy, definition: sortKeys(queue.effective_policy_definition ?? {}) }]));
        return isDeepStrictEqual(actual, expected) ? true : undefined;
    }, { pause: 500 }).catch(() => expectSame(actual, expected, 'queues'));
}

async function checkPromises(request, section) {
    const publish = (exchange, routingKey, payload, properties = {}) => request('POST', `exchanges/%2F/${encodeURIComponent(exchange || 'amq.default')}/publish`, {
        routing_key: routingKey, payload, payload_encoding: 'string', properties: { delivery_mode: 2, ...properties },
    });
    const keyed = key => ({ headers: { 'sluice-key': key } });
    const take = async (queue, { mode = 'ack_requeue_false', count = 10 } = {}) =>
        request('POST', `queues/%2F/${encodeURIComponent(queue)}/get`, { count, ackmode: mode, encoding: 'auto' });
    const payloads = messages => messages.map(({ payload }) => payload);
    const arrival = queue => eventually(`A message in ${queue}`, async () => {
        const messages = await take(queue);
        return messages.length > 0 ? messages : undefined;
    });
    // A queue with a single active consumer gives nothing to who asks once: so its messages are counted.
    const counts = async (name, partitions, total) => {
        let found = [];
        await eventually(`${total} messages in ${name}`, async () => {
            const queues = await request('GET', 'queues/%2F');
            found = Array.from({ length: partitions }, (_, index) => queues.find(queue => queue.name === `${name}.partition-${index}`)?.messages ?? 0);
            return found.reduce((sum, count) => sum + count, 0) === total ? true : undefined;
        }, { seconds: 10, pause: 500 }).catch(error => {
            throw new Error(`${error.message} There are ${found.join(', ')}.`);
        });
        return found;
    };

    // These take their time: they are published first and looked at last.
    await publish('plant.sweeping', '', 'expires');
    await publish('', 'plant.alarm.from.plant.halls.retry.500ms', 'tried again');
    await publish('plant.calls', 'Plant.Call', 'delayed');

    await section.check('delay: a message is not given out before its time', async () => {
        expectSame(payloads(await take('plant.calls')), [], 'messages at once');
        expectSame(payloads(await arrival('plant.calls')), ['delayed'], 'messages later');
    });
    await section.check('order by key: all messages of a key come to one partition', async () => {
        for (let index = 0; index < 12; index++) await publish('plant.machines', 'Plant.Start', 'message', keyed(`machine ${index % 3}`));
        const found = await counts('plant.machines', 4, 12);
        expect(found.every(count => count % 4 === 0), `A key is spread over partitions: ${found.join(', ')}.`);
    });
    await section.check('route by: a subscription gets what its conditions ask for', async () => {
        await publish('plant.readings', 'Plant.Measured.north%2E1', 'for both', keyed('m'));
        await publish('plant.readings', 'Plant.Measured.west', 'for the projection', keyed('m'));
        await publish('plant.readings', 'Plant.Measured.east', 'for the projection', keyed('m'));
        await publish('plant.readings', 'Plant.Calibrated.west', 'for nobody', keyed('m'));
        await counts('plant.machine.from.plant.readings', 4, 3);
        await counts('plant.alarm.from.plant.readings', 4, 1);
    });
    await section.check('retain: the stream of a topic keeps its messages', () => eventually('Four messages in the stream', async () => {
        const { messages } = await request('GET', 'queues/%2F/plant.readings.log');
        return messages === 4 ? true : undefined;
    }, { pause: 500 }));
    await section.check('priority: the higher, the sooner', async () => {
        await publish('plant.polishing', '', 'low', { priority: 0 });
        await publish('plant.polishing', '', 'high', { priority: 3 });
        expectSame(payloads(await take('plant.polishing')), ['high', 'low'], 'messages');
    });
    await section.check('dead letter: what is refused lies in its queue, with its headers', async () => {
        await publish('plant.reminders', '', 'refused', { headers: { tenant: 'one' } });
        expectSame(payloads(await take('plant.reminders', { mode: 'reject_requeue_false' })), ['refused'], 'refused');
        const [letter] = await arrival('plant.reminders.dead-letter');
        expectSame([letter.payload, letter.properties.headers.tenant], ['refused', 'one'], 'dead letter');
    });
    await section.check('dead letter: a queue that is a channel takes them as well', async () => {
        await publish('plant.forgotten', '', 'to the repairs');
        await take('plant.forgotten', { mode: 'reject_requeue_false' });
        expectSame(payloads(await arrival('plant.repairs')), ['to the repairs'], 'dead letters');
    });
    await section.check('delivery limit: a message that is given back too often becomes a dead letter', async () => {
        await publish('plant.calls', '', 'poison');
        let deliveries = 0;
        await eventually('The end of deliveries', async () => {
            const found = await take('plant.calls', { mode: 'reject_requeue_true', count: 1 });
            deliveries += found.length;
            return deliveries > 0 && found.length === 0 ? true : undefined;
        });
        expectSame(payloads(await arrival('plant.calls.dead-letter')), ['poison'], 'dead letters');
    });
    await section.check('retry: what waits comes back to its queue', async () => {
        expectSame(payloads(await arrival('plant.alarm.from.plant.halls')), ['tried again'], 'messages');
    });
    await section.check('ttl: what expires becomes a dead letter', async () => {
        expectSame(payloads(await arrival('plant.sweeping.dead-letter')), ['expires'], 'dead letters');
    });
}
