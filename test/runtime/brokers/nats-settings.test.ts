import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FlowModel } from '../../../src/model/flow-model.js';
import type { Topology } from '../../../src/runtime/broker.js';
import { subjectOf } from '../../../src/runtime/brokers/nats/names.js';
import { consumerLanes, streamSettings } from '../../../src/runtime/brokers/nats/settings.js';
import { KnownTopology } from '../../../src/runtime/brokers/shared/known-topology.js';
import { outgoingMessage } from '../../../src/runtime/brokers/shared/outgoing.js';
import { generateNats } from '../../../src/targets/nats/nats.js';
import { topologyData } from '../../../src/targets/typescript/topology-module.js';
import { modelOf } from '../../support/model-of.js';
import { message } from './messages.js';

const everyClause = readFileSync(fileURLToPath(new URL('../../brokers/every-clause.sluice', import.meta.url)), 'utf8').replace(/^broker main KIND$/m, 'broker main nats');

/** What the generated program tells its broker, completed as the broker does it. */
function topologyOf(model: FlowModel): Topology {
    return new KnownTopology().complete(topologyData(model) as Topology);
}

interface Configuration {
    readonly streams: readonly (Record<string, unknown> & { readonly name: string; readonly description: string })[];
    readonly consumers: readonly { readonly stream: string; readonly config: Record<string, unknown> }[];
}

describe('The broker on NATS and the generated configuration', () => {
    it('have the same streams and consumers for every clause, so that nothing is left to make where the configuration was applied', async () => {
        const model = await modelOf(everyClause);
        const [file] = generateNats(model);
        const configuration = JSON.parse(file!.text) as Configuration;
        const { channels, subscriptions } = topologyOf(model);
        const streams = channels.map(channel => streamSettings(channel, 1)).sort(byText);
        expect(streams).toEqual(configuration.streams.map(withoutDescription).sort(byText));
        const consumers = subscriptions.flatMap(subscription => consumerLanes(subscription, channels.find(({ name }) => name === subscription.channel)!).map(({ stream, settings }) => ({ stream, config: settings })));
        expect(consumers.sort(byText)).toEqual(configuration.consumers.map(({ stream, config }) => ({ stream, config: withoutDescription(config) })).sort(byText));
        expect(configuration.consumers.length).toBeGreaterThan(30);
    });

    it('agree on what a subject says: the filters let through what is asked for', async () => {
        const { channels, subscriptions } = topologyOf(await modelOf(everyClause));
        const readings = channels.find(({ name }) => name === 'plant.readings')!;
        const subject = (type: string, site: string): string => subjectOf(readings, outgoingMessage(readings, message('a', { type, key: 'press', data: { site } }), {}));
        const alarm = subscriptions.find(({ channel, routes }) => channel === readings.name && routes?.some(words => words.includes('north%2E1')))!;
        const filters = consumerLanes(alarm, readings).map(({ settings }) => String(settings['filter_subject']));
        const passes = (text: string): boolean => filters.some(filter => matches(filter, text));
        expect(passes(subject('Plant.Measured.v1', 'north.1'))).toBe(true);
        expect(passes(subject('Plant.Calibrated.v1', 'south'))).toBe(true);
        expect(subject('Plant.Measured.v1', 'north.1')).toMatch(/^plant_readings\.[0-3]\.Plant\.Measured\.north%2E1$/);
    });
});

function matches(filter: string, subject: string): boolean {
    const [words, given] = [filter.split('.'), subject.split('.')];
    return words.every((word, index) => word === '>' || word === '*' || word === given[index]) && (words.at(-1) === '>' || words.length === given.length);
}

function withoutDescription(settings: Readonly<Record<string, unknown>>): object {
    return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'description'));
}

function byText(left: object, right: object): number {
    return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
