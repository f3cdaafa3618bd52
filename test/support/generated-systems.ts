import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FlowModel } from '../../src/model/flow-model.js';
import type { IdTypes } from '../../src/targets/typescript/brands.js';
import { runSystem } from '../../src/workspace/run-system.js';
import { runScenarios } from '../../src/workspace/scenarios/run-scenarios.js';
import type { RunReport } from '../../src/workspace/run/report.js';
import { defaultConfiguration } from '../../src/workspace/configuration.js';
import { runtimeFiles } from './generated-program.js';
import { modelOf } from './model-of.js';
import { specification } from './random-specification.js';
import { readTree } from './read-tree.js';

export { findInvalidSamples, samplesEntry } from './check-samples.js';
export { runNodeTests, writeProgram, writeSharedRuntime } from './generated-program.js';
export { readTree } from './read-tree.js';

/** A system whose generated program is to be judged, and its text for whoever looks for the mistake. */
export interface JudgedSystem {
    name: string;
    text: string;
    model: FlowModel;
    ids: IdTypes;
}

/** The examples in a folder, all without what is there to be found fault with; once with plain ids, once with branded ones. */
export async function readExamples(folder: string): Promise<JudgedSystem[]> {
    const names = readdirSync(folder).filter(name => name !== 'antipatterns').sort();
    const examples = await Promise.all(names.map(async name => toSystem(name, [...readTree(join(folder, name), '.sluice').values()])));
    return [...examples, ...examples.map(example => ({ ...example, name: `${example.name}-branded`, ids: 'branded' as const }))];
}

/** Random systems, the same from the same seed; every third has branded ids. */
export async function drawSystems(count: number, seed: number): Promise<JudgedSystem[]> {
    const drawn = fc.sample(specification(), { numRuns: count, seed });
    return Promise.all(drawn.map(({ files }, index) => toSystem(`random-${index}`, files.map(({ name, text }) => `// ${name}\n${text}`), index % 3 === 2 ? 'branded' : 'plain')));
}

async function toSystem(name: string, texts: readonly string[], ids: IdTypes = 'plain'): Promise<JudgedSystem> {
    return { name, text: texts.join('\n'), model: await modelOf(...texts), ids };
}

/** The names of the scenarios of a system that fail, as `sluice test` finds. */
export async function failingScenarios({ model, ids }: Pick<JudgedSystem, 'model' | 'ids'>): Promise<string[]> {
    const failing: string[] = [];
    for await (const { scenario, failures } of runScenarios(openedSystem({ model, ids }), { scenarios: model.scenarios, version: 'test', runtimeFiles })) if (failures.length > 0) failing.push(scenario.title);
    return failing;
}

/** Runs a system as `sluice run` does, and tells what came of it. */
export async function runModel({ model, ids }: Pick<JudgedSystem, 'model' | 'ids'>, options: { seed: string; messages: number; steps: number }): Promise<RunReport> {
    let text = '';
    await runSystem(openedSystem({ model, ids }), { ...options, format: 'json', version: 'test', runtimeFiles, write: part => void (text += part) });
    return JSON.parse(text) as RunReport;
}

function openedSystem({ model, ids }: Pick<JudgedSystem, 'model' | 'ids'>) {
    const defaults = defaultConfiguration();
    return { root: '/system', configuration: { ...defaults, generate: { ...defaults.generate, ids } }, files: [], model, diagnostics: [] };
}
