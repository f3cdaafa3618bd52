import { window, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node';
import { registerCommands } from './commands.js';
import { showEditor, type SluiceEditor } from './editor.js';
import { bundledProgram } from './program.js';
import { registerScenarioTests, type ScenarioOutcome } from './scenario-tests.js';
import { registerTasks } from './tasks.js';

let client: LanguageClient | undefined;

/** What other extensions can ask of this one. */
export interface SluiceExtension extends SluiceEditor {
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
    client = new LanguageClient('sluice', 'Sluice', server, { documentSelector: [{ language: 'sluice' }], outputChannel: output });
    const editor = showEditor(context, client, output);
    const { systems } = editor;
    registerCommands(context, systems);
    registerTasks(context, systems);
    const scenarioResults = registerScenarioTests(context, systems);
    // A server that does not start says so by itself; what needs none of it is there all the same.
    await client.start();
    await systems.refresh();
    return { ...editor, scenarioResults };
}

/** Stops the language server. */
export async function deactivate(): Promise<void> {
    await client?.stop();
}
