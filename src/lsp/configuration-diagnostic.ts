import type { Diagnostic } from '../model/diagnostic.js';
import type { SluiceError } from '../model/sluice-error.js';

/** What is wrong with the configuration of the system at the URI `root`, at its place in the file; without a place at the file's beginning. */
export function toConfigurationDiagnostic(root: string, { message, details }: SluiceError): Diagnostic {
    const start = { line: (details.line ?? 1) - 1, character: (details.column ?? 1) - 1 };
    return {
        code: 'configuration', severity: 'error', related: [], fixes: [],
        message: details.hint === undefined ? message : `${message} ${details.hint}`,
        origin: {
            uri: `${root}/${(details.file ?? 'sluice.config.json').split('/').map(encodeURIComponent).join('/')}`,
            range: { start, end: { line: start.line, character: start.character + 1 } },
        },
    };
}
