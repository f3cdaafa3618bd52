import type { Origin } from '../../../model/flow-model.js';
import type { AdviceReport } from '../../../model/advice/report.js';

/** Advice for programs, in version 1 of its form: each place is a file relative to the root, with line and column from 1. */
export function reportAdviceJson({ system, patterns, brokers }: AdviceReport, fileOf: (uri: string) => string): string {
    const advice = patterns?.flatMap(({ advice: own }) => own);
    return `${JSON.stringify({ version: 1, ...(system !== undefined && { system }), ...(advice && { patterns: advice }), ...(brokers && { brokers }) }, (key, value: unknown) => (isOrigin(value) ? place(value, fileOf) : value), 2)}\n`;
}

function isOrigin(value: unknown): value is Origin {
    return typeof value === 'object' && value !== null && 'uri' in value && 'range' in value;
}

function place({ uri, range: { start } }: Origin, fileOf: (uri: string) => string) {
    return { file: fileOf(uri), line: start.line + 1, column: start.character + 1 };
}
