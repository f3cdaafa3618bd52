import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Origin } from '../../model/flow-model.js';
import type { Scenario } from '../../model/scenarios/scenario.js';
import { isWithin, slashed } from '../../workspace/find-files.js';
import { readRuntimeFiles } from '../../workspace/generate.js';
import { version } from '../../workspace/product.js';
import type { ScenarioResult } from '../../workspace/scenarios/run-scenarios.js';
import type { OpenedSystem } from '../../workspace/system.js';
import type { ScenarioReport } from '../reporters/scenarios/report.js';
import type { Terminal } from '../terminal.js';
import { chooseScenarios } from './choose-scenarios.js';
import { openSoundSystem } from './open-sound.js';

export interface TestOptions {
    scenario?: string;
    grep?: string;
    format: string;
    seed?: string;
    watch?: true;
}

/** `sluice test`: runs the scenarios of the files that `paths` name, and tells which of them hold. */
export async function test(paths: string[], options: TestOptions, terminal: Terminal): Promise<number> {
    if (!options.watch) return await testOnce(paths, options, terminal);
    const { watchSystem } = await import('../watch.js');
    return await watchSystem(paths, terminal, () => testOnce(paths, options, terminal));
}

async function testOnce(paths: string[], options: TestOptions, terminal: Terminal): Promise<number> {
    const opened = await openSoundSystem(paths, terminal, { purpose: 'Nothing was tested' });
    if (!opened) return 1;
    const scenarios = chooseScenarios(scenariosIn(opened, paths), options);
    if (scenarios.length === 0) {
        terminal.error("There are no scenarios. Write one: 'scenario \"what is to be shown\" { given …  when …  then … }'.\n");
    }
    const { runScenarios } = await import('../../workspace/scenarios/run-scenarios.js');
    const results: ScenarioResult[] = [];
    if (scenarios.length > 0) {
        for await (const result of runScenarios(opened, { scenarios, version, runtimeFiles: await readRuntimeFiles(), ...(options.seed !== undefined && { seed: options.seed }) })) results.push(result);
    }
    if (scenarios.length > 0 || options.format !== 'pretty') terminal.out(await write(createReport(opened, results), options.format, terminal));
    return results.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function scenariosIn({ model }: OpenedSystem, paths: string[]): Scenario[] {
    const scopes = paths.map(path => resolve(path));
    return model.scenarios.filter(({ origin }) => scopes.length === 0 || scopes.some(scope => isWithin(scope, fileURLToPath(origin.uri))));
}

function createReport({ root, files }: OpenedSystem, results: readonly ScenarioResult[]): ScenarioReport {
    const lines = new Map(files.map(({ uri, text }) => [uri, text.split(/\r\n|\n|\r/)]));
    return {
        results,
        fileOf: uri => slashed(relative(root, fileURLToPath(uri))),
        textAt: ({ uri, range: { start, end } }: Origin) => {
            const line = lines.get(uri)?.[start.line] ?? '';
            return start.line === end.line ? line.slice(start.character, end.character) : `${line.slice(start.character).trimEnd()} …`;
        },
    };
}

async function write(report: ScenarioReport, format: string, { colors, width }: Terminal): Promise<string> {
    switch (format) {
        case 'json': return (await import('../reporters/scenarios/json.js')).reportJson(report);
        case 'junit': return (await import('../reporters/scenarios/junit.js')).reportJunit(report);
        case 'tap': return (await import('../reporters/scenarios/tap.js')).reportTap(report);
        case 'github': return (await import('../reporters/scenarios/github.js')).reportGithub(report);
        default: return (await import('../reporters/scenarios/pretty.js')).reportPretty(report, { colors, width });
    }
}
