import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNats } from '../../../src/workspace/live/nats/nats-live.js';
import { startedServer } from '../server-under-test.js';
import { describeLive } from './live-suite.js';

const { port } = startedServer();
let admin: NatsConnection;
beforeAll(async () => {
    admin = await connect({ servers: `127.0.0.1:${port}`, tls: null });
});
afterAll(() => admin.close());

async function ask<Answer>(subject: string, body: object = {}): Promise<Answer> {
    const answer = (await admin.request(`$JS.API.${subject}`, JSON.stringify(body), { timeout: 5000 })).json<Answer & { error?: { description: string } }>();
    if (answer.error !== undefined) throw new Error(`${subject}: ${answer.error.description}`);
    return answer;
}

type Info = { config: Record<string, unknown> };

describeLive({
    kind: 'nats',
    environment: { SLUICE_MAIN_URL: `nats://127.0.0.1:${port}` },
    nowhere: { SLUICE_MAIN_URL: 'nats://admin:secret@127.0.0.1:1' },
    async clear() {
        const { streams } = await ask<{ streams: string[] | null }>('STREAM.NAMES');
        for (const name of streams ?? []) await ask(`STREAM.DELETE.${name}`);
    },
    async tamper() {
        const { config } = await ask<Info>('STREAM.INFO.plant_readings');
        await ask('STREAM.UPDATE.plant_readings', { ...config, max_msg_size: 1000 });
        return { kind: 'stream', name: 'plant_readings', setting: 'max_msg_size' };
    },
    async destroy() {
        await ask('CONSUMER.DELETE.plant_starts.plant_starts');
        return { kind: 'consumer', name: 'plant_starts/plant_starts' };
    },
    async makeForeign() {
        await ask('STREAM.CREATE.theirs', { name: 'theirs', subjects: ['theirs.>'] });
        return async () => (await ask<{ streams: string[] | null }>('STREAM.NAMES')).streams?.includes('theirs') ?? false;
    },
    async occupy() {
        await ask('STREAM.CREATE.plant_readings', { name: 'plant_readings', subjects: ['plant_readings.>'], storage: 'memory' });
        return { kind: 'stream', name: 'plant_readings' };
    },
    retention: { kind: 'stream', name: 'plant_readings', setting: 'max_age' },
    async makeImmutable(text) {
        const { config } = await ask<Info>('STREAM.INFO.plant_starts');
        await ask('STREAM.DELETE.plant_starts');
        await ask('STREAM.CREATE.plant_starts', { ...config, storage: 'memory' });
        return { kind: 'stream', name: 'plant_starts', text };
    },
    async fill(stream) {
        await admin.request(`${stream}.Plant.Filled`, 'full');
    },
    extra: { kind: 'stream', name: 'plant_extra' },
    factory: 'createNatsBroker',
    async obstruct() {
        await ask('STREAM.CREATE.obstacle', { name: 'obstacle', subjects: ['plant_starts.Plant.*'] });
        return async () => {
            await ask('STREAM.DELETE.obstacle');
        };
    },
});

test('a consumer on NATS that is made anew goes on where it was', async () => {
    process.env['SLUICE_POSITION_URL'] = `nats://127.0.0.1:${port}`;
    const live = await openNats({ system: 'Plant', broker: 'position' });
    delete process.env['SLUICE_POSITION_URL'];
    // A message comes under its own subject, and not as an answer.
    const take = () => admin.request('$JS.API.CONSUMER.MSG.NEXT.position.reader', '{"batch":1,"expires":2000000000}', { noMux: true, timeout: 3000 });
    try {
        await ask('STREAM.CREATE.position', { name: 'position', subjects: ['position.>'] });
        await ask('CONSUMER.DURABLE.CREATE.position.reader', { stream_name: 'position', config: { durable_name: 'reader', ack_policy: 'explicit', deliver_policy: 'all' } });
        for (const text of ['one', 'two', 'three']) await admin.request('position.here', text);
        const first = await take();
        await admin.request(first.reply!, '+ACK');
        const { resources } = await live.read(new Set(['stream/position']));
        const reader = resources.find(({ name }) => name === 'position/reader')!;
        expect(reader.messages).toBe(2);
        await live.create({ ...reader, settings: { ...reader.settings, ack_policy: 'all' } }, await live.remove(reader));
        const next = await take();
        expect([first.string(), next.string()]).toEqual(['one', 'two']);
    } finally {
        await ask('STREAM.DELETE.position');
        await live.close();
    }
});
