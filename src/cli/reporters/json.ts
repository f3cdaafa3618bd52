import type { Range } from '../../model/flow-model.js';
import { pageOf } from '../../workspace/product.js';
import type { CheckReport } from './report.js';

/** The stable form for programs, version 1: lines and columns from 1. */
export function reportJson(report: CheckReport): string {
    return `${JSON.stringify({
        version: 1,
        files: report.files,
        summary: report.summary,
        diagnostics: report.diagnostics.map(({ code, severity, message, origin, related, fixes }) => ({
            code, severity, message,
            file: report.fileOf(origin.uri),
            range: fromOne(origin.range),
            url: pageOf(code),
            related: related.map(other => ({ file: report.fileOf(other.origin.uri), range: fromOne(other.origin.range), message: other.message })),
            fixes: fixes.map(({ title, safe }) => ({ title, safe })),
        })),
    }, undefined, 2)}\n`;
}

function fromOne({ start, end }: Range) {
    return { start: { line: start.line + 1, column: start.character + 1 }, end: { line: end.line + 1, column: end.character + 1 } };
}
