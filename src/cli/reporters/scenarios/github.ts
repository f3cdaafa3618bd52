import { workflowCommand } from '../github.js';
import { plainFailure } from './plain.js';
import type { ScenarioReport } from './report.js';

/** A workflow command for each failure, which GitHub shows beside the line that says what must be. */
export function reportGithub(report: ScenarioReport): string {
    return report.results.flatMap(({ scenario, failures }) => failures.map(failure => {
        const { uri, range: { start, end } } = failure.origin;
        const properties = { file: report.fileOf(uri), line: start.line + 1, col: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1, title: scenario.title };
        return workflowCommand('error', properties, plainFailure(failure, report));
    })).join('');
}
