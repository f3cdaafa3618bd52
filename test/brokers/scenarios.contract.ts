import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { brokerOfQuestions, brokersInUse } from '../../src/model/brokers/placement.js';
import type { FlowModel } from '../../src/model/flow-model.js';
import type { Broker } from '../../src/runtime/broker.js';
import { joinBrokers } from '../../src/runtime/brokers/joined-brokers.js';
import { createKafkaBroker } from '../../src/runtime/brokers/kafka.js';
import { createNatsBroker } from '../../src/runtime/brokers/nats.js';
import { createRabbitmqBroker } from '../../src/runtime/brokers/rabbitmq.js';
import { createRedisBroker } from '../../src/runtime/brokers/redis.js';
import { runScenarios } from '../../src/workspace/scenarios/run-scenarios.js';
import type { Configuration } from '../../src/workspace/system.js';
import { modelOf } from '../support/model-of.js';
import { readTree } from '../support/read-tree.js';
import { startedServers } from './server-under-test.js';

const servers = startedServers();
const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const runtimeFiles = readTree(fileURLToPath(new URL('../../src/runtime', import.meta.url)), '.ts');

const connections: Readonly<Record<string, (name: string, port: number) => Broker>> = {
    kafka: (name, port) => createKafkaBroker({ name, url: `kafka://127.0.0.1:${port}` }),
    rabbitmq: (name, port) => createRabbitmqBroker({ name, url: `amqp://127.0.0.1:${port}` }),
    nats: (name, port) => createNatsBroker({ name, url: `nats://127.0.0.1:${port}` }),
    redis: (name, port) => createRedisBroker({ name, url: `redis://127.0.0.1:${port}` }),
};

/** The shop as its files say, but that its brokers may be of other kinds. */
function shopOn(kinds: Readonly<Record<string, string>>): Promise<FlowModel> {
    return modelOf(...[...readTree(join(examples, 'shop'), '.sluice').values()].map(text => text.replace(/^broker (\w+) \w+/gm, (_line, broker: string) => `broker ${broker} ${kinds[broker]}`)));
}

/** Connects to the servers that a system is on. */
function connect(model: FlowModel): Broker {
    const used = brokersInUse(model);
    return joinBrokers(
        Object.fromEntries(used.map(({ name, kind }) => [name, connections[kind]!(name, servers[kind]!.port)])),
        { channels: Object.fromEntries(used.map(({ name, channels }) => [name, channels])), questions: brokerOfQuestions(model)!.name },
    );
}

const configuration: Configuration = { include: [], rules: { rules: {}, overrides: [], contexts: {} }, generate: { out: 'generated', handlers: 'handlers', ids: 'plain' }, environments: {} };

/** What became of each scenario: its title, and what was wrong with it. */
async function play(model: FlowModel, { embedded }: { embedded: boolean }): Promise<readonly string[]> {
    const told: string[] = [];
    for await (const { scenario, failures } of runScenarios({ root: examples, model, configuration }, { scenarios: model.scenarios, version: '0.0.0', runtimeFiles, ...(!embedded && { connect: () => connect(model) }) })) {
        told.push([scenario.title, ...failures.map(({ problem }) => problem)].join(': '));
    }
    return told;
}

describe('The scenarios of the shop', async () => {
    const model = await shopOn({ log: 'memory', work: 'memory' });
    const titles = model.scenarios.map(({ title }) => title);

    it('hold on the embedded broker', async () => {
        expect(titles.length).toBeGreaterThan(5);
        expect(await play(model, { embedded: true })).toEqual(titles);
    });

    it.each(Object.keys(servers))('hold on %s, unchanged', async kind => {
        expect(await play(await shopOn({ log: kind, work: kind }), { embedded: false })).toEqual(titles);
    }, 240_000);

    it.runIf(servers['kafka'] && servers['rabbitmq'])('hold on Kafka and RabbitMQ, where the shop is', async () => {
        expect(await play(await shopOn({ log: 'kafka', work: 'rabbitmq' }), { embedded: false })).toEqual(titles);
    }, 240_000);
});
