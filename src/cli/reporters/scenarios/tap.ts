import { stringify } from 'yaml';
import type { ScenarioResult } from '../../../workspace/scenarios/run-scenarios.js';
import { plainFailure } from './plain.js';
import { byFile, placeOf, type ScenarioReport } from './report.js';

/** The Test Anything Protocol, version 13, which runners and build servers read line by line; details stand below a result as YAML. */
export function reportTap(report: ScenarioReport): string {
    const lines = ['TAP version 13'];
    let number = 0;
    for (const [file, results] of byFile(report)) {
        lines.push(`# ${file}`);
        for (const result of results) {
            number++;
            const isHeld = result.failures.length === 0;
            lines.push(`${isHeld ? 'ok' : 'not ok'} ${number} - ${escapeTap(result.scenario.title)}`, '  ---', ...stringify(detailsOf(result, report), { lineWidth: 0 }).trimEnd().split('\n').map(line => `  ${line}`.trimEnd()), '  ...');
        }
    }
    const failed = report.results.filter(({ failures }) => failures.length > 0).length;
    return `${[...lines, `1..${number}`, `# tests ${number}`, `# pass ${number - failed}`, `# fail ${failed}`].join('\n')}\n`;
}

function detailsOf({ scenario, failures, milliseconds }: ScenarioResult, report: ScenarioReport): object {
    return {
        duration_ms: Math.round(milliseconds),
        location: placeOf(scenario.origin, report),
        ...(failures.length > 0 && { failures: failures.map(failure => ({ message: failure.problem, at: placeOf(failure.origin, report), details: plainFailure(failure, report) })) }),
    };
}

/** A `#` would begin a directive, such as one to skip the test. */
function escapeTap(text: string): string {
    return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll(/[\r\n]+/g, ' ');
}
