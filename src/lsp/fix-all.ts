import type { CodeAction } from 'vscode-languageserver-types';
import type { Diagnostic } from '../model/diagnostic.js';
import { mergeFixes } from '../model/fixes.js';
import { toWorkspaceEdit } from './workspace-edit.js';

/** What an editor asks for to have a file mended when it is saved, or by a key. */
export const fixAllKind = 'source.fixAll.sluice';

/** All safe fixes of a file at once, none where there are none; of fixes that touch the same text the first is taken. */
export function fixAll(diagnostics: Diagnostic[]): CodeAction[] {
    const edits = [...mergeFixes(diagnostics.flatMap(({ fixes }) => fixes.find(({ safe }) => safe) ?? [])).values()].flat();
    return edits.length === 0 ? [] : [{ title: 'Make all safe fixes of this file', kind: fixAllKind, edit: toWorkspaceEdit(edits, {}) }];
}
