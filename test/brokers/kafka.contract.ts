import { Admin, Producer } from '@platformatic/kafka';
import { afterAll, beforeAll } from 'vitest';
import { createKafkaBroker } from '../../src/runtime/brokers/kafka.js';
import { describeBrokerContract } from '../runtime/brokers/broker-contract.js';
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
    create: (url, options) => createKafkaBroker({ name: 'main', url, publishTimeout: 55_000, ...options }),
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
describeExample({ kind: 'kafka', factory: 'createKafkaBroker', url: access.url(started.port), clear: () => access.clear('') });
