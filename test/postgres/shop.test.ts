import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { ownParts } from '../../src/model/topology.js';
import type * as runtime from '../../src/runtime/index.js';
import { createRandom } from '../../src/runtime/random.js';
import { SampleData } from '../../src/targets/samples/sample-data.js';
import { startGeneration } from '../../src/targets/typescript/shapes.js';
import { simulateHandlers } from '../../src/workspace/run/simulated-handlers.js';
import { load, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { readTree } from '../support/read-tree.js';
import { connect, newSchema } from './database.js';

interface Shop {
    createApp(options: Omit<runtime.ApplicationOptions, 'broker'> & { readonly brokers: object; readonly handlers: object }): {
        start(): Promise<void>;
        stop(): Promise<unknown>;
        send: { ordering: { placeOrder(data: object): Promise<runtime.Envelope> } };
        application: runtime.Application;
    };
    onOneBroker(broker: runtime.Broker): object;
    createPostgresStore: typeof runtime.createPostgresStore;
    createMemoryBroker: typeof runtime.createMemoryBroker;
}

const pool = connect({ max: 16 });

afterAll(() => pool.end());

test('the shop runs on PostgreSQL: every order arrives, and the log makes the same rows as the events did that came', async () => {
    const orders = 25;
    const model = await modelOf(...readTree(fileURLToPath(new URL('../../examples/shop', import.meta.url)), '.sluice').values());
    const shop = await load<Shop>(writeProgram(model, { files: { 'entry.ts': `export { createApp, onOneBroker } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } }), 'entry.ts');
    const schema = newSchema();
    const random = createRandom('shop');
    const samples = new SampleData(model, random.fork('samples'), Date.now);
    const failures: string[] = [];
    const broker = shop.createMemoryBroker();
    const start = async () => {
        const app = shop.createApp({
            brokers: shop.onOneBroker(broker), pollInterval: 30, store: shop.createPostgresStore({ pool, schema }), handlers: simulateHandlers(startGeneration(model, { root: '', version: 'test' }), samples, random.fork('handlers')),
            observe: activity => {
                if (activity.kind === 'failed') failures.push(activity.reason);
            },
        });
        await app.start();
        return app;
    };
    let app = await start();
    const placeOrder = model.messages.find(({ id }) => id === 'Ordering.PlaceOrder')!;
    const placed: string[] = [];
    for (let order = 0; order < orders; order++) {
        // In the middle of it all it is started again.
        if (order === Math.floor(orders / 2)) {
            await app.stop();
            app = await start();
        }
        const data = samples.object(placeOrder.fields) as { orderId: string };
        placed.push(data.orderId);
        await app.send.ordering.placeOrder(data);
    }
    const { application } = app;
    await expect.poll(async () => {
        await broker.drained();
        const rows = await application.rows('Ordering.OrderStatus');
        return await application.store.outbox!.depth() === 0 && rows.length;
    }, { timeout: 30_000, interval: 50 }).toBe(orders);
    await broker.drained();
    expect((await application.keys('Ordering.Order')).toSorted()).toEqual(placed.toSorted());
    const byText = (rows: readonly object[]) => rows.map(row => JSON.stringify(Object.entries(row).toSorted(([left], [right]) => (left < right ? -1 : 1)))).toSorted();
    for (const { id, kind } of ownParts(model)) {
        if (kind !== 'projection') continue;
        const rows = byText(await application.rows(id));
        await application.rebuild(id, { from: 0 });
        expect({ id, rows: byText(await application.rows(id)) }).toEqual({ id, rows });
    }
    expect(failures).toEqual([]);
    await app.stop();
});
