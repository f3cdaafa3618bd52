import type { ScenarioReport } from './report.js';

/** The stable form for programs, version 1: lines and columns from 1. */
export function reportJson({ results, fileOf }: ScenarioReport): string {
    const failed = results.filter(({ failures }) => failures.length > 0).length;
    return `${JSON.stringify({
        version: 1,
        summary: { passed: results.length - failed, failed },
        scenarios: results.map(({ scenario: { title, subject, origin }, failures, milliseconds }) => ({
            title,
            ...(subject && { part: subject.target }),
            file: fileOf(origin.uri),
            line: origin.range.start.line + 1,
            passed: failures.length === 0,
            milliseconds: Math.round(milliseconds),
            failures: failures.map(failure => ({
                file: fileOf(failure.origin.uri),
                line: failure.origin.range.start.line + 1,
                column: failure.origin.range.start.character + 1,
                message: failure.problem,
                ...failure.mismatch && {
                    expected: failure.mismatch.expected,
                    nearest: failure.mismatch.nearest,
                    flowed: failure.mismatch.flowed,
                    refused: failure.mismatch.refused,
                    failures: failure.mismatch.failures,
                },
            })),
        })),
    }, undefined, 2)}\n`;
}
