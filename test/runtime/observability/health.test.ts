import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { handles } from '../../../src/runtime/application/index.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { healthListener } from '../../../src/runtime/observability/health-listener.js';
import { healthOf, type ApplicationStatus } from '../../../src/runtime/observability/health.js';
import type { Broker } from '../../../src/runtime/broker.js';
import { createMemoryBroker } from '../../../src/runtime/brokers/memory.js';
import { Application } from '../../../src/runtime/application/index.js';
import { createVirtualClock } from '../../../src/runtime/virtual-clock.js';
import { command, settings, start } from '../application/harness.js';

const work = command<{ id: string }>('Work');

/** An application whose one handler works until it is told to finish. */
async function startWorker() {
    const waiting: (() => void)[] = [];
    const running = await start({
        parts: [{ kind: 'service', name: 'Shop.Worker', settings, schedules: [], answers: [], handlers: [handles(work, async () => {
            await new Promise<void>(resolve => waiting.push(resolve));
            return { outputs: [] };
        })] }],
        ordered: 'none',
    });
    return { ...running, finish: () => waiting.splice(0).forEach(resolve => resolve()) };
}

test('an application is ready from its start until it stops', async () => {
    const clock = createVirtualClock();
    const application = new Application({ topology: { channels: [], subscriptions: [] }, parts: [], subscriptions: {}, queues: [] }, { broker: createMemoryBroker({ clock }), clock });
    expect(application.health.live()).toBe(true);
    expect(await application.health.ready()).toEqual({ ready: false, reason: 'The application is new.' });
    await application.start();
    expect(await application.health.ready()).toEqual({ ready: true });
    await application.stop();
    expect(application.health.live()).toBe(false);
    expect(await application.health.ready()).toEqual({ ready: false, reason: 'The application is stopped.' });
});

test('an application that could not start is not alive', async () => {
    const clock = createVirtualClock();
    const broker = createMemoryBroker({ clock });
    await broker.close();
    const application = new Application({ topology: { channels: [], subscriptions: [] }, parts: [], subscriptions: {}, queues: [] }, { broker, clock });
    await expect(application.start()).rejects.toThrow('closed');
    expect(application.health.live()).toBe(false);
});

test('stopping waits for what is in hand, is not ready meanwhile, and leaves what waits', async () => {
    const { application, broker, clock, finish, send } = await startWorker();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await send(work, { id });
    expect(await application.health.lag()).toEqual({ Work: 6 });
    let report: object | undefined;
    const stopped = application.stop({ timeout: 10_000 }).then(result => report = result);
    await clock.advance(5000);
    expect(report).toBeUndefined();
    expect(application.health.live()).toBe(true);
    expect(await application.health.ready()).toEqual({ ready: false, reason: 'The application is draining.' });
    finish();
    await clock.advance(0);
    await stopped;
    expect(report).toEqual({ unfinished: [] });
    // Four were in hand at a time; nobody has begun the others.
    expect(broker.inspect().subscriptions.find(({ name }) => name === 'Work')).toMatchObject({ acknowledged: 4, waiting: 2 });
});

test('stopping ends with its timeout and says what was left', async () => {
    const { application, clock, send } = await startWorker();
    const { id } = await send(work, { id: 'a' });
    let report: object | undefined;
    void application.stop({ timeout: 10_000 }).then(result => report = result);
    await clock.advance(9999);
    expect(report).toBeUndefined();
    await clock.advance(1);
    expect(report).toEqual({ unfinished: [{ subscription: 'Work', type: 'Work.v1', id }] });
});

function healthWith({ broker = {}, ping = async () => undefined, clock = systemClock, status = 'running' }: { broker?: Partial<Broker>; ping?: () => Promise<void>; clock?: typeof systemClock; status?: ApplicationStatus }) {
    return healthOf({ broker: broker as Broker, clock, dependencies: [{ name: 'The store', ping }], status: () => status, subscriptions: () => ['told', 'untold'] });
}

test('whoever cannot reach its broker or its store is not ready, and does not say where they are', async () => {
    const secret = async () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432'));
    expect(await healthWith({}).ready()).toEqual({ ready: true });
    expect(await healthWith({ broker: { ping: secret } }).ready()).toEqual({ ready: false, reason: 'The broker cannot be reached.' });
    expect(await healthWith({ ping: secret }).ready()).toEqual({ ready: false, reason: 'The store cannot be reached.' });
});

test('whoever waits for an answer in vain is not ready', async () => {
    const clock = createVirtualClock();
    let readiness: object | undefined;
    void healthWith({ clock, ping: () => new Promise(() => undefined) }).ready().then(result => readiness = result);
    await clock.advance(1999);
    expect(readiness).toBeUndefined();
    await clock.advance(1);
    expect(readiness).toEqual({ ready: false, reason: 'The store does not answer.' });
});

test('probes are answered over HTTP', async () => {
    let reachable = true;
    const health = healthWith({ broker: { lag: async name => (name === 'told' ? 7 : undefined) }, ping: async () => (reachable ? undefined : Promise.reject(new Error('gone'))) });
    const server = createServer(healthListener(health)).listen(0, '127.0.0.1');
    try {
        await new Promise(resolve => server.once('listening', resolve));
        const get = async (path: string): Promise<[number, unknown]> => {
            const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
            return [response.status, await response.json()];
        };
        expect(await get('/live')).toEqual([200, { live: true }]);
        expect(await get('/ready?verbose=1')).toEqual([200, { ready: true }]);
        expect(await get('/lag')).toEqual([200, { told: 7 }]);
        expect(await get('/')).toEqual([404, { error: 'There is nothing here. Ask for one of /live, /ready, /lag.' }]);
        expect((await get('/constructor'))[0]).toBe(404);
        reachable = false;
        expect(await get('/ready')).toEqual([503, { ready: false, reason: 'The store cannot be reached.' }]);
    } finally {
        server.close();
    }
});
