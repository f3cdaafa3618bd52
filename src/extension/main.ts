import { join } from 'node:path';
import { commands, window, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';
import { registerShowReferences } from './show-references.js';

let client: LanguageClient | undefined;

/** Starts the language server that comes with the extension. */
export async function activate(context: ExtensionContext): Promise<void> {
    const module = context.asAbsolutePath(join('dist', 'server', 'main.cjs'));
    const server: ServerOptions = {
        run: { module, transport: TransportKind.ipc },
        debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    const options: LanguageClientOptions = { documentSelector: [{ language: 'sluice' }] };
    client = new LanguageClient('sluice', 'Sluice', server, options);
    const running = client;
    context.subscriptions.push(commands.registerCommand('sluice.restartServer', async () => {
        try {
            await running.restart();
        } catch (error) {
            await window.showErrorMessage(`The Sluice language server could not be started again: ${error instanceof Error ? error.message : String(error)}`);
        }
    }));
    context.subscriptions.push(registerShowReferences(running));
    await client.start();
}

/** Stops the language server. */
export async function deactivate(): Promise<void> {
    await client?.stop();
}
