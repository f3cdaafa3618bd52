import { afterEach, describe, expect, it } from 'vitest';
import { eventually, feedTelemetry, Programs, telemetryRows, type StartedProgram } from './program-under-test.js';
import { restartServer, startedServers } from './server-under-test.js';

const servers = startedServers();
const schemes: Readonly<Record<string, string>> = { kafka: 'kafka', rabbitmq: 'amqp', nats: 'nats', redis: 'redis' };

const programs = new Programs();

afterEach(() => programs.end());

/** Starts an example on servers of these kinds. */
function start(name: string, brokers: Readonly<Record<string, string>>, samples = ''): Promise<StartedProgram> {
    for (const [broker, kind] of Object.entries(brokers)) {
        if (kind !== 'memory') process.env[`SLUICE_${broker.toUpperCase()}_URL`] = `${schemes[kind]}://127.0.0.1:${servers[kind]!.port}`;
    }
    return programs.start(name, brokers, samples);
}

describe('The telemetry example, facts on NATS and work on Redis', () => {
    it.runIf(servers['nats'] && servers['redis'])('runs on both, and loses nothing when one after the other is killed and started again midway', async () => {
        const { app, failures, deadLetters } = await start('telemetry', { readings: 'nats', work: 'redis' });
        const ids = Array.from({ length: 60 }, (_, index) => `pm-${String(index).padStart(6, '0')}`);
        const feed = (chosen: readonly string[]) => feedTelemetry(app, chosen);
        await feed(ids.slice(0, 20));
        await Promise.all([feed(ids.slice(20, 40)), restartServer(servers['nats']!)]);
        await Promise.all([feed(ids.slice(40)), restartServer(servers['redis']!)]);
        await eventually(() => app.health.ready()).toEqual({ ready: true });
        await eventually(() => telemetryRows(app)).toEqual(ids.map(id => `${id} 1`));
        await eventually(async () => Object.values(await app.health.lag()).reduce((sum, lag) => sum + lag, 0)).toBe(0);
        expect({ failures, deadLetters }).toEqual({ failures: [], deadLetters: [] });
    });
});

/** What becomes of some orders of the shop, but for when. */
async function playShop({ app, program }: Pick<StartedProgram, 'app' | 'program'>, midway: () => Promise<unknown> = async () => undefined): Promise<readonly string[]> {
    const customerId = '0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';
    const orders = Array.from({ length: 12 }, (_, index) => `5f0d1c2b-0000-4000-8000-${String(index).padStart(12, '0')}`);
    const place = (chosen: readonly string[]) => Promise.all(chosen.map(orderId => app.send['ordering']!['placeOrder']!(program.aPlaceOrder!({ orderId, customerId }))));
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
