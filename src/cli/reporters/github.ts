import type { CheckReport } from './report.js';

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Workflow commands, which GitHub shows beside the changed lines
 * (https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions).
 */
export function reportGithub(report: CheckReport): string {
    return report.diagnostics.map(({ code, severity, message, origin: { uri, range: { start, end } } }) => {
        const properties = {
            file: report.fileOf(uri), line: start.line + 1, col: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1, title: code,
        };
        return workflowCommand(levels[severity], properties, message);
    }).join('');
}

/** One workflow command, with its line break. */
export function workflowCommand(level: string, properties: Readonly<Record<string, string | number>>, message: string): string {
    const written = Object.entries(properties).map(([name, value]) => `${name}=${escape(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
    return `::${level} ${written.join(',')}::${escape(message)}\n`;
}

function escape(text: string): string {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
