import { FileSystemError, FileType, Uri, workspace, type Disposable } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { kindOfRequest, listFolderRequest, readFileRequest, type ClientFileKind, type ClientFolderEntry } from '../lsp/client-files.js';

interface Place {
    uri: string;
}

/** Reads files for a language server that can read none itself. */
export function answerFileRequests(client: BaseLanguageClient): Disposable[] {
    return [
        client.onRequest(readFileRequest, ({ uri }: Place): Thenable<Uint8Array> => workspace.fs.readFile(Uri.parse(uri))),
        client.onRequest<ClientFileKind | null, void>(kindOfRequest, ({ uri }: Place) => kindOf(Uri.parse(uri))),
        client.onRequest(listFolderRequest, async ({ uri }: Place): Promise<ClientFolderEntry[]> => (await workspace.fs.readDirectory(Uri.parse(uri)))
            // Links to folders are not followed, so that a loop of links has an end.
            .filter(([, type]) => type & FileType.File || type === FileType.Directory)
            .map(([name, type]) => ({ name, folder: type === FileType.Directory }))),
    ];
}

async function kindOf(uri: Uri): Promise<ClientFileKind | null> {
    try {
        const { type } = await workspace.fs.stat(uri);
        return type & FileType.File ? 'file' : type & FileType.Directory ? 'folder' : 'other';
    } catch (error) {
        return error instanceof FileSystemError && error.code === 'NoPermissions' ? 'other' : null;
    }
}
