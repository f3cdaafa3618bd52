import type { ClientCapabilities } from 'vscode-languageserver';
import type { AnnotatedTextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { TextDocumentEdit } from 'vscode-languageserver-types';
import type { TextEdit } from '../model/diagnostic.js';

/** An edit; one with a `note` does more than was asked for, and the note says what. */
export interface NotedEdit extends TextEdit {
    note?: string;
}

/** Edits as an editor takes them. One that can ask about single edits is told to ask about those with a note. */
export function toWorkspaceEdit(edits: NotedEdit[], { workspace }: ClientCapabilities): WorkspaceEdit {
    const byUri = new Map<string, NotedEdit[]>();
    for (const edit of edits) byUri.set(edit.uri, [...(byUri.get(edit.uri) ?? []), edit]);
    const asks = workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.changeAnnotationSupport !== undefined;
    const notes = asks ? [...new Set(edits.flatMap(({ note }) => note ?? []))] : [];
    if (notes.length === 0) {
        return { changes: Object.fromEntries([...byUri].map(([uri, own]) => [uri, own.map(({ range, newText }) => ({ range, newText }))])) };
    }
    return {
        changeAnnotations: Object.fromEntries(notes.map(note => [note, { label: note, needsConfirmation: true }])),
        documentChanges: [...byUri].map(([uri, own]) => TextDocumentEdit.create({ uri, version: null }, own.map(({ range, newText, note }) =>
            (note === undefined ? { range, newText } : { range, newText, annotationId: note } satisfies AnnotatedTextEdit)))),
    };
}
