import type { Connection } from 'vscode-languageserver';
import { kindOfRequest, listFolderRequest, readFileRequest, type ClientFileKind, type ClientFolderEntry } from '../../lsp/client-files.js';
import type { FileSystem } from '../../workspace/system.js';

/** The files that the editor behind `connection` can read; `toUri` gives the address of a path, or throws where it has none. */
export function createClientFileSystem(connection: Connection, toUri: (path: string) => string): FileSystem {
    return {
        readFile: async path => connection.sendRequest<Uint8Array>(readFileRequest, { uri: toUri(path) }),
        async kindOf(path) {
            let uri: string;
            try {
                uri = toUri(path);
            } catch {
                // Above the editor's folders there is nothing.
                return undefined;
            }
            return await connection.sendRequest<ClientFileKind | null>(kindOfRequest, { uri }) ?? undefined;
        },
        async list(path) {
            const entries = await connection.sendRequest<ClientFolderEntry[]>(listFolderRequest, { uri: toUri(path) });
            return entries.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
        },
    };
}
