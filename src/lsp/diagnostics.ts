import type { Diagnostic as EditorDiagnostic } from 'vscode-languageserver-types';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Diagnostic, Severity } from '../model/diagnostic.js';
import { pageOf } from '../workspace/product.js';

const severities: Record<Severity, DiagnosticSeverity> = {
    error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information,
};

/** A diagnostic as editors show it. */
export function toEditorDiagnostic({ code, severity, message, origin, related }: Diagnostic): EditorDiagnostic {
    return {
        code, codeDescription: { href: pageOf(code) }, message, source: 'sluice', range: origin.range, severity: severities[severity],
        ...(related.length > 0 && { relatedInformation: related.map(place => ({ location: { uri: place.origin.uri, range: place.origin.range }, message: place.message })) }),
    };
}
