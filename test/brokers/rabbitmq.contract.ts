import { connect, type Channel, type ChannelModel } from 'amqplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRabbitmqBroker } from '../../src/runtime/brokers/rabbitmq.js';
import { pause, reconnectDelay } from '../../src/runtime/brokers/shared/waiting.js';
import { describeBrokerContract } from '../runtime/brokers/broker-contract.js';
import { generateRabbitmq } from '../../src/targets/rabbitmq/rabbitmq.js';
import { modelOf } from '../support/model-of.js';
import { describeExample } from './example.js';
import { openServerBroker, startedServer, type ServerAccess } from './server-under-test.js';

const started = startedServer();
let admin: ChannelModel;
beforeAll(async () => {
    admin = await connect(`amqp://127.0.0.1:${started.port}`);
    admin.on('error', () => {});
});
afterAll(() => admin.close().catch(() => undefined));

/** Asks the management interface; what is listed while other tests remove some of it makes the server answer 500, and is asked for again. */
async function manage<Answer>(method: string, path: string, body?: string, attempt = 1): Promise<Answer> {
    const headers = { 'authorization': `Basic ${btoa('guest:guest')}`, 'content-type': 'application/json' };
    const response = await fetch(`http://127.0.0.1:${started.management}/api/${path}`, { method, headers, ...(body !== undefined && { body }) });
    if (method === 'GET' && response.status >= 500 && attempt < 10) {
        await pause(reconnectDelay(attempt));
        return manage(method, path, body, attempt + 1);
    }
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${path}: ${response.status}`);
    return (method === 'GET' ? response.json() : undefined) as Answer;
}

const access: ServerAccess = {
    passesLimits: true,
    create: (url, options) => createRabbitmqBroker({ name: 'main', url, ...options }),
    url: (port, credentials) => `amqp://${credentials === undefined ? '' : `${credentials.user}:${credentials.password}@`}127.0.0.1:${port}`,
    async inject(channel, bytes) {
        const foreign = await admin.createConfirmChannel();
        foreign.publish(channel.name, '', Buffer.from(bytes));
        await foreign.waitForConfirms();
        await foreign.close();
    },
    async clear(prefix) {
        // Unlike the lists of queues and exchanges, this one asks no queue how it is, of which some are just being deleted.
        const found = await manage<Record<'queues' | 'exchanges', readonly { readonly name: string }[]>>('GET', 'definitions/%2F');
        for (const kind of ['queues', 'exchanges'] as const) {
            await Promise.all(found[kind].filter(({ name }) => name.startsWith(prefix)).map(({ name }) => manage('DELETE', `${kind}/%2F/${encodeURIComponent(name)}`)));
        }
    },
};

describeBrokerContract('RabbitMQ', () => openServerBroker(started, access), { kind: 'rabbitmq' });
describeExample({ kind: 'rabbitmq', factory: 'createRabbitmqBroker', url: access.url(started.port), clear: () => access.clear('') });

/** A password for each of the generated users. */
const passwords = new Map<string, string>();

/** Makes what the generated configuration of a system says, and lets its users sign in. */
async function load(texts: readonly string[]): Promise<void> {
    const files = generateRabbitmq(await modelOf(...texts));
    for (const name of ['definitions.json', 'users.json']) await manage('POST', 'definitions', files.find(({ path }) => path.endsWith(name))!.text);
    const { users } = JSON.parse(files.find(({ path }) => path.endsWith('users.json'))!.text) as { readonly users: readonly { readonly name: string }[] };
    for (const { name } of users) {
        passwords.set(name, crypto.randomUUID());
        await manage('PUT', `users/${name}`, JSON.stringify({ password: passwords.get(name), tags: '' }));
    }
}

const encrypted = (user: string, query = `?ca=${started.secured!.ca}`): string => `amqps://${user}:${passwords.get(user)}@localhost:${started.secured!.port}/${query}`;

/** Removes policies and users as well, which a name's beginning does not tell apart. */
async function clearAll(): Promise<void> {
    await access.clear('');
    const { policies } = await manage<{ readonly policies: readonly { readonly name: string }[] }>('GET', 'definitions/%2F');
    await Promise.all(policies.map(({ name }) => manage('DELETE', `policies/%2F/${encodeURIComponent(name)}`)));
}

describeExample({
    kind: 'rabbitmq', factory: 'createRabbitmqBroker', how: ', over an encrypted connection, with the generated definitions and just its own rights', clear: clearAll,
    async url(texts) {
        await load(texts);
        return encrypted('system.telemetry');
    },
});

describe('The generated users on RabbitMQ', () => {
    const system = `broker main rabbitmq
        system Plant
        context Floor {
            public event Started { key machine: string }
            command Start { key machine: string }
            topic Runs { carries Started }
            queue Starts { carries Start  order by none  retry 2 times, backoff 1s to 2s }
            service Hands { handle Start -> Started }
            projection Machine by machine { starts: int = 0  on Started { starts += 1 }  public query Machines() returns Machine[] }
        }
        context Office {
            command Bill { key machine: string }
            queue Bills { carries Bill }
            service Accounts { handle Bill }
            service Billing { on Floor.Started -> send Bill }
        }
        actor Foreman { sends Floor.Start  asks Floor.Machines }`;
    const closing: (() => Promise<unknown>)[] = [];
    beforeAll(async () => {
        await clearAll();
        await load([system]);
    });
    afterEach(async () => {
        for (const close of closing.splice(0).reverse()) await close();
    });
    afterAll(clearAll);

    /** What the server says to something that a user tries: `403` where it may not, nothing where it may. */
    async function refusal(user: string, attempt: (channel: Channel) => Promise<unknown>): Promise<number | undefined> {
        const connection = await connect(`amqp://${user}:${passwords.get(user)}@127.0.0.1:${started.port}`);
        connection.on('error', () => {});
        closing.push(() => connection.close());
        const channel = await connection.createConfirmChannel();
        const refused = new Promise<number>(resolve => channel.on('error', (error: Error & { code?: number }) => resolve(error.code ?? 0)));
        return Promise.race([refused, attempt(channel).then(async () => {
            await channel.waitForConfirms();
            return undefined;
        }, () => refused)]);
    }
    const publish = (exchange: string, key = '') => async (channel: Channel) => void channel.publish(exchange, key, Buffer.from('{}'));

    it('write where their messages go, and to no other channel, directly or around', async () => {
        expect(await refusal('floor', publish('floor.runs', 'Floor.Started'))).toBeUndefined();
        expect(await refusal('actor.foreman', publish('floor.starts'))).toBeUndefined();
        for (const [user, exchange, key] of [['office', 'floor.runs', 'Floor.Started'], ['office', 'floor.starts'], ['floor', 'office.bills'], ['office', '', 'floor.starts'], ['actor.foreman', 'floor.starts.retry', '1000ms']] as const) {
            expect(await refusal(user, publish(exchange, key)), `${user} publishes to '${exchange}'`).toBe(403);
        }
    });

    it('read what they are subscribed to, and no other channel', async () => {
        expect(await refusal('floor', channel => channel.consume('floor.starts', () => {}))).toBeUndefined();
        expect(await refusal('office', channel => channel.consume('floor.starts', () => {}))).toBe(403);
        expect(await refusal('office', channel => channel.purgeQueue('floor.starts'))).toBe(403);
        expect(await refusal('office', channel => channel.bindQueue('floor.starts', 'floor.runs', '#'))).toBe(403);
        expect(await refusal('actor.foreman', channel => channel.consume('floor.runs.log', () => {}))).toBe(403);
        expect(await refusal('office', channel => channel.deleteQueue('office.bills.partition-0'))).toBe(403);
    });

    const open = (user: string) => {
        const broker = createRabbitmqBroker({ name: 'main', url: encrypted(user) });
        closing.push(() => broker.close());
        return broker;
    };

    it('choose a delay for what they write, and for nothing else', async () => {
        const topology = {
            channels: [{ name: 'floor.starts', kind: 'queue', ordered: 'none', partitions: 3, retain: {}, compact: false, deliver: 'at-least-once', retry: { times: 2, from: 1000, to: 2000 }, deadLetter: 'floor.starts.dead-letter' }],
            subscriptions: [{ name: 'floor.starts', channel: 'floor.starts', deadLetter: 'floor.starts.dead-letter', retry: { times: 2, from: 1000, to: 2000 }, acknowledgeTimeout: 30_000 }],
        } as const;
        const [floor, foreman] = [open('floor'), open('actor.foreman')];
        for (const broker of [floor, foreman]) await broker.prepare(topology);
        const arrived = new Promise<number>(resolve => void floor.consume('floor.starts', async () => resolve(Date.now())));
        const began = Date.now();
        await foreman.publish('floor.starts', { specversion: '1.0', id: crypto.randomUUID(), source: '/', type: 'Floor.Start.v1', time: new Date().toISOString(), data: { machine: 'press' } } as never, { delay: 700 });
        expect(await arrived - began).toBeGreaterThanOrEqual(690);
        expect(await refusal('office', channel => channel.consume('floor.starts.delay.700ms', () => {}))).toBe(403);
        expect(await refusal('office', publish('floor.starts.delay.700ms'))).toBe(403);
        expect(await refusal('actor.foreman', channel => channel.assertQueue('floor.starts.delay.700ms.mine'))).toBe(403);
    });

    it('ask and answer where they may', async () => {
        const [floor, foreman] = [open('floor'), open('actor.foreman')];
        await floor.answer('Floor.Machines', async () => ['press']);
        const question = { specversion: '1.0', id: 'a', source: '/', type: 'Floor.Machines', correlationid: 'a', data: {} } as never;
        expect(await foreman.request('Floor.Machines', question, { timeout: 10_000 })).toEqual(['press']);
        expect(await refusal('actor.foreman', channel => channel.consume('sluice.ask.Floor.Machines', () => {}))).toBe(403);
    });

    it('are told of a certificate that is not trusted, and of a wrong password, without the password', async () => {
        for (const [url, said] of [[encrypted('floor', ''), /^The certificate of RabbitMQ at localhost:\d+ is not trusted: .* Name the authority that signed it in the URL: \?ca=FILE\.$/], [access.url(started.port, { user: 'floor', password: 'open-sesame' }), /does not let this program in/]] as const) {
            const broker = createRabbitmqBroker({ name: 'main', url, connectTimeout: 3000 });
            closing.push(() => broker.close());
            const refused = await broker.ping().then(() => '', (error: Error) => error.message);
            expect(refused).toMatch(said);
            expect(refused).not.toContain(passwords.get('floor'));
            expect(refused).not.toContain('open-sesame');
        }
    });
});
