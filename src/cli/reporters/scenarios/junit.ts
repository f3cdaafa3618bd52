import { escapeXml } from '../junit.js';
import { plainFailure } from './plain.js';
import { byFile, type ScenarioReport } from './report.js';

/** JUnit's XML, as build servers read it: each file a suite, each scenario a case. */
export function reportJunit(report: ScenarioReport): string {
    const failed = (results: ScenarioReport['results']) => results.filter(({ failures }) => failures.length > 0).length;
    const time = (results: ScenarioReport['results']) => `time="${(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(3)}"`;
    const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="sluice test" tests="${report.results.length}" failures="${failed(report.results)}" ${time(report.results)}>`];
    for (const [file, results] of byFile(report)) {
        lines.push(`  <testsuite name="${escapeXml(file)}" tests="${results.length}" failures="${failed(results)}" ${time(results)}>`);
        for (const { scenario, failures, milliseconds } of results) {
            const opening = `    <testcase name="${escapeXml(scenario.title)}" classname="${escapeXml(file)}" file="${escapeXml(file)}" line="${scenario.origin.range.start.line + 1}" time="${(milliseconds / 1000).toFixed(3)}"`;
            if (failures.length === 0) lines.push(`${opening}/>`);
            else lines.push(`${opening}>`, ...failures.map(failure => `      <failure message="${escapeXml(failure.problem)}">${escapeXml(plainFailure(failure, report))}</failure>`), '    </testcase>');
        }
        lines.push('  </testsuite>');
    }
    return `${[...lines, '</testsuites>'].join('\n')}\n`;
}
