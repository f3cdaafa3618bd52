import { commands, EventEmitter, Uri, ViewColumn, window, workspace, type ExtensionContext, type TextDocumentContentProvider } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { Systems } from './systems.js';

// Named as in lsp/preview.ts, whose code belongs to the server.
const previewRequest = 'sluice/preview';
const previewedFileRequest = 'sluice/previewedFile';
const scheme = 'sluice-preview';

/** Shows what would be generated of the system in front, beside the specification, and keeps it up while that is being written. */
export function registerPreview(context: ExtensionContext, client: BaseLanguageClient, systems: Systems): void {
    const changed = new EventEmitter<Uri>();
    /** What each file showed last: it stays while the specification has errors. */
    const shown = new Map<string, string>();
    const provider: TextDocumentContentProvider = {
        onDidChange: changed.event,
        async provideTextDocumentContent(uri) {
            const key = uri.toString();
            try {
                const text = await client.sendRequest<string | null>(previewedFileRequest, { textDocument: { uri: uri.query }, path: uri.path.slice(1) });
                shown.set(key, text ?? 'This file would not be generated any more.\n');
            } catch (error) {
                if (!shown.has(key)) return `${error instanceof Error ? error.message : String(error)}\n`;
            }
            return shown.get(key)!;
        },
    };
    context.subscriptions.push(
        changed,
        workspace.registerTextDocumentContentProvider(scheme, provider),
        workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
        systems.onDidChange(() => workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme).forEach(({ uri }) => changed.fire(uri))),
        commands.registerCommand('sluice.preview', async (given?: unknown) => {
            // A button gives the file that it stands above.
            const document = window.activeTextEditor?.document;
            if (document?.languageId !== 'sluice') {
                void window.showInformationMessage('Open a file of the system first: what is generated of it is shown beside it.');
                return;
            }
            const uri = document.uri.toString();
            const word = wordAtCursor();
            try {
                const files = await client.sendRequest<{ path: string }[]>(previewRequest, { textDocument: { uri } });
                const path = typeof given === 'string' ? given : await window.showQuickPick(sort(files.map(({ path: each }) => each), word), { placeHolder: 'Which of the files that would be generated?', matchOnDescription: true });
                if (path === undefined) return;
                const preview = await workspace.openTextDocument(Uri.from({ scheme, path: `/${path}`, query: uri }));
                await window.showTextDocument(preview, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
            } catch (error) {
                void window.showWarningMessage(error instanceof Error ? error.message : String(error));
            }
        }),
    );
}

function wordAtCursor(): string | undefined {
    const editor = window.activeTextEditor;
    const range = editor?.document.getWordRangeAtPosition(editor.selection.active);
    return range && editor?.document.getText(range).toLowerCase();
}

/** What has the name under the cursor comes first. */
function sort(paths: string[], word: string | undefined): string[] {
    const fits = (path: string) => word !== undefined && path.replaceAll('-', '').includes(word);
    return [...paths.filter(fits), ...paths.filter(path => !fits(path))];
}
