import { connect, type ChannelModel } from 'amqplib';
import { afterAll, beforeAll } from 'vitest';
import { createRabbitmqBroker } from '../../src/runtime/brokers/rabbitmq.js';
import { describeBrokerContract } from '../runtime/brokers/broker-contract.js';
import { describeExample } from './example.js';
import { openServerBroker, startedServer, type ServerAccess } from './server-under-test.js';

const started = startedServer();
let admin: ChannelModel;
beforeAll(async () => {
    admin = await connect(`amqp://127.0.0.1:${started.port}`);
    admin.on('error', () => {});
});
afterAll(() => admin.close().catch(() => undefined));

/** Asks the management interface. */
async function manage<Answer>(method: string, path: string): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${started.management}/api/${path}`, { method, headers: { authorization: `Basic ${btoa('guest:guest')}` } });
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
