import { commands, window, type ExtensionContext, type StatusBarItem, type TreeDataProvider } from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';
import { registerCommands } from './commands.js';
import { registerPreview } from './preview.js';
import { bundledProgram } from './program.js';
import { registerRulePages } from './rule-pages.js';
import { registerScenarioTests, type ScenarioOutcome } from './scenario-tests.js';
import { registerShowReferences } from './show-references.js';
import { showStatus } from './status-bar.js';
import { showSystems, type SystemRow } from './system-view.js';
import { Systems } from './systems.js';
import { registerTasks } from './tasks.js';

let client: LanguageClient | undefined;

/** What other extensions can ask of this one. */
export interface SluiceExtension {
    /** The rows of the view of the system. */
    systemRows: TreeDataProvider<SystemRow>;
    /** What is told of the system in front. */
    status: Pick<StatusBarItem, 'text' | 'tooltip'>;
    /** What came of the last run of scenarios, by their titles. */
    scenarioResults: ReadonlyMap<string, ScenarioOutcome>;
}

/** Starts the language server that comes with the extension, and what the editor shows of it. */
export async function activate(context: ExtensionContext): Promise<SluiceExtension> {
    const module = bundledProgram(context);
    const server: ServerOptions = {
        run: { module, args: ['lsp'], transport: TransportKind.stdio },
        debug: { module, args: ['lsp'], transport: TransportKind.stdio, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    const output = window.createOutputChannel('Sluice', { log: true });
    const options: LanguageClientOptions = { documentSelector: [{ language: 'sluice' }], outputChannel: output };
    client = new LanguageClient('sluice', 'Sluice', server, options);
    const running = client;
    const systems = new Systems(running);
    context.subscriptions.push(output, systems, commands.registerCommand('sluice.restartServer', async () => {
        try {
            await running.restart();
            await systems.refresh();
        } catch (error) {
            void window.showErrorMessage(`The Sluice language server could not be started again: ${error instanceof Error ? error.message : String(error)}`);
        }
    }));
    context.subscriptions.push(registerShowReferences(running));
    registerRulePages(context);
    registerCommands(context, systems);
    registerTasks(context, systems);
    registerPreview(context, running, systems);
    const systemRows = showSystems(context, systems);
    const status = showStatus(context, systems);
    const scenarioResults = registerScenarioTests(context, systems);
    // A server that does not start says so by itself; what needs none of it is there all the same.
    await client.start();
    await systems.refresh();
    return { systemRows, status, scenarioResults };
}

/** Stops the language server. */
export async function deactivate(): Promise<void> {
    await client?.stop();
}
