import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { formatSpecification } from '../language/formatter.js';
import { createSluiceLanguageServer } from '../lsp/language-server.js';
import { version } from '../workspace/product.js';
import { createNodeSystemFiles } from './node-files.js';

/** Where the editor listens: its arguments (`--stdio`, `--node-ipc`, `--socket=…`) say so unless it is said here. */
export interface StartOptions {
    transport?: 'stdio';
}

/** Starts the language server on this process's channel to the editor; it ends the process when the editor is gone. */
export function startLanguageServer({ transport }: StartOptions = {}): void {
    // What is printed by mistake must not get between the messages.
    console.log = console.error;
    const connection = transport === 'stdio' ? createConnection(ProposedFeatures.all, process.stdin, process.stdout) : createConnection(ProposedFeatures.all);
    createSluiceLanguageServer(connection, {
        createFiles: createNodeSystemFiles,
        format: formatSpecification,
        version,
    });
}
