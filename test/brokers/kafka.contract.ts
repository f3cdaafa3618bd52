import { Admin, Producer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafkaBroker } from '../../src/runtime/brokers/kafka.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { describeBrokerContract } from '../runtime/brokers/broker-contract.js';
import { message, queue } from '../runtime/brokers/messages.js';
import { describeExample } from './example.js';
import { openServerBroker, startedServer, type ServerAccess } from './server-under-test.js';

const started = startedServer();
const client = { clientId: 'tests', bootstrapBrokers: [`127.0.0.1:${started.port}`], retries: 20, retryDelay: 250 };
let admin: Admin;
let producer: Producer;
beforeAll(() => {
    admin = new Admin(client);
    producer = new Producer({ ...client, acks: -1 });
});
afterAll(async () => {
    await Promise.all([admin.close(), producer.close()]);
});

const access: ServerAccess = {
    // A Kafka that was killed takes its time to start on a busy machine.
    create: (url, options) => createKafkaBroker({ name: 'main', url, publishTimeout: 120_000, ...options }),
    // The server says where it is, and would be reached there past the proxy.
    url: (port, credentials) => `kafka://${credentials === undefined ? '' : `${credentials.user}:${credentials.password}@`}127.0.0.1:${port}?advertised=ignore`,
    async inject(channel, bytes) {
        await producer.send({ messages: [{ topic: channel.name, partition: 0, value: Buffer.from(bytes) }] });
    },
    async clear(prefix) {
        const topics = (await admin.listTopics()).filter(name => name.startsWith(prefix) || (prefix === '' && !name.startsWith('__')));
        if (topics.length > 0) await admin.deleteTopics({ topics });
    },
};

describeBrokerContract('Kafka', () => openServerBroker(started, access), { kind: 'kafka' });
describe('kafka: publishing', () => {
    it('says why the last try failed of a message that is not confirmed in time', async () => {
        const proxy = new LoopbackProxy(started.port);
        const broker = createKafkaBroker({ name: 'main', url: access.url(await proxy.open()), publishTimeout: 1500 });
        const name = `unconfirmed-${process.pid}`;
        try {
            await broker.prepare({ channels: [queue(name, { deadLetter: '', ordered: 'none' })], subscriptions: [] });
            await broker.publish(name, message('a'));
            proxy.block();
            await expect(broker.publish(name, message('b'))).rejects.toThrow(/not confirmed the message to 'unconfirmed-\d+' within 1500 ms; it may have it all the same\. The last try failed: .*(Connection|ECONN)/);
        } finally {
            await broker.close();
            proxy.close();
            await access.clear(name);
        }
    });
});

describeExample({ kind: 'kafka', factory: 'createKafkaBroker', url: access.url(started.port), clear: () => access.clear('') });
