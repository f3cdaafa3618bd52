import type { CodeAction, Range } from 'vscode-languageserver-types';
import { CodeActionKind } from 'vscode-languageserver-types';
import type { Diagnostic } from '../model/diagnostic.js';
import { toEditorDiagnostic } from './diagnostics.js';
import { touch } from '../model/ranges.js';
import { toWorkspaceEdit } from './workspace-edit.js';

/** The fixes of the diagnostics that touch `range`, safe ones preferred, and for each rule a way to suppress it here. */
export function findCodeActions(diagnostics: Diagnostic[], text: string, range: Range): CodeAction[] {
    const touched = diagnostics.filter(({ origin }) => touch(origin.range, range));
    return touched.flatMap(diagnostic => {
        const fixes = diagnostic.fixes.map((fix): CodeAction => ({
            title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [toEditorDiagnostic(diagnostic)], edit: toWorkspaceEdit(fix.edits, {}),
            ...(fix.safe && { isPreferred: true }),
        }));
        return diagnostic.code.includes('/') ? [...fixes, suppress(diagnostic, text)] : fixes;
    });
}

/** Of several actions those that are of a kind that the editor asked for, or all where it asked for none: `source` includes `source.fixAll`. */
export function ofKinds(actions: CodeAction[], kinds: readonly string[] | undefined): CodeAction[] {
    return kinds ? actions.filter(({ kind }) => kinds.some(wanted => wanted === '' || kind === wanted || kind?.startsWith(`${wanted}.`))) : actions;
}

/** The reason is left to the author: a suppression without one is itself a finding. */
function suppress(diagnostic: Diagnostic, text: string): CodeAction {
    const { uri, range } = diagnostic.origin;
    const { line } = range.start;
    const indentation = /^[ \t]*/.exec(text.split(/\r?\n/)[line] ?? '')![0];
    const start = { line, character: 0 };
    return {
        title: `Suppress ${diagnostic.code} here, with a reason`, kind: CodeActionKind.QuickFix, diagnostics: [toEditorDiagnostic(diagnostic)],
        edit: toWorkspaceEdit([{ uri, range: { start, end: start }, newText: `${indentation}// sluice-ignore ${diagnostic.code}: \n` }], {}),
    };
}
