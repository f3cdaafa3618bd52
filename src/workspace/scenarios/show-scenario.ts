import picocolors from 'picocolors';
import type { Scenario } from '../../model/scenarios/scenario.js';
import { readModelsOf } from '../run/read-models.js';
import { printReport, systemName, type RunReport } from '../run/report.js';
import { startTrace } from '../run/trace.js';
import type { RunOptions } from '../run-system.js';
import type { OpenedSystem } from '../system.js';
import { runScenarios } from './run-scenarios.js';

/** Runs just what a scenario says, and tells what flowed, in the same form as a run with made-up messages. `failed`: it does not hold. */
export async function showScenario(opened: OpenedSystem, scenario: Scenario, options: Omit<RunOptions, 'messages'>): Promise<{ failed: boolean }> {
    const { model } = opened;
    const { seed = '0', version, runtimeFiles } = options;
    const trace = startTrace(model);
    const times: number[] = [];
    let readModels: Promise<RunReport['readModels']> | undefined;
    const problems: string[] = [];
    for await (const { failures } of runScenarios(opened, {
        scenarios: [scenario], seed, version, runtimeFiles,
        watch: () => ({
            published(channel, envelope) {
                const at = Date.parse(envelope.time);
                times.push(at);
                trace.ofBroker({ kind: 'published', channel, envelope, at });
            },
            did: activity => trace.ofApplication(activity),
        }),
        ended: async (_scenario, run) => {
            readModels = readModelsOf(model, run.application);
            await readModels;
        },
    })) problems.push(...failures.map(({ problem }) => problem));
    const report: RunReport = {
        version: 1, system: systemName(model), seed, span: times.length > 0 ? Math.max(...times) - Math.min(...times) : 0, finished: true,
        flows: trace.roots, counts: trace.counts(), processes: trace.processes(), readModels: await readModels ?? {}, deadLetters: [], failures: trace.failures,
        scenario: { title: scenario.title, problems },
    };
    options.write(options.format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : printReport(report, picocolors.createColors(options.colours ?? false)));
    return { failed: problems.length > 0 };
}
