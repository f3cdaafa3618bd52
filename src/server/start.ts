import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures, type MessageReader, type MessageWriter } from 'vscode-languageserver/node';
import { formatSpecification } from '../language/formatter.js';
import { createSluiceLanguageServer } from '../lsp/language-server.js';
import { nodeFileSystem } from '../workspace/node-file-system.js';
import { version } from '../workspace/product.js';
import { createSystemFiles } from './system-files.js';

/** Where the editor listens. */
export interface StartOptions {
    /** An editor in the same process gives its own ends. */
    transport: 'stdio' | 'node-ipc' | { reader: MessageReader; writer: MessageWriter };
}

/** Starts the language server on a channel to the editor; where the channel is the process's own, it ends the process when the editor is gone. */
export function startLanguageServer({ transport }: StartOptions): void {
    const connection = typeof transport === 'object' ? createConnection(ProposedFeatures.all, transport.reader, transport.writer) : createProcessConnection(transport);
    createSluiceLanguageServer(connection, {
        createFiles: createSystemFiles({ fileSystem: nodeFileSystem, isFile: uri => uri.startsWith('file:') }),
        format: formatSpecification,
        version,
    });
}

function createProcessConnection(transport: 'stdio' | 'node-ipc') {
    // What is printed by mistake must not get between the messages.
    console.log = console.error;
    // What goes wrong where nobody waits for it must not end the server.
    process.on('uncaughtException', error => console.error(error));
    process.on('unhandledRejection', error => console.error(error));
    return transport === 'stdio'
        ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
        : createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
}
