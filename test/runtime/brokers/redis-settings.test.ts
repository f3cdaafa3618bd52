import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Topology } from '../../../src/runtime/broker.js';
import { streamKeyOf, streamKeys } from '../../../src/runtime/brokers/redis/keys.js';
import { KnownTopology } from '../../../src/runtime/brokers/shared/known-topology.js';
import { generateRedis } from '../../../src/targets/redis/redis.js';
import { topologyData } from '../../../src/targets/typescript/topology-module.js';
import { modelOf } from '../../support/model-of.js';

const everyClause = readFileSync(fileURLToPath(new URL('../../brokers/every-clause.sluice', import.meta.url)), 'utf8').replace(/^broker main KIND$/m, 'broker main redis');

it('The broker on Redis makes the streams and groups of the generated set-up, for every clause, and no others', async () => {
    const model = await modelOf(everyClause);
    const setup = generateRedis(model).find(({ path }) => path.endsWith('setup.txt'))!.text;
    const generated = [...setup.matchAll(/^XGROUP CREATE (\S+) (\S+) (\S+) MKSTREAM$/gm)].map(([, key, group, start]) => `${key} ${group} ${start}`).filter(line => !line.includes(' sluice.setup '));
    const { channels, subscriptions } = new KnownTopology().complete(topologyData(model) as Topology);
    const made = subscriptions.flatMap(({ name, channel, start }) => {
        const definition = channels.find(one => one.name === channel)!;
        return streamKeys(definition).map(key => `${key} ${name} ${definition.kind === 'queue' || start === 'first' ? '0' : '$'}`);
    });
    expect(made.toSorted()).toEqual(generated.toSorted());
    expect(made.length).toBeGreaterThan(30);
    for (const channel of channels) expect(streamKeys(channel)).toContain(streamKeyOf(channel, { key: 'press', id: 'a', priority: undefined }));
});
