import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/runtime/broker.js';
import { channelLayout, subscriptionLayout, type Layout } from '../../../src/runtime/brokers/rabbitmq/settings.js';
import { KnownTopology } from '../../../src/runtime/brokers/shared/known-topology.js';
import type { RabbitDefinitions } from '../../../src/targets/rabbitmq/definitions-builder.js';
import { generateRabbitmq } from '../../../src/targets/rabbitmq/rabbitmq.js';
import { topologyData } from '../../../src/targets/typescript/topology-module.js';
import { modelOf } from '../../support/model-of.js';

const everyClause = readFileSync(fileURLToPath(new URL('../../brokers/every-clause.sluice', import.meta.url)), 'utf8').replace(/^broker main KIND$/m, 'broker main rabbitmq');

describe('The broker on RabbitMQ and the generated definitions', () => {
    it('have the same exchanges, queues, policies and bindings for every clause, so that nothing is left to make where the definitions were loaded', async () => {
        const model = await modelOf(everyClause);
        const definitions = JSON.parse(generateRabbitmq(model)[0]!.text) as RabbitDefinitions;
        const { channels, subscriptions } = new KnownTopology().complete(topologyData(model) as Topology);
        const layouts: Layout[] = [
            ...channels.map(channelLayout),
            ...subscriptions.map(subscription => subscriptionLayout(subscription, channels.find(({ name }) => name === subscription.channel)!)),
        ];
        const policyOf = (queue: string): object => definitions.policies.find(({ pattern }) => new RegExp(pattern).test(queue))?.definition ?? {};
        expect(layouts.flatMap(({ exchanges }) => exchanges).sort(byText))
            .toEqual(definitions.exchanges.map(({ name, type, arguments: declared }) => ({ name, type, arguments: declared })).sort(byText));
        expect(layouts.flatMap(({ queues }) => queues).sort(byText))
            .toEqual(definitions.queues.map(({ name, arguments: declared }) => ({ name, arguments: declared, policy: policyOf(name) })).sort(byText));
        expect(layouts.flatMap(({ bindings }) => bindings).sort(byText))
            .toEqual(definitions.bindings.map(({ source, destination, destination_type, routing_key }) => ({ source, destination, kind: destination_type, key: routing_key })).sort(byText));
        expect(definitions.queues.length).toBeGreaterThan(50);
    });

    it('never use the default exchange to publish, through which every queue can be written to', async () => {
        const definitions = JSON.parse(generateRabbitmq(await modelOf(everyClause))[0]!.text) as RabbitDefinitions;
        const reached = new Set(definitions.bindings.filter(({ destination_type }) => destination_type === 'queue').map(({ destination }) => destination));
        expect(definitions.queues.map(({ name }) => name).filter(name => !reached.has(name))).toEqual([]);
    });
});

/** By name and what tells bindings apart: arguments may stand in another order. */
function byText(left: object, right: object): number {
    const key = (entry: object): string => ['name', 'source', 'destination', 'kind', 'key'].map(name => String((entry as Record<string, unknown>)[name])).join('\n');
    return key(left) < key(right) ? -1 : 1;
}
