import { readFileSync } from 'node:fs';
import { connect, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createNatsBroker } from '../../src/runtime/brokers/nats.js';
import { createRedisBroker, type RedisBrokerOptions } from '../../src/runtime/brokers/redis.js';
import { generateRedis } from '../../src/targets/redis/redis.js';
import { modelOf } from '../support/model-of.js';
import { eventually, feedTelemetry, Programs, telemetryRows } from './program-under-test.js';

interface Secured {
    readonly port: number;
    readonly passwords: Readonly<Record<string, string>>;
}

/** Servers with the generated users of the telemetry example, as the script has started them. */
const { ca, nats, redis } = JSON.parse(process.env['SLUICE_SECURED_SERVERS']!) as { readonly ca: string; readonly nats: Secured & { readonly configuration: string }; readonly redis: Secured };

const programs = new Programs();
const closing: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
    await programs.end();
    for (const close of closing.splice(0).reverse()) await close();
});

const urlOf = (scheme: string, { port, passwords }: Secured, user: string, query = `?ca=${ca}`): string => `${scheme}://${user}:${passwords[user]}@localhost:${port}${query}`;

async function natsAs(user: string): Promise<NatsConnection> {
    const connection = await connect({ servers: `localhost:${nats.port}`, user, pass: nats.passwords[user]!, tls: { caFile: ca }, inboxPrefix: `_INBOX.${user.replaceAll('.', '%2E')}` });
    closing.push(() => connection.close());
    return connection;
}

function redisAs(user: string): Redis {
    const client = new Redis({ host: 'localhost', port: redis.port, username: user, password: redis.passwords[user]!, tls: { ca: readFileSync(ca, 'utf8') } });
    closing.push(() => client.disconnect());
    return client;
}

/** The subject that a server does not let a user publish to, or undefined where it lets it. */
async function refusedPublish(connection: NatsConnection, subject: string): Promise<string | undefined> {
    const status = connection.status()[Symbol.asyncIterator]();
    const refused = status.next();
    connection.publish(subject, '{}');
    // The server says what it refuses before it answers what comes after.
    await connection.flush();
    await connection.flush();
    const said = await Promise.race([refused, new Promise<undefined>(resolve => setImmediate(() => resolve(undefined)))]);
    return said?.value?.type === 'error' && said.value.error instanceof PermissionViolationError ? said.value.error.subject : undefined;
}

beforeAll(async () => {
    const administrator = await natsAs('sluice.administrator');
    const { streams, consumers } = JSON.parse(nats.configuration) as { readonly streams: readonly { readonly name: string }[]; readonly consumers: readonly { readonly stream: string; readonly config: { readonly durable_name: string } }[] };
    const ask = async (subject: string, body: object) => {
        const { error } = (await administrator.request(`$JS.API.${subject}`, JSON.stringify(body))).json<{ error?: { description: string } }>();
        if (error) throw new Error(`${subject}: ${error.description}`);
    };
    for (const stream of streams) await ask(`STREAM.CREATE.${stream.name}`, stream);
    for (const { stream, config } of consumers) await ask(`CONSUMER.DURABLE.CREATE.${stream}.${config.durable_name}`, { stream_name: stream, config });
    await administrator.close();
});

describe('The telemetry example, with the generated users and encrypted connections', () => {
    it('runs whole with just its own rights', async () => {
        process.env['SLUICE_READINGS_URL'] = urlOf('tls', nats, 'system.telemetry');
        process.env['SLUICE_WORK_URL'] = urlOf('rediss', redis, 'system.telemetry');
        const { app, failures, deadLetters } = await programs.start('telemetry', { readings: 'nats', work: 'redis' });
        const ids = Array.from({ length: 12 }, (_, index) => `pm-${String(index).padStart(6, '0')}`);
        await feedTelemetry(app, ids);
        await eventually(() => telemetryRows(app)).toEqual(ids.map(id => `${id} 1`));
        expect(await app.health.ready()).toEqual({ ready: true });
        await eventually(async () => Object.values(await app.health.lag()).reduce((sum, lag) => sum + lag, 0)).toBe(0);
        expect({ failures, deadLetters }).toEqual({ failures: [], deadLetters: [] });
    });
});

describe('A context\'s user on NATS', () => {
    it('writes what its parts publish, and no other\'s channel', async () => {
        const alerting = await natsAs('alerting');
        expect(await refusedPublish(alerting, 'alerting_alerts.0.Alerting.AlertRaised')).toBeUndefined();
        expect(await refusedPublish(alerting, 'telemetry_readings.0.Telemetry.SampleTaken')).toBe('telemetry_readings.0.Telemetry.SampleTaken');
    });

    it('reads what it is subscribed to, and no other\'s channel, however it asks', async () => {
        const { streams, consumers } = JSON.parse(nats.configuration) as { readonly streams: readonly { readonly name: string }[]; readonly consumers: readonly { readonly stream: string; readonly config: { readonly durable_name: string } }[] };
        const alerting = await natsAs('alerting');
        const isOwn = (consumer: string) => consumer.startsWith('alerting_') && !consumer.includes('dead-letter');
        for (const { stream, config: { durable_name: consumer } } of [consumers.find(({ config }) => isOwn(config.durable_name))!, consumers.find(({ config }) => config.durable_name.startsWith('devices_'))!]) {
            const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
            expect(await refusedPublish(alerting, subject), subject).toBe(isOwn(consumer) ? undefined : subject);
        }
        const { name } = streams.find(stream => stream.name === 'telemetry_readings')!;
        for (const subject of [`$JS.API.STREAM.MSG.GET.${name}`, `$JS.API.CONSUMER.DURABLE.CREATE.${name}.spy`, `$JS.API.CONSUMER.CREATE.${name}`, `$JS.API.STREAM.DELETE.${name}`]) expect(await refusedPublish(alerting, subject)).toBe(subject);
    });

    it('hears neither what others publish nor the replies that others get', async () => {
        const alerting = await natsAs('alerting');
        for (const subject of ['telemetry_readings.>', '_INBOX.>', '_INBOX.devices.>']) {
            await expect(new Promise((resolve, reject) => {
                alerting.subscribe(subject, { callback: error => (error ? reject(error) : resolve(undefined)) });
                // What the server refuses it says before it answers what comes after.
                void alerting.flush().then(() => alerting.flush()).then(() => setImmediate(resolve));
            }), subject).rejects.toThrow(/permissions/i);
        }
    });

    it('is told at once what a program lacks', async () => {
        const broker = createNatsBroker({ name: 'readings', url: urlOf('tls', nats, 'alerting') });
        closing.push(() => broker.close());
        const channel = { name: 'telemetry.readings', kind: 'topic', ordered: 'none', partitions: 1, retain: {}, compact: false, deliver: 'at-least-once', retry: { times: 0, from: 0, to: 0 }, deadLetter: '' } as const;
        await expect(broker.prepare({ channels: [channel], subscriptions: [] })).rejects.toThrow(/does not let 'alerting' publish to '\$JS\.API\.STREAM\.INFO\.telemetry_readings'/);
    });
});

describe('A context\'s user on Redis', () => {
    it('writes and reads its own channels, and no other\'s', async () => {
        const administrator = redisAs('default');
        const [own, others] = await Promise.all(['alerting.alert-work', 'devices.registry-work'].map(async name => (await administrator.keys(`${name}*`)).sort()[0]!)) as [string, string];
        const alerting = redisAs('alerting');
        expect(await alerting.xadd(own, '*', 'envelope', '{}')).toMatch(/-/);
        await expect(alerting.xadd(others, '*', 'envelope', '{}')).rejects.toThrow('NOPERM');
        await expect(alerting.xreadgroup('GROUP', 'devices.registry-work', 'spy', 'STREAMS', others, '>')).rejects.toThrow('NOPERM');
        await expect(alerting.xrange(others, '-', '+')).rejects.toThrow('NOPERM');
        await expect(alerting.del(own)).rejects.toThrow('NOPERM');
        await expect(alerting.keys('*')).rejects.toThrow('NOPERM');
        await administrator.xtrim(own, 'MAXLEN', 0);
    });
});

describe('Questions on Redis', () => {
    it('are asked and answered by those who may, and nobody reads the replies of another', async () => {
        const model = await modelOf(`broker main redis
            system Plant
            actor Foreman { asks Floor.Machines }
            context Floor { event Started { key machine: string }  topic Runs { carries Started }
                projection Machine by machine { starts: int = 0  on Started { starts += 1 }  public query Machines() returns Machine[] } }`);
        const lines = generateRedis(model).find(({ path }) => path.endsWith('users.acl'))!.text.trim().split('\n');
        const administrator = redisAs('default');
        const passwords: Record<string, string> = {};
        for (const line of lines) {
            const [, name, ...rules] = line.split(' ');
            passwords[name!] = crypto.randomUUID();
            await administrator.call('ACL', 'SETUSER', name!, ...rules, `>${passwords[name!]}`);
        }
        const open = (user: string) => {
            const broker = createRedisBroker({ name: 'main', url: urlOf('rediss', { port: redis.port, passwords }, user) });
            closing.push(() => broker.close());
            return broker;
        };
        const [floor, foreman, system] = [open('floor'), open('actor.foreman'), open('system.plant')];
        await floor.answer('Floor.Machines', async () => ['press']);
        const question = { specversion: '1.0', id: 'a', source: '/', type: 'Floor.Machines', correlationid: 'a', data: {} } as never;
        expect(await Promise.all([foreman, system].map(async asker => asker.request('Floor.Machines', question, { timeout: 10_000 })))).toEqual([['press'], ['press']]);
        await expect(foreman.answer('Floor.Machines', async () => [])).rejects.toThrow('NOPERM');
        const spy = new Redis({ host: 'localhost', port: redis.port, username: 'actor.foreman', password: passwords['actor.foreman']!, tls: { ca: readFileSync(ca, 'utf8') } });
        closing.push(() => spy.disconnect());
        await expect(spy.xread('STREAMS', 'sluice:reply:system.plant:x', '0')).rejects.toThrow('NOPERM');
    });
});

describe('An encrypted connection', () => {
    it.each([
        ['NATS', () => createNatsBroker({ name: 'readings', url: urlOf('tls', nats, 'system.telemetry', ''), connectTimeout: 3000 }), nats],
        ['Redis', () => createRedisBroker({ name: 'work', url: urlOf('rediss', redis, 'system.telemetry', ''), connectTimeout: 3000 }), redis],
    ] as const)('is refused on %s where the authority is not known, and says what to do without the password', async (server, create, { passwords }) => {
        const broker = create();
        closing.push(() => broker.close());
        const refusal = await broker.ping().then(() => '', (error: Error) => error.message);
        expect(refusal).toMatch(new RegExp(`^The certificate of ${server} at localhost:\\d+ is not trusted: .* Name the authority that signed it in the URL: \\?ca=FILE\\.$`));
        expect(refusal).not.toContain(passwords['system.telemetry']);
    });
});

describe('Redis that confirms before it has written', () => {
    const open = (options: Partial<RedisBrokerOptions>) => {
        const broker = createRedisBroker({ name: 'work', url: urlOf('rediss', redis, 'default'), ...options });
        closing.push(() => broker.close());
        return broker;
    };

    it('is told of once, or refused where that is asked', async () => {
        const administrator = redisAs('default');
        const said: string[] = [];
        const warn = (message: string) => void said.push(message);
        await open({ warn }).ping();
        expect(said).toEqual([]);
        await administrator.config('SET', 'appendfsync', 'everysec');
        try {
            const broker = open({ warn });
            await broker.ping();
            await broker.ping();
            expect(said).toEqual([expect.stringMatching(/appendonly yes, appendfsync everysec.*Set 'appendonly yes' and 'appendfsync always'\.$/)]);
            await expect(open({ warn, durability: 'required' }).ping()).rejects.toThrow('appendfsync everysec');
        } finally {
            await administrator.config('SET', 'appendfsync', 'always');
        }
    });
});
