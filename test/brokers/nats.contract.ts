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

/** Asks again when the server was started anew meanwhile. */
async function ask<Answer>(subject: string): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
        try {
            return (await admin.request(subject, '', { timeout: 1000 })).json<Answer>();
        } catch (error) {
            if (attempt === 10) throw error;
            await new Promise(resolve => setTimeout(resolve, 100));
        }
    }
}

const access: ServerAccess = {
    create: (url, options) => createNatsBroker({ name: 'main', url, ...options }),
    url: (port, credentials) => `nats://${credentials === undefined ? '' : `${credentials.user}:${credentials.password}@`}127.0.0.1:${port}`,
    async inject(channel, bytes) {
        await admin.request(`${streamName(channel.name)}.Foreign.Bytes`, bytes);
    },
    async clear(prefix) {
        const { streams } = await ask<{ streams: string[] | null }>('$JS.API.STREAM.NAMES');
        for (const name of streams ?? []) if (name.startsWith(streamName(prefix))) await ask(`$JS.API.STREAM.DELETE.${name}`);
    },
};

describeBrokerContract('NATS', () => openServerBroker(started, access), { kind: 'nats' });
describeExample({ kind: 'nats', factory: 'createNatsBroker', url: access.url(started.port), clear: () => access.clear('') });
