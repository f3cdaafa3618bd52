import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/runtime/broker.js';
import { createMemoryBroker } from '../../src/runtime/brokers/memory.js';
import type { FlowModel } from '../../src/model/flow-model.js';
import { runScenarios } from '../../src/workspace/scenarios/run-scenarios.js';
import type { Configuration } from '../../src/workspace/system.js';
import { runtimeFiles } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { readTree } from '../support/read-tree.js';

// A broker on the time of the host is what a server is to a scenario; test/brokers/scenarios.contract.ts plays on real ones.

const configuration: Configuration = { include: [], rules: { rules: {}, overrides: [], contexts: {} }, generate: { out: 'generated', handlers: 'handlers', ids: 'plain' }, environments: {} };

async function play(model: FlowModel, connect: () => Broker): Promise<string[]> {
    const told: string[] = [];
    for await (const { scenario, failures } of runScenarios({ root: '/system', model, configuration }, { scenarios: model.scenarios, version: '0.0.0', runtimeFiles, connect })) {
        told.push([scenario.title, ...failures.map(({ problem }) => problem)].join(': '));
    }
    return told;
}

const plant = (clauses: string, scenarios: string) => modelOf(`
context Plant {
  event Started { key machine: string }
  event Checked { key machine: string }
  command Start { key machine: string }
  command Check { key machine: string }
  queue Starts { carries Start ${clauses} }
  service Hands { handle Start -> Started  handle Check -> Checked }
  process Watching by machine {
    start on Started -> go running
    state running { after 1 hour -> send Check go checking }
    state checking { on Checked -> go checked after 1 hour -> end }
    state checked { after 1 hour -> send Check end }
  }
  ${scenarios}
}`);

describe('Scenarios on a broker with a time of its own', () => {
    it.each(['shop', 'meetings', 'trading', 'telemetry'])('hold as on the embedded one: %s', async name => {
        const model = await modelOf(...readTree(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), '.sluice').values());
        expect(model.scenarios.length).toBeGreaterThan(3);
        expect(await play(model, () => createMemoryBroker())).toEqual(model.scenarios.map(({ title }) => title));
    });

    it('let what a timer sets off come before the next one', async () => {
        const model = await plant('', `
          scenario "two checks" { when Start after 2 hours then 2 Check and Watching ended }
          scenario "one check" { when Start after 119 minutes then 1 Check and Watching in checked }`);
        expect(await play(model, () => createMemoryBroker())).toEqual(['two checks', 'one check']);
    });

    it('say what is not as they say', async () => {
        const model = await plant('', 'scenario "nothing starts" { when Start then no Started } scenario "all is checked" { when Start then Checked }');
        expect(await play(model, () => createMemoryBroker())).toEqual(["nothing starts: 'Plant.Started' flowed, and must not", "all is checked: 'Plant.Checked' did not flow"]);
    });

    it('pass over what others have published', async () => {
        const model = await plant('', 'scenario "one starts" { when Start then 1 Started }');
        const others = (): Broker => {
            const broker = createMemoryBroker();
            return {
                prepare: topology => broker.prepare(topology),
                publish: async (channel, envelope, options) => {
                    await broker.publish(channel, { ...envelope, id: crypto.randomUUID() }, options);
                    await broker.publish(channel, envelope, options);
                },
                consume: (...consumer) => broker.consume(...consumer),
                request: (...question) => broker.request(...question),
                answer: (...answerer) => broker.answer(...answerer),
                close: () => broker.close(),
            };
        };
        expect(await play(model, others)).toEqual(['one starts']);
    });

    it('are refused where a channel keeps messages back by the time of the server', async () => {
        const model = await plant('delay 1 hour', 'scenario "it starts" { when Start then Started }');
        await expect(play(model, () => createMemoryBroker())).rejects.toThrow("'plant.starts' has a delay, which passes by the time of the server and not by that of a scenario: play it on the embedded broker.");
    });
});
