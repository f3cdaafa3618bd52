import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll } from 'vitest';
import { createNatsBroker } from '../../src/runtime/brokers/nats.js';
import { streamName } from '../../src/runtime/brokers/nats/names.js';
import { describeBrokerContract } from '../runtime/brokers/broker-contract.js';
import { describeExample } from './example.js';
import { openServerBroker, startedServer, type ServerAccess } from './server-under-test.js';

const started = startedServer();
let admin: NatsConnection;
beforeAll(async () => {
    admin = await connect({ servers: `127.0.0.1:${started.port}`, maxReconnectAttempts: -1, reconnectTimeWait: 50, tls: null });
});
afterAll(() => admin.close());

const access: ServerAccess = {
    create: (url, options) => createNatsBroker({ name: 'main', url, ...options }),
    url: (port, credentials) => `nats://${credentials === undefined ? '' : `${credentials.user}:${credentials.password}@`}127.0.0.1:${port}`,
    async inject(channel, bytes) {
        await admin.request(`${streamName(channel.name)}.Foreign.Bytes`, bytes);
    },
    async clear(prefix) {
        const { streams } = (await admin.request('$JS.API.STREAM.NAMES')).json<{ streams: string[] | null }>();
        for (const name of streams ?? []) if (name.startsWith(streamName(prefix))) await admin.request(`$JS.API.STREAM.DELETE.${name}`);
    },
};

describeBrokerContract('NATS', () => openServerBroker(started, access), { kind: 'nats' });
describeExample({ kind: 'nats', factory: 'createNatsBroker', url: access.url(started.port), clear: () => access.clear('') });
