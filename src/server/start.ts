import { createConnection, ProposedFeatures, type MessageReader, type MessageWriter } from 'vscode-languageserver/node';
import { formatSpecification } from '../language/formatter.js';
import { createSluiceLanguageServer } from '../lsp/language-server.js';
import { version } from '../workspace/product.js';
import { createNodeSystemFiles } from './node-files.js';

/** Where the editor listens: its arguments (`--stdio`, `--node-ipc`, `--socket=…`) say so unless it is said here. */
export interface StartOptions {
    /** An editor in the same process gives its own ends. */
    transport?: 'stdio' | { reader: MessageReader; writer: MessageWriter };
}

/** Starts the language server on this process's channel to the editor; it ends the process when the editor is gone. */
export function startLanguageServer({ transport }: StartOptions = {}): void {
    const connection = typeof transport === 'object' ? createConnection(ProposedFeatures.all, transport.reader, transport.writer) : createProcessConnection(transport);
    createSluiceLanguageServer(connection, {
        createFiles: createNodeSystemFiles,
        format: formatSpecification,
        version,
    });
}

function createProcessConnection(transport: 'stdio' | undefined) {
    // What is printed by mistake must not get between the messages.
    console.log = console.error;
    return transport === 'stdio' ? createConnection(ProposedFeatures.all, process.stdin, process.stdout) : createConnection(ProposedFeatures.all);
}
