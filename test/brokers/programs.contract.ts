import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';
import { load, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { readTree } from '../support/read-tree.js';
import { restartServer, startedServers } from './server-under-test.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const servers = startedServers();
const schemes: Readonly<Record<string, string>> = { kafka: 'kafka', rabbitmq: 'amqp', nats: 'nats', redis: 'redis' };

interface App {
    start(): Promise<void>;
    stop(): Promise<unknown>;
    readonly health: runtime.Health;
    readonly application: runtime.Application;
    readonly send: Readonly<Record<string, Readonly<Record<string, (data: object) => Promise<unknown>>>>>;
    readonly ask: Readonly<Record<string, Readonly<Record<string, (parameters: object) => Promise<unknown>>>>>;
}

/** What is used here of a generated program that is on several brokers. */
interface Program {
    createApp(options: { readonly brokers: Readonly<Record<string, runtime.Broker>>; readonly handlers: unknown; readonly observe: (activity: runtime.ApplicationActivity) => void }): App;
    connectBrokers(): Readonly<Record<string, runtime.Broker>>;
    readonly usualHandlers: unknown;
    aPlaceOrder(fields: object): object;
}

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
});

/** Starts an example as it is generated, but that its brokers may be of other kinds; the environment says where they are. */
async function start(name: string, brokers: Readonly<Record<string, string>>, samples = ''): Promise<{ app: App; program: Program; failures: string[]; deadLetters: string[] }> {
    const texts = [...readTree(join(examples, name), '.sluice').values()].map(text => text.replace(/^broker (\w+) \w+/gm, (_line, broker: string) => `broker ${broker} ${brokers[broker]}`));
    const entry = `export * from './generated/app.js';\nexport * from './generated/brokers.js';\nexport { usualHandlers } from './generated/usual-handlers.js';\n${samples}`;
    const model = await modelOf(...texts);
    const embedded = Object.values(brokers).every(kind => kind === 'memory');
    const memory = `import { onOneBroker } from './generated/app.js';\nimport { createMemoryBroker } from './generated/runtime/index.js';\nexport const connectBrokers = () => onOneBroker(createMemoryBroker());\n`;
    const program = await load<Program>(writeProgram(model, { files: { 'entry.ts': embedded ? `${entry.replace(/.*brokers\.js.*\n/, '')}${memory}` : entry } }), 'entry.ts');
    for (const [broker, kind] of Object.entries(brokers)) {
        if (kind !== 'memory') process.env[`SLUICE_${broker.toUpperCase()}_URL`] = `${schemes[kind]}://127.0.0.1:${servers[kind]!.port}`;
    }
    const connections = program.connectBrokers();
    const failures: string[] = [];
    const deadLetters: string[] = [];
    for (const broker of new Set(Object.values(connections))) {
        broker.watch?.(failure => {
            if (failure.kind !== 'retried') deadLetters.push(`${failure.deadLetter.subscription}: ${failure.deadLetter.reason}`);
        });
        closing.push(() => broker.close());
    }
    const app = program.createApp({ brokers: connections, handlers: program.usualHandlers, observe: activity => void (activity.kind === 'failed' && failures.push(activity.reason)) });
    closing.push(() => app.stop());
    await app.start();
    return { app, program, failures, deadLetters };
}

/** Asks again until the answer is as expected. */
function eventually<Value>(ask: () => Promise<Value>) {
    return expect.poll(ask, { timeout: 40_000, interval: 50 });
}

describe('The telemetry example, facts on NATS and work on Redis', () => {
    it.runIf(servers['nats'] && servers['redis'])('runs on both, and loses nothing when one after the other is killed and started again midway', async () => {
        const { app, failures, deadLetters } = await start('telemetry', { readings: 'nats', work: 'redis' });
        const ids = Array.from({ length: 60 }, (_, index) => `pm-${String(index).padStart(6, '0')}`);
        const { registerDevice, changeConfiguration } = app.send['devices']!;
        const feed = async (chosen: readonly string[]) => {
            for (const deviceId of chosen) {
                await registerDevice!({ deviceId, site: 'nl-ams-04', mountedOn: `pump ${deviceId}`, registeredAt: '2026-01-01T00:00:00.000Z' });
                await changeConfiguration!({ deviceId, settings: { interval: 60, deadband: 0.5, alarmAbove: {} } });
            }
        };
        await feed(ids.slice(0, 20));
        await Promise.all([feed(ids.slice(20, 40)), restartServer(servers['nats']!)]);
        await Promise.all([feed(ids.slice(40)), restartServer(servers['redis']!)]);
        await eventually(() => app.health.ready()).toEqual({ ready: true });
        const rows = async () => (await app.ask['devices']!['devicesOfSite']!({ site: 'nl-ams-04' }) as readonly { deviceId: string; desiredRevision: number }[]).map(({ deviceId, desiredRevision }) => `${deviceId} ${desiredRevision}`).sort();
        await eventually(rows).toEqual(ids.map(id => `${id} 1`));
        await eventually(async () => Object.values(await app.health.lag()).reduce((sum, lag) => sum + lag, 0)).toBe(0);
        expect({ failures, deadLetters }).toEqual({ failures: [], deadLetters: [] });
    });
});

/** What becomes of some orders of the shop, but for when. */
async function playShop({ app, program }: { readonly app: App; readonly program: Program }, midway: () => Promise<unknown> = async () => undefined): Promise<readonly string[]> {
    const customerId = '0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';
    const orders = Array.from({ length: 12 }, (_, index) => `5f0d1c2b-0000-4000-8000-${String(index).padStart(12, '0')}`);
    const place = (chosen: readonly string[]) => Promise.all(chosen.map(orderId => app.send['ordering']!['placeOrder']!(program.aPlaceOrder({ orderId, customerId }))));
    await place(orders.slice(0, 6));
    await Promise.all([place(orders.slice(6)), midway()]);
    const statusOf = async () => {
        const rows = await app.ask['ordering']!['ordersOfCustomer']!({ customerId }) as readonly { orderId: string; phase: string; lineCount: number; total: object }[];
        const accounts = await app.application.rows('Billing.OrderAccount') as readonly { orderId: string; captured?: object }[];
        return rows.map(({ orderId, phase, lineCount, total }) => JSON.stringify({ orderId, phase, lineCount, total, captured: accounts.find(account => account.orderId === orderId)?.captured })).sort();
    };
    await eventually(async () => (await statusOf()).filter(row => row.includes('"phase":"shipped"')).length).toBe(orders.length);
    return statusOf();
}

const samples = `export { aPlaceOrder } from './generated/ordering/samples.js';\n`;

describe('The shop, with the same handlers', () => {
    const played = new Map<string, readonly string[]>();

    it.each(['memory', ...Object.keys(servers)])('does the same on %s as on the embedded broker', async kind => {
        const shop = await start('shop', { log: kind, work: kind }, samples);
        played.set(kind, await playShop(shop));
        expect({ failures: shop.failures, deadLetters: shop.deadLetters }).toEqual({ failures: [], deadLetters: [] });
        expect(played.get(kind)).toEqual(played.get('memory'));
    });

    it.runIf(servers['kafka'] && servers['rabbitmq'])('does the same as it is, facts on Kafka and work on RabbitMQ, with one of them killed and started again midway', async () => {
        const shop = await start('shop', { log: 'kafka', work: 'rabbitmq' }, samples);
        expect(await playShop(shop, () => restartServer(servers['rabbitmq']!))).toEqual(played.get('memory'));
        expect(shop.failures).toEqual([]);
    });
});
