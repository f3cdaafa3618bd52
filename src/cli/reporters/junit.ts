import type { CheckReport } from './report.js';

/** JUnit's XML, as build servers read it: each file a suite, each diagnostic a failed case; notes pass. */
export function reportJunit(report: CheckReport): string {
    const byFile = groupByFile(report);
    const failures = report.summary.error + report.summary.warning;
    const lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites name="sluice check" tests="${Math.max(report.diagnostics.length, 1)}" failures="${failures}">`,
    ];
    if (byFile.size === 0) lines.push(`  <testsuite name="sluice check" tests="1" failures="0"><testcase name="${report.files} files" classname="sluice"/></testsuite>`);
    for (const [file, diagnostics] of byFile) {
        const failed = diagnostics.filter(({ severity }) => severity !== 'info').length;
        lines.push(`  <testsuite name="${escapeXml(file)}" tests="${diagnostics.length}" failures="${failed}">`);
        for (const { code, severity, message, origin: { range: { start } } } of diagnostics) {
            const place = `${file}:${start.line + 1}:${start.character + 1}`;
            const opening = `    <testcase name="${escapeXml(`${code} ${start.line + 1}:${start.character + 1}`)}" classname="${escapeXml(file)}" file="${escapeXml(file)}" line="${start.line + 1}"`;
            if (severity === 'info') lines.push(`${opening}><system-out>${escapeXml(`${place} ${message}`)}</system-out></testcase>`);
            else lines.push(`${opening}><failure type="${severity}" message="${escapeXml(message)}">${escapeXml(`${place} ${severity} ${code}: ${message}`)}</failure></testcase>`);
        }
        lines.push('  </testsuite>');
    }
    lines.push('</testsuites>');
    return `${lines.join('\n')}\n`;
}

function groupByFile({ diagnostics, fileOf }: CheckReport) {
    const byFile = new Map<string, (typeof diagnostics)[number][]>();
    for (const diagnostic of diagnostics) {
        const file = fileOf(diagnostic.origin.uri);
        const others = byFile.get(file);
        if (others) others.push(diagnostic);
        else byFile.set(file, [diagnostic]);
    }
    return byFile;
}

/** Text for XML 1.0, which has no way to write most control characters. */
export function escapeXml(text: string): string {
    return text
        .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
        .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}
