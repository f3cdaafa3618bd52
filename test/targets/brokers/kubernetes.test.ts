import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { generateNats } from '../../../src/targets/nats/nats.js';
import { generateRabbitmq } from '../../../src/targets/rabbitmq/rabbitmq.js';
import type { FlowModel } from '../../../src/model/flow-model.js';
import type { GeneratedFile } from '../../../src/targets/generated-file.js';
import { objectName, resourceNames } from '../../../src/targets/brokers/kubernetes.js';
import { modelOf } from '../../support/model-of.js';

// That the definitions of the operators take these resources is tried by scripts/brokers/kubernetes.mjs.

interface Resource {
    kind: string;
    metadata: { name: string };
    spec: Record<string, unknown>;
}

const everyClause = readFileSync(new URL('../../brokers/every-clause.sluice', import.meta.url), 'utf8');
const modelOn = (kind: string) => modelOf(everyClause.replace(/^broker main KIND$/m, `broker main ${kind}`));

async function read(kind: string, generate: (model: FlowModel) => GeneratedFile[]) {
    const files = generate(await modelOn(kind));
    const text = (name: string) => files.find(({ path }) => path === `config/${kind}/${name}`)!.text;
    return {
        json: (name: string) => JSON.parse(text(name)) as Record<string, Record<string, unknown>[]>,
        resources: (name: string, of: string) => parseAllDocuments(text(name)).map(document => document.toJS() as Resource | null).filter(resource => resource?.kind === of).map(resource => resource!),
        text,
    };
}

describe('resources for the topology operator of RabbitMQ say what definitions.json and users.json say', async () => {
    const { json, resources, text } = await read('rabbitmq', generateRabbitmq);
    const { exchanges, queues, bindings, policies } = json('definitions.json');
    const reference = { name: 'main' };
    const given = (entry: Record<string, unknown>) => (Object.keys(entry.arguments as object).length === 0 ? {} : { arguments: entry.arguments });

    it('exchanges', () => {
        expect(resources('topology.yaml', 'Exchange').map(({ spec }) => spec)).toEqual(exchanges!.map(exchange => ({
            name: exchange.name, vhost: '/', type: exchange.type, durable: true, autoDelete: false, ...given(exchange), rabbitmqClusterReference: reference,
        })));
    });

    it('queues, of which the type is a setting of its own', () => {
        const found = resources('topology.yaml', 'Queue').map(({ spec: { type, arguments: declared, ...spec } }) => ({ ...spec, arguments: { 'x-queue-type': type, ...declared as object } }));
        expect(found).toEqual(queues!.map(queue => ({ name: queue.name, vhost: '/', durable: true, autoDelete: false, arguments: queue.arguments, rabbitmqClusterReference: reference })));
        expect(new Set(resources('topology.yaml', 'Queue').map(({ spec }) => spec.type))).toEqual(new Set(['quorum', 'classic', 'stream']));
    });

    it('bindings', () => {
        expect(resources('topology.yaml', 'Binding').map(({ spec }) => spec)).toEqual(bindings!.map(binding => ({
            source: binding.source, vhost: '/', destination: binding.destination, destinationType: binding.destination_type, routingKey: binding.routing_key, ...given(binding), rabbitmqClusterReference: reference,
        })));
    });

    it('policies', () => {
        expect(resources('topology.yaml', 'Policy').map(({ spec }) => spec)).toEqual(policies!.map(policy => ({
            name: policy.name, vhost: '/', pattern: policy.pattern, applyTo: 'queues', priority: 0, definition: policy.definition, rabbitmqClusterReference: reference,
        })));
    });

    it('users, whose passwords are nowhere, and their permissions', () => {
        const { users, permissions } = json('users.json');
        const made = resources('topology.yaml', 'User');
        expect(made.map(({ spec }) => spec)).toEqual(users!.map(({ name }) => ({ importCredentialsSecret: { name: `${name as string}-credentials` }, rabbitmqClusterReference: reference })));
        expect(resources('topology.yaml', 'Permission').map(({ spec }) => spec)).toEqual(permissions!.map(({ user, configure, write, read: mayRead }) => ({
            vhost: '/', userReference: { name: user }, permissions: { configure, write, read: mayRead }, rabbitmqClusterReference: reference,
        })));
        expect(text('topology.yaml')).not.toMatch(/password:/);
    });
});

describe('resources for the controller of NATS say what jetstream.json says', async () => {
    const { json, resources } = await read('nats', generateNats);
    const { streams, consumers } = json('jetstream.json');
    const nanoseconds = (duration: unknown) => {
        const [, number, unit] = /^(\d+)(ns|ms|s)$/.exec(duration as string)!;
        return Number(number) * { ns: 1, ms: 1e6, s: 1e9 }[unit as 'ns' | 'ms' | 's'];
    };

    it('streams', () => {
        expect(resources('nack.yaml', 'Stream').map(({ spec }) => ({
            name: spec.name, description: spec.description, subjects: spec.subjects, retention: spec.retention, storage: spec.storage, discard: spec.discard,
            max_age: spec.maxAge === undefined ? 0 : nanoseconds(spec.maxAge), max_bytes: spec.maxBytes, max_msgs: spec.maxMsgs, max_msgs_per_subject: spec.maxMsgsPerSubject,
            duplicate_window: nanoseconds(spec.duplicateWindow), num_replicas: spec.replicas,
        }))).toEqual(streams);
    });

    it('consumers', () => {
        expect(resources('nack.yaml', 'Consumer').map(({ spec }) => ({
            stream: spec.streamName,
            config: {
                durable_name: spec.durableName, description: spec.description, deliver_policy: spec.deliverPolicy, ack_policy: spec.ackPolicy,
                ...(spec.ackWait !== undefined && { ack_wait: nanoseconds(spec.ackWait) }), max_deliver: spec.maxDeliver,
                ...(spec.maxAckPending !== undefined && { max_ack_pending: spec.maxAckPending }), filter_subject: spec.filterSubject, replay_policy: spec.replayPolicy,
            },
        }))).toEqual(consumers);
    });
});

describe('a name that Kubernetes takes', () => {
    it.each([
        ['ordering.orders', 'ordering.orders'],
        ['Ordering_Orders', 'ordering-orders'],
        ['orders._placed', 'orders.placed'],
        ['..Ärger..und-.mehr__', 'rger.und.mehr'],
        ['日本', 'topic'],
    ])('%s: %s', (name, expected) => {
        expect(objectName(name)).toBe(expected);
    });

    it('is numbered where others have it already, one kind of resource apart from another, and never too long', () => {
        const names = resourceNames();
        const long = `${'a'.repeat(250)}.bcd`;
        expect([names.of('Queue', 'work'), names.of('Queue', 'work'), names.of('Exchange', 'work'), names.of('Queue', 'work')]).toEqual(['work', 'work-2', 'work', 'work-3']);
        expect([names.of('Queue', long), names.of('Queue', long)]).toEqual([`${'a'.repeat(250)}.bc`, `${'a'.repeat(250)}-2`]);
    });
});
