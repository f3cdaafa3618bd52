import { readFileSync } from 'node:fs';
import { Admin, Connection, fetchV12, Producer } from '@platformatic/kafka';
import { afterEach, describe, expect, it } from 'vitest';
import type { Broker, ChannelDefinition } from '../../src/runtime/broker.js';
import { createKafkaBroker } from '../../src/runtime/brokers/kafka.js';
import { message, queue, takes } from '../runtime/brokers/messages.js';
import { eventually, feedTelemetry, Programs, telemetryRows } from './program-under-test.js';

/** A Kafka with the generated topics and users of the telemetry example, as the script has started it. */
const { ca, kafka: { port, passwords } } = JSON.parse(process.env['SLUICE_SECURED_SERVERS']!) as { readonly ca: string; readonly kafka: { readonly port: number; readonly passwords: Readonly<Record<string, string>> } };

const programs = new Programs();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
    await programs.end();
    for (const close of closing.splice(0).reverse()) await close();
});

const urlOf = (user: string, query = `?ca=${ca}`): string => `kafkas://${user}:${passwords[user]}@localhost:${port}${query}`;

function brokerAs(user: string, url = urlOf(user)): Broker {
    const broker = createKafkaBroker({ name: 'readings', url, connectTimeout: 10_000 });
    closing.push(() => broker.close());
    return broker;
}

const client = (user: string) => ({ clientId: user, bootstrapBrokers: [`localhost:${port}`], retries: 2, tls: { ca: readFileSync(ca, 'utf8') }, tlsServerName: 'localhost', sasl: { mechanism: 'SCRAM-SHA-512' as const, username: user, password: passwords[user]! } });

/** The codes of all errors in what a client of Kafka throws, or none where it does not. */
async function refusalOf(asked: Promise<unknown>): Promise<readonly string[]> {
    const codes: string[] = [];
    const walk = (error: unknown): void => {
        const { apiId, errors = [], cause } = error as { readonly apiId?: string; readonly errors?: readonly unknown[]; readonly cause?: unknown };
        if (apiId !== undefined) codes.push(apiId);
        for (const inner of errors) walk(inner);
        if (cause !== undefined) walk(cause);
    };
    await asked.catch((error: unknown) => {
        walk(error);
        if (codes.length === 0) throw error;
    });
    return codes;
}

describe('The telemetry example on Kafka, with the generated users and encrypted connections', () => {
    it('runs whole with just its own rights, and needs to make nothing', async () => {
        for (const broker of ['READINGS', 'WORK']) process.env[`SLUICE_${broker}_URL`] = urlOf('system.telemetry');
        const { app, failures, deadLetters } = await programs.start('telemetry', { readings: 'kafka', work: 'kafka' });
        const ids = Array.from({ length: 12 }, (_, index) => `pm-${String(index).padStart(6, '0')}`);
        await feedTelemetry(app, ids);
        await eventually(() => telemetryRows(app)).toEqual(ids.map(id => `${id} 1`));
        expect(await app.health.ready()).toEqual({ ready: true });
        await eventually(async () => Object.values(await app.health.lag()).reduce((sum, lag) => sum + lag, 0)).toBe(0);
        expect({ failures, deadLetters }).toEqual({ failures: [], deadLetters: [] });
    });
});

describe('A context\'s user on Kafka', () => {
    const produce = async (user: string, topic: string): Promise<readonly string[]> => {
        const producer = new Producer({ ...client(user), acks: -1 });
        closing.push(() => producer.close());
        return refusalOf(producer.send({ messages: [{ topic, value: Buffer.from('{}') }] }));
    };

    it('writes what its parts publish, and no other\'s channel', async () => {
        expect(await produce('alerting', 'alerting.alerts')).toEqual([]);
        expect(await produce('alerting', 'telemetry.readings')).toContain('TOPIC_AUTHORIZATION_FAILED');
        expect(await produce('alerting', 'devices.registry-work')).toContain('TOPIC_AUTHORIZATION_FAILED');
    });

    it('reads what it is subscribed to, and neither another\'s channel nor another\'s replies', async () => {
        const { tls, tlsServerName, sasl } = client('alerting');
        const connection = new Connection('alerting', { tls, tlsServerName, sasl });
        closing.push(() => connection.close());
        await connection.connect('localhost', port);
        const read = async (topicId: string): Promise<number | undefined> => {
            const partitions = [{ partition: 0, currentLeaderEpoch: -1, fetchOffset: 0n, lastFetchedEpoch: -1, partitionMaxBytes: 1000 }];
            const answer = await fetchV12.api.async(connection, 0, 0, 1000, 0, 0, -1, [{ topicId, partitions }], [], '').catch((error: { readonly response: fetchV12.FetchResponse }) => error.response);
            return answer.responses[0]?.partitions[0]?.errorCode;
        };
        const denied = 29;
        expect(await Promise.all(['alerting.alert-work', 'devices.registry-work', 'sluice.reply.devices', 'sluice.reply.alerting'].map(read))).toEqual([0, denied, denied, 0]);
    });

    it('sees no topic but those that it has to do with, and makes and deletes none', async () => {
        const admin = new Admin(client('alerting'));
        closing.push(() => admin.close());
        const topics = await admin.listTopics();
        expect(topics).toContain('alerting.alert-work');
        expect(topics).not.toContain('devices.registry-work');
        expect(await refusalOf(admin.deleteTopics({ topics: ['alerting.alert-work'] }))).toContain('TOPIC_AUTHORIZATION_FAILED');
        expect(await refusalOf(admin.createTopics({ topics: ['mine'], partitions: 1, replicas: 1 }))).toContain('TOPIC_AUTHORIZATION_FAILED');
    });

    it('is told at once what a program lacks: a topic, or a group', async () => {
        const broker = brokerAs('alerting');
        const other: ChannelDefinition = queue('devices.registry-work', { deadLetter: '' });
        await expect(broker.prepare({ channels: [other], subscriptions: [takes(other)] })).rejects.toThrow(/no topic 'devices\.registry-work' for this program, and does not let it make one/);
        await expect(broker.request('Devices.DevicesOfSite', message('q'), { timeout: 10_000 })).rejects.toThrow(/no topic 'sluice\.ask\.Devices\.DevicesOfSite' for this program/);
    });
});

describe('Who signs in on Kafka', () => {
    it('is refused where the authority is not known, and told what to do without the password', async () => {
        const refusal = await brokerAs('alerting', urlOf('alerting', '')).ping!().then(() => '', (error: Error) => error.message);
        expect(refusal).toMatch(/^The certificate of Kafka at localhost:\d+ is not trusted: .* Name the authority that signed it in the URL: \?ca=FILE\.$/);
        expect(refusal).not.toContain(passwords['alerting']);
    });

    it('is refused with a wrong password, which is not told', async () => {
        const refusal = await brokerAs('alerting', `kafkas://alerting:open-sesame@localhost:${port}?ca=${ca}`).ping!().then(() => '', (error: Error) => `${error.message}\n${error.stack}`);
        expect(refusal).toMatch(/^Kafka at localhost:\d+ does not let this program in: .* Check the user, the password and the mechanism in its URL\./);
        expect(refusal).not.toContain('open-sesame');
    });
});
