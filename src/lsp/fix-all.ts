import type { CodeAction } from 'vscode-languageserver-types';
import type { Diagnostic, TextEdit } from '../model/diagnostic.js';
import { touch } from './ranges.js';
import { toWorkspaceEdit } from './workspace-edit.js';

/** What an editor asks for to have a file mended when it is saved, or by a key. */
export const fixAllKind = 'source.fixAll.sluice';

/** All safe fixes of a file at once, none where there are none; of fixes that touch the same text the first is taken. */
export function fixAll(diagnostics: Diagnostic[]): CodeAction[] {
    const edits: TextEdit[] = [];
    for (const { fixes } of diagnostics) {
        const fix = fixes.find(({ safe }) => safe);
        // A fix is done as a whole or not at all.
        if (fix && !fix.edits.some(edit => edits.some(other => other.uri === edit.uri && touch(other.range, edit.range)))) edits.push(...fix.edits);
    }
    return edits.length === 0 ? [] : [{ title: 'Make all safe fixes of this file', kind: fixAllKind, edit: toWorkspaceEdit(edits, {}) }];
}
