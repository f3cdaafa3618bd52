import { Admin, Producer } from '@platformatic/kafka';
import { afterAll } from 'vitest';
import { startedServer } from '../server-under-test.js';
import { describeLive } from './live-suite.js';

const { port } = startedServer();
const client = { clientId: 'tests', bootstrapBrokers: [`127.0.0.1:${port}`], retries: 20, retryDelay: 250 };
const admin = new Admin(client);
const producer = new Producer({ ...client, acks: -1 });
afterAll(async () => {
    await Promise.all([admin.close(), producer.close()]);
});

const topics = async () => (await admin.listTopics()).filter(name => !name.startsWith('__'));
const settle = async (holds: () => Promise<boolean>) => {
    while (!await holds()) await new Promise(resolve => setTimeout(resolve, 50));
};

describeLive({
    kind: 'kafka',
    environment: { SLUICE_MAIN_URL: `kafka://127.0.0.1:${port}` },
    nowhere: { SLUICE_MAIN_URL: 'kafka://admin:secret@127.0.0.1:1' },
    async clear() {
        const all = await topics();
        if (all.length > 0) await admin.deleteTopics({ topics: all });
        await settle(async () => (await topics()).length === 0);
    },
    async tamper() {
        await admin.incrementalAlterConfigs({ resources: [{ resourceType: 2, resourceName: 'plant.readings', configs: [{ name: 'max.message.bytes', configOperation: 0, value: '2000' }] }] });
        return { kind: 'topic', name: 'plant.readings', setting: 'config.max.message.bytes' };
    },
    async destroy() {
        await admin.deleteTopics({ topics: ['plant.starts'] });
        await settle(async () => !(await topics()).includes('plant.starts'));
        return { kind: 'topic', name: 'plant.starts' };
    },
    async makeForeign() {
        await admin.createTopics({ topics: ['theirs'], partitions: 1, replicas: 1 });
        return async () => (await topics()).includes('theirs');
    },
    async occupy() {
        await admin.createTopics({ topics: ['plant.readings'], partitions: 1, replicas: 1 });
        await settle(async () => (await topics()).includes('plant.readings'));
        return { kind: 'topic', name: 'plant.readings' };
    },
    retention: { kind: 'topic', name: 'plant.readings', setting: 'config.retention.ms', more: 'partitions 6' },
    async makeImmutable(text) {
        return { kind: 'topic', name: 'plant.readings', text: text.replace('retain 3 days', 'retain 3 days  partitions 1') };
    },
    async fill(topic) {
        await producer.send({ messages: [{ topic, partition: 0, value: Buffer.from('full') }] });
    },
    extra: { kind: 'topic', name: 'plant.extra' },
    factory: 'createKafkaBroker',
    async obstruct() {
        // Kafka takes no two names that differ in dots and underscores alone.
        await admin.createTopics({ topics: ['plant_starts'], partitions: 1, replicas: 1 });
        return async () => {
            await admin.deleteTopics({ topics: ['plant_starts'] });
            await settle(async () => !(await topics()).includes('plant_starts'));
        };
    },
});
