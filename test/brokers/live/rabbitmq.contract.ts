import { describe, expect, test } from 'vitest';
import { openRabbitmq } from '../../../src/workspace/live/rabbitmq/rabbitmq-live.js';
import { startedServer } from '../server-under-test.js';
import { describeLive } from './live-suite.js';

const { port, management } = startedServer();
const host = '%2F';

async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${management}/api/${path}`, {
        method, headers: { 'authorization': `Basic ${btoa('guest:guest')}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return response.ok && text !== '' ? JSON.parse(text) : undefined;
}

const names = async (what: string, within: string = host): Promise<string[]> => (await ask('GET', `${what}${within === '' ? '' : `/${within}`}`) as { name: string }[]).map(({ name }) => name);
const publish = (queue: string) => ask('POST', `exchanges/${host}/amq.default/publish`, { routing_key: queue, payload: 'full', payload_encoding: 'string', properties: { delivery_mode: 2 } });

async function clear(): Promise<void> {
    for (const name of await names('policies')) await ask('DELETE', `policies/${host}/${encodeURIComponent(name)}`);
    for (const name of await names('queues')) await ask('DELETE', `queues/${host}/${encodeURIComponent(name)}`);
    for (const name of await names('exchanges')) if (name !== '' && !name.startsWith('amq.')) await ask('DELETE', `exchanges/${host}/${encodeURIComponent(name)}`);
    for (const name of await names('global-parameters', '')) if (name.startsWith('sluice.')) await ask('DELETE', `global-parameters/${name}`);
    for (const name of ['half']) await ask('DELETE', `users/${name}`);
}

const environment = { SLUICE_MAIN_URL: `amqp://127.0.0.1:${port}`, SLUICE_MAIN_MANAGEMENT_URL: `http://guest:guest@127.0.0.1:${management}` };

describeLive({
    kind: 'rabbitmq',
    environment,
    nowhere: { SLUICE_MAIN_MANAGEMENT_URL: 'http://admin:secret@127.0.0.1:1' },
    clear,
    async tamper() {
        const policy = await ask('GET', `policies/${host}/plant.starts`) as { definition: object };
        await ask('PUT', `policies/${host}/plant.starts`, { ...policy, definition: { ...policy.definition, 'max-length': 10 } });
        return { kind: 'policy', name: 'plant.starts', setting: 'definition.max-length' };
    },
    async destroy() {
        await ask('DELETE', `queues/${host}/plant.starts`);
        return { kind: 'queue', name: 'plant.starts' };
    },
    async makeForeign() {
        await ask('PUT', `queues/${host}/theirs`, { durable: true });
        await ask('PUT', `exchanges/${host}/theirs`, { type: 'fanout', durable: true });
        await ask('POST', `bindings/${host}/e/theirs/q/theirs`, {});
        return async () => (await ask('GET', `bindings/${host}/e/theirs/q/theirs`) as object[]).length === 1;
    },
    async occupy() {
        await ask('PUT', `queues/${host}/plant.starts`, { durable: true, arguments: { 'x-queue-type': 'classic' } });
        return { kind: 'queue', name: 'plant.starts' };
    },
    retention: { kind: 'policy', name: 'plant.readings.log', setting: 'definition.max-age' },
    async makeImmutable(text) {
        return { kind: 'queue', name: 'plant.starts', text: text.replace('retry 2 times, backoff 1s to 2s }', 'retry 2 times, backoff 1s to 2s  priority 0..9 }') };
    },
    async fill(queue) {
        await publish(queue);
        // The server counts late.
        while ((await ask('GET', `queues/${host}/${queue}`) as { messages?: number }).messages !== 1) await new Promise(resolve => setTimeout(resolve, 100));
    },
    extra: { kind: 'queue', name: 'plant.extra' },
    factory: 'createRabbitmqBroker',
    async obstruct() {
        await ask('PUT', 'users/half', { password: 'half', tags: 'administrator' });
        await ask('PUT', `permissions/${host}/half`, { configure: '^plant\\.(?!starts)', write: '.*', read: '.*' });
        process.env['SLUICE_MAIN_MANAGEMENT_URL'] = environment.SLUICE_MAIN_MANAGEMENT_URL.replace('guest:guest', 'half:half');
        return async () => {
            process.env['SLUICE_MAIN_MANAGEMENT_URL'] = environment.SLUICE_MAIN_MANAGEMENT_URL;
        };
    },
});

describe('RabbitMQ', () => {
    const within = async <Result>(variables: Record<string, string>, work: () => Promise<Result>): Promise<Result> => {
        const before = { ...process.env };
        for (const name of Object.keys(environment)) delete process.env[name];
        Object.assign(process.env, variables);
        try {
            return await work();
        } finally {
            for (const name of [...Object.keys(environment), ...Object.keys(variables)]) delete process.env[name];
            Object.assign(process.env, before);
        }
    };

    test('is asked how many messages a queue holds when it has counted them', async () => {
        await within(environment, async () => {
            await ask('PUT', `queues/${host}/late`, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
            const live = await openRabbitmq({ system: 'Plant', broker: 'main' }, { statisticsDelay: 8000 });
            await publish('late');
            const found = (await live.read(new Set())).resources.find(({ name }) => name === 'late')!;
            expect(await live.countMessages(found)).toBe(1);
            await live.remove(found);
        });
    });

    test('says which policies of others come before those of the specification', async () => {
        await within(environment, async () => {
            const live = await openRabbitmq({ system: 'Plant', broker: 'main' });
            await ask('PUT', `queues/${host}/ours`, { durable: true });
            await ask('PUT', `policies/${host}/ours`, { 'pattern': '^ours$', 'apply-to': 'queues', 'definition': { 'max-length': 5 } });
            await ask('PUT', `policies/${host}/theirs`, { 'pattern': '^our', 'apply-to': 'all', 'priority': 3, 'definition': { 'max-length': 7 } });
            expect((await live.read(new Set(['policy/ours']))).warnings).toEqual(["The policy 'theirs' of others has priority 3, and so 'ours' with priority 0 may not hold for the queue 'ours'."]);
            await clear();
        });
    });

    test.each<[string, Record<string, string>, RegExp]>([
        ['a wrong password', { SLUICE_MAIN_MANAGEMENT_URL: `http://guest:secret@127.0.0.1:${management}` }, /^RabbitMQ at 127\.0\.0\.1:\d+ does not let this user in\.$/],
        ['something else at the address', { SLUICE_MAIN_MANAGEMENT_URL: `http://guest:secret@127.0.0.1:${port}` }, /^There is no management interface of RabbitMQ at /],
        ['an address that is none', { SLUICE_MAIN_MANAGEMENT_URL: 'amqp://guest:secret@nowhere' }, /^The address of the management interface of 'main' is none/],
        ['no address', {}, /^Nothing says where the broker 'main' is: set SLUICE_MAIN_URL/],
        ['no interface at the usual port of the broker', { SLUICE_MAIN_URL: 'amqp://guest:secret@127.0.0.3:5672' }, /at 127\.0\.0\.3:15672/],
    ])('is not reached with %s, which is said without the password', async (_, variables, expected) => {
        const error = await within(variables, () => openRabbitmq({ system: 'Plant', broker: 'main' }).then(() => undefined, (failure: Error) => failure));
        expect(error?.message).toMatch(expected);
        expect(JSON.stringify([error?.message, error])).not.toContain('secret');
    });
});
