import type { Origin } from '../../../model/flow-model.js';
import type { ScenarioResult } from '../../../workspace/scenarios/run-scenarios.js';

/** What came of scenarios, as every reporter gets it. */
export interface ScenarioReport {
    results: readonly ScenarioResult[];
    /** The name of a file by its uri: relative to the system's root, with `/`. */
    fileOf(uri: string): string;
    /** What is written at a place, on one line. */
    textAt(origin: Origin): string;
}

/** `ordering.sluice:12:5`. */
export function placeOf({ uri, range: { start } }: Origin, { fileOf }: ScenarioReport): string {
    return `${fileOf(uri)}:${start.line + 1}:${start.character + 1}`;
}

/** Results by the file that their scenarios stand in. */
export function byFile({ results, fileOf }: ScenarioReport): Map<string, ScenarioResult[]> {
    const files = new Map<string, ScenarioResult[]>();
    for (const result of results) {
        const file = fileOf(result.scenario.origin.uri);
        const others = files.get(file);
        if (others) others.push(result);
        else files.set(file, [result]);
    }
    return files;
}
