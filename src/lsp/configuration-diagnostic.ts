import type { Diagnostic } from 'vscode-languageserver-types';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import type { SluiceError } from '../model/sluice-error.js';

/** What is wrong with a system's configuration, at its place in the file; without a place at the file's beginning. */
export function toConfigurationDiagnostic(root: string, { message, details }: SluiceError): { uri: string; diagnostic: Diagnostic } {
    const start = { line: (details.line ?? 1) - 1, character: (details.column ?? 1) - 1 };
    return {
        uri: `${root}/${(details.file ?? 'sluice.config.json').split('/').map(encodeURIComponent).join('/')}`,
        diagnostic: {
            code: 'configuration', source: 'sluice', severity: DiagnosticSeverity.Error,
            message: details.hint === undefined ? message : `${message} ${details.hint}`,
            range: { start, end: { line: start.line, character: start.character + 1 } },
        },
    };
}
