import { flowLines, type ScenarioFailure, type ScenarioResult } from '../../../workspace/scenarios/run-scenarios.js';
import { printable, type Colors } from '../../terminal.js';
import { counted } from '../pretty.js';
import { differenceLines } from './difference.js';
import { byFile, placeOf, type ScenarioReport } from './report.js';

/** Results for people: a line a scenario, what is wrong below it, a sum at the end. */
export function reportPretty(report: ScenarioReport, { colors, width }: { colors: Colors; width: number }): string {
    const files = [...byFile(report)].map(([file, results]) => `${colors.bold(printable(file))}\n${results.map(result => describe(result, report, colors, width)).join('')}`);
    const failed = report.results.filter(({ failures }) => failures.length > 0).length;
    const passed = report.results.length - failed;
    const seconds = report.results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
    const sum = [...(passed > 0 ? [colors.green(`${passed} passed`)] : []), ...(failed > 0 ? [colors.red(`${failed} failed`)] : [])].join(', ');
    return `${files.join('\n')}\n${counted(report.results.length, 'scenario')}: ${sum} ${colors.dim(`(${seconds.toFixed(2)} s)`)}\n`;
}

function describe({ scenario, failures }: ScenarioResult, report: ScenarioReport, colors: Colors, width: number): string {
    const mark = failures.length === 0 ? colors.green('✓') : colors.red('✗');
    const subject = scenario.subject ? colors.dim(`  ${scenario.subject.text}`) : '';
    const heading = `  ${mark} ${printable(scenario.title)}${subject}${failures.length > 0 ? colors.dim(`  ${placeOf(scenario.origin, report)}`) : ''}\n`;
    return heading + failures.map(failure => describeFailure(failure, report, colors, width)).join('');
}

function describeFailure({ origin, problem, mismatch }: ScenarioFailure, report: ScenarioReport, colors: Colors, width: number): string {
    const lines = [
        '',
        `    ${colors.bold(placeOf(origin, report))}  ${printable(report.textAt(origin))}`,
        `    ${colors.red(printable(problem))}`,
    ];
    if (mismatch) {
        const differences = differenceLines(mismatch);
        if (differences.some(({ sign }) => sign === '-') && differences.some(({ sign }) => sign === '+')) lines.push(`      ${colors.red('- expected')}  ${colors.green('+ what came nearest to it')}`);
        for (const { sign, text } of differences) lines.push(`      ${paint(`${sign} ${printable(text)}`, sign, colors)}`);
        for (const line of flowLines(mismatch)) lines.push(colors.dim(cut(`    ${printable(line)}`, width)));
    }
    return `${lines.join('\n')}\n`;
}

function paint(text: string, sign: string, colors: Colors): string {
    return sign === '-' ? colors.red(text) : sign === '+' ? colors.green(text) : text;
}

function cut(line: string, width: number): string {
    return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
