import { flowLines, type ScenarioFailure } from '../../../workspace/scenarios/run-scenarios.js';
import { differenceLines } from './difference.js';
import { placeOf, type ScenarioReport } from './report.js';

/** A failure as text without colours: place, what is written there, what is wrong, what differs, the beginning of what flowed; the JSON form has it all. */
export function plainFailure({ origin, problem, mismatch }: ScenarioFailure, report: ScenarioReport): string {
    return [
        `${placeOf(origin, report)}  ${report.textAt(origin)}`,
        problem,
        ...mismatch ? differenceLines(mismatch).map(({ sign, text }) => `${sign} ${text}`) : [],
        ...mismatch ? flowLines(mismatch) : [],
    ].join('\n');
}
