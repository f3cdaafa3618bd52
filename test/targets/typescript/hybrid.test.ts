import { beforeAll, describe, expect, test } from 'vitest';
import * as api from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader, type DataPoint } from '@opentelemetry/sdk-metrics';
import type * as runtime from '../../../src/runtime/index.js';
import { load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

interface Program {
    createApp(options: object): {
        start(): Promise<void>;
        stop(): Promise<unknown>;
        publish: { plant: Record<string, (data: object) => Promise<runtime.Envelope>> };
        send: { plant: Record<string, (data: object) => Promise<runtime.Envelope>> };
        ask: { plant: { machineOf(parameters: object): Promise<unknown> } };
        health: runtime.Health;
    };
    onOneBroker(broker: runtime.Broker): Readonly<Record<'facts' | 'work', runtime.Broker>>;
    createVirtualClock: typeof runtime.createVirtualClock;
    createMemoryBroker: typeof runtime.createMemoryBroker;
    openTelemetry: typeof runtime.openTelemetry;
    BrokerError: typeof runtime.BrokerError;
    RejectedMessage: typeof runtime.RejectedMessage;
}

/** Facts on one broker, work on another, and a part that takes from both. */
const specification = `broker work redis
broker facts nats
context Plant {
  event Started { key machine: string }
  event Oiled { key machine: string }
  event Stopped { key machine: string }
  command Start { key machine: string }
  command Oil { key machine: string }
  topic Runs on facts { carries Started, Oiled, Stopped }
  queue Machines on work { carries Start, Oil  retry 2 times, backoff 1s to 1s }
  aggregate Motor by machine {
    starts: int = 0
    handle Start -> Started
    on Started { starts += 1 }
  }
  service Care {
    on Started -> send Oil
    on Stopped by code
    handle Oil -> Oiled by code
  }
  projection Machine by machine {
    starts: int = 0
    oiled: boolean = false
    on Started { starts += 1 }
    on Oiled { oiled = true }
    query MachineOf(machine: string) returns Machine? where state.machine == query.machine
  }
}
`;

let program: Program;

beforeAll(async () => {
    const folder = writeProgram(await modelOf(specification), { files: { 'entry.ts': `export { createApp, onOneBroker } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } });
    program = await load<Program>(folder, 'entry.ts');
});

/** A broker whose server can be taken away: it refuses what it is asked then, and hands nothing out. */
function mortal(broker: runtime.MemoryBroker) {
    let gone = false;
    const reach = () => {
        if (gone) throw new program.BrokerError('unavailable', 'The server is away.');
    };
    const watched: runtime.Broker = {
        prepare: topology => broker.prepare(topology),
        async publish(channel, envelope, options) {
            reach();
            await broker.publish(channel, envelope, options);
        },
        consume: (subscription, handler, options) => broker.consume(subscription, handler, options),
        request: (query, envelope, options) => broker.request(query, envelope, options),
        answer: (query, handler) => broker.answer(query, handler),
        close: () => broker.close(),
        lag: subscription => broker.lag(subscription),
        watch: listener => broker.watch(listener),
        async ping() {
            reach();
        },
    };
    return { broker: watched, cut: () => void (gone = true), mend: () => void (gone = false) };
}

async function start(options: object = {}) {
    const clock = program.createVirtualClock({ seed: 1 });
    const own = { facts: program.createMemoryBroker({ clock }), work: program.createMemoryBroker({ clock }) };
    const mortals = { facts: mortal(own.facts), work: mortal(own.work) };
    const failing = new Set<string>();
    const app = program.createApp({
        brokers: { facts: mortals.facts.broker, work: mortals.work.broker },
        clock, random: clock.random,
        handlers: { plant: { care: {
            onStopped: ({ machine }: { machine: string }) => {
                throw new program.RejectedMessage(`${machine} stands still`);
            },
            oil: ({ machine }: { machine: string }) => {
                if (failing.has(machine)) throw new Error('No oil is left.');
                return { oiled: {} };
            },
        } } },
        ...options,
    });
    const started = app.start();
    await clock.advance(0);
    await started;
    return { app, clock, own, mortals, failing };
}

const namesOf = (broker: runtime.MemoryBroker) => broker.inspect().channels.map(({ name }) => name);

describe('a system on several brokers', () => {
    test('has each channel, its subscriptions and their dead letters on the broker of the channel, and nothing elsewhere', async () => {
        const { own } = await start();
        expect(namesOf(own.facts)).toEqual(['plant.care.dead-letter', 'plant.machine.dead-letter', 'plant.runs']);
        expect(namesOf(own.work)).toEqual(['plant.machines', 'plant.machines.dead-letter']);
    });

    test('flows over both, and answers what it is asked', async () => {
        const { app, clock, own } = await start();
        await app.send.plant.start!({ machine: 'press' });
        await clock.advance(0);
        const asked = app.ask.plant.machineOf({ machine: 'press' });
        await clock.advance(0);
        expect(await asked).toEqual({ machine: 'press', starts: 1, oiled: true });
        expect(own.facts.read('plant.runs').map(({ envelope }) => envelope.type)).toEqual(['Plant.Started.v1', 'Plant.Oiled.v1']);
        expect(own.work.inspect().channels.find(({ name }) => name === 'plant.machines')?.published).toBe(2);
    });

    test('sets aside on each broker what failed there, and tells of both', async () => {
        const told: string[] = [];
        const log = (level: string) => (fields: object, message: string) => void told.push(`${level} ${(fields as { channel?: string }).channel ?? ''} ${message}`);
        const { app, clock, own, failing } = await start({ logger: { debug: () => undefined, info: () => undefined, warn: log('warn'), error: log('error') } });
        failing.add('saw');
        await app.publish.plant.stopped!({ machine: 'press' });
        await app.send.plant.oil!({ machine: 'saw' });
        await clock.advance(10_000);
        expect(own.facts.deadLetters().map(({ subscription, reason }) => [subscription, reason])).toEqual([['plant.care', 'press stands still']]);
        expect(own.work.deadLetters().map(({ subscription, reason }) => [subscription, reason])).toEqual([['plant.machines', 'No oil is left.']]);
        expect(told.filter(line => line.startsWith('error')).sort()).toEqual([
            'error plant.machines A message was put into its dead letter queue.', 'error plant.runs A message was put into its dead letter queue.',
        ]);
    });

    test('goes on with what needs one broker while the other is away, and with the rest when that is back', async () => {
        const { app, clock, mortals, own } = await start();
        mortals.facts.cut();
        expect(await app.health.ready()).toEqual({ ready: false, reason: "The broker 'facts' cannot be reached." });
        await app.send.plant.start!({ machine: 'press' });
        await expect(app.publish.plant.stopped!({ machine: 'press' })).rejects.toThrow('away');
        await clock.advance(500);
        // The command was taken and waits for its next attempt, as its event could not be published.
        expect(own.work.unsettled('plant.machines')).toMatchObject([{ state: 'retrying' }]);
        mortals.facts.mend();
        mortals.work.cut();
        expect(await app.health.ready()).toEqual({ ready: false, reason: "The broker 'work' cannot be reached." });
        await app.publish.plant.oiled!({ machine: 'press' });
        await expect(app.send.plant.oil!({ machine: 'press' })).rejects.toThrow('away');
        mortals.work.mend();
        await clock.advance(20_000);
        const asked = app.ask.plant.machineOf({ machine: 'press' });
        await clock.advance(0);
        expect(await asked).toEqual({ machine: 'press', starts: 1, oiled: true });
        expect(await app.health.ready()).toEqual({ ready: true });
    });

    test('tells how far each subscription is behind, whatever broker it is on, and stops on all of them', async () => {
        const { app, clock, own } = await start();
        expect(await app.health.lag()).toEqual({ 'plant.care': 0, 'plant.machine': 0, 'plant.machines': 0 });
        const stopped = app.stop();
        await clock.advance(0);
        await stopped;
        expect([own.facts, own.work].flatMap(broker => broker.inspect().subscriptions.map(({ consumers }) => consumers)).every(consumers => consumers === 0)).toBe(true);
    });

    test('measures each broker under its own name', async () => {
        const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
        const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
        const provider = new MeterProvider({ readers: [reader] });
        const { app, clock } = await start({ telemetry: program.openTelemetry({ ...api, metrics: provider } as never) });
        await app.send.plant.start!({ machine: 'press' });
        await clock.advance(0);
        await reader.forceFlush();
        const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(scope => scope.metrics);
        const points = (name: string) => metrics.filter(({ descriptor }) => descriptor.name === name).flatMap(({ dataPoints }) => dataPoints as DataPoint<unknown>[]).map(({ attributes, value }) => [attributes['messaging.destination.name'], attributes['messaging.destination.subscription.name'], value]);
        expect(points('messaging.client.sent.messages').sort()).toEqual([['plant.machines', undefined, 2], ['plant.runs', undefined, 2]]);
        expect(points('sluice.subscription.lag').sort()).toEqual([['plant.machines', undefined, 0], ['plant.runs', 'plant.care', 0], ['plant.runs', 'plant.machine', 0]]);
        await provider.shutdown();
    });

    test('is played by one broker in the place of all', async () => {
        const clock = program.createVirtualClock({ seed: 1 });
        const broker = program.createMemoryBroker({ clock });
        const { app } = await start({ brokers: program.onOneBroker(broker) });
        await app.send.plant.start!({ machine: 'press' });
        expect(namesOf(broker)).toContain('plant.runs');
        expect(broker.inspect().channels.find(({ name }) => name === 'plant.machines')?.published).toBe(1);
    });

    test('says which connection is missing where no compiler has said so', () => {
        const broker = program.createMemoryBroker();
        expect(() => program.createApp({ brokers: { work: broker }, handlers: { plant: {} } })).toThrow("There is no connection to 'facts'");
    });
});
