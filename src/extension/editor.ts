import { commands, window, type ExtensionContext, type OutputChannel, type StatusBarItem, type TreeDataProvider } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { registerPreview } from './preview.js';
import { registerRulePages } from './rule-pages.js';
import { registerShowReferences } from './show-references.js';
import { showStatus } from './status-bar.js';
import { showSystems, type SystemRow } from './system-view.js';
import { Systems } from './systems.js';

/** What the editor shows of the language server, wherever that runs. */
export interface SluiceEditor {
    systems: Systems;
    /** The rows of the view of the system. */
    systemRows: TreeDataProvider<SystemRow>;
    /** What is told of the system in front. */
    status: Pick<StatusBarItem, 'text' | 'tooltip'>;
}

/** Registers what needs the language server and nothing else of the machine; the server is not started yet. */
export function showEditor(context: ExtensionContext, client: BaseLanguageClient, output: OutputChannel): SluiceEditor {
    const systems = new Systems(client);
    context.subscriptions.push(output, systems, registerShowReferences(client), commands.registerCommand('sluice.restartServer', async () => {
        try {
            if (client.isRunning()) await client.stop();
            await client.start();
            await systems.refresh();
        } catch (error) {
            void window.showErrorMessage(`The Sluice language server could not be started again: ${error instanceof Error ? error.message : String(error)}`);
        }
    }));
    registerRulePages(context);
    registerPreview(context, client, systems);
    return { systems, systemRows: showSystems(context, systems), status: showStatus(context, systems) };
}
