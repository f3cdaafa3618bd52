import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { createRedisBroker } from '../../src/runtime/brokers/redis.js';
import { describeBrokerContract } from '../runtime/brokers/broker-contract.js';
import { describeExample } from './example.js';
import { openServerBroker, startedServer, type ServerAccess } from './server-under-test.js';

const started = startedServer();
let admin: Redis;
beforeAll(() => {
    admin = new Redis({ host: '127.0.0.1', port: started.port, retryStrategy: () => 50, maxRetriesPerRequest: null });
    admin.on('error', () => {});
});
afterAll(() => admin.disconnect());

const access: ServerAccess = {
    create: (url, options) => createRedisBroker({ name: 'main', url, ...options }),
    url: (port, credentials) => `redis://${credentials === undefined ? '' : `${credentials.user}:${credentials.password}@`}127.0.0.1:${port}`,
    async inject(channel, bytes) {
        await admin.xadd(channel.name, '*', 'envelope', Buffer.from(bytes));
    },
    async clear(prefix) {
        const keys = await admin.keys(`${prefix}*`);
        if (keys.length > 0) await admin.del(keys);
    },
};

describeBrokerContract('Redis', () => openServerBroker(started, access), { kind: 'redis' });
describeExample({ kind: 'redis', factory: 'createRedisBroker', url: access.url(started.port), clear: () => access.clear('') });
