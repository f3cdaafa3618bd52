import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, Severity } from '../../model/diagnostic.js';
import { slashed } from '../../workspace/find-files.js';
import { fingerprint } from '../../workspace/fingerprints.js';

/** A diagnostic with a name that stays while lines move. */
export type ReportedDiagnostic = Diagnostic & { fingerprint: string };

/** What a check found, as every reporter gets it. */
export interface CheckReport {
    /** Sorted by file, line, column, code. */
    diagnostics: readonly ReportedDiagnostic[];
    /** How many files were checked. */
    files: number;
    summary: Record<Severity, number>;
    /** The name of a file by its uri: relative to the system's root, with `/`. */
    fileOf(uri: string): string;
    /** The lines of a file by its uri; undefined where they are not known. */
    linesOf(uri: string): readonly string[] | undefined;
}

/** Prepares diagnostics for a reporter; texts are divided into lines only when asked for. */
export function createReport(root: string, files: readonly { uri: string; text: string }[], found: readonly Diagnostic[], checked: number): CheckReport {
    const prints = fingerprint(found, root, files);
    const diagnostics = found.map((diagnostic, index) => ({ ...diagnostic, fingerprint: prints[index]! }));
    const summary = summarize(diagnostics);
    const names = new Map<string, string>();
    const texts = new Map(files.map(({ uri, text }) => [uri, text]));
    const lines = new Map<string, readonly string[]>();
    return {
        diagnostics, files: checked, summary,
        fileOf(uri) {
            let name = names.get(uri);
            if (name === undefined) names.set(uri, name = uri.startsWith('file:') ? slashed(relative(root, fileURLToPath(uri))) : uri);
            return name;
        },
        linesOf(uri) {
            const text = texts.get(uri);
            if (text === undefined) return undefined;
            let divided = lines.get(uri);
            if (!divided) lines.set(uri, divided = text.split(/\r\n|\n|\r/));
            return divided;
        },
    };
}

/** The same report with only some of its diagnostics. */
export function narrowReport(report: CheckReport, keep: (diagnostic: ReportedDiagnostic) => boolean): CheckReport {
    const diagnostics = report.diagnostics.filter(keep);
    return { ...report, diagnostics, summary: summarize(diagnostics) };
}

function summarize(diagnostics: readonly Diagnostic[]): Record<Severity, number> {
    const summary = { error: 0, warning: 0, info: 0 };
    for (const { severity } of diagnostics) summary[severity]++;
    return summary;
}
