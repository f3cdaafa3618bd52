import { commands, Uri, window, workspace, type ExtensionContext } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { answerFileRequests } from './client-files.js';
import { showEditor, type SluiceEditor } from './editor.js';

/** The browser's own, which the types of Node lack. */
declare class Worker {
    constructor(url: string, options: { name: string });
    terminate(): void;
}

/** What would run a program, and what it does, as it is said to whoever asks for it. */
const programs = {
    'sluice.generate': 'Generating writes files with a program',
    'sluice.run': 'Running a system starts a program',
    'sluice.runScenario': 'Scenarios run what is generated, in a program',
    'sluice.newProject': 'A new project is written by a program',
};

let client: LanguageClient | undefined;

/** Starts the language server in a worker of the browser, and what the editor shows of it. */
export async function activate(context: ExtensionContext): Promise<SluiceEditor> {
    const script = Uri.joinPath(context.extensionUri, 'dist', 'web', 'server', 'worker.js');
    let worker: Worker | undefined;
    // A server that has said goodbye answers nobody any more: each start is one of a new worker.
    const startWorker = async () => {
        worker?.terminate();
        worker = new Worker(await addressOf(script), { name: 'Sluice' });
        // A worker as the editor makes them is none to the client, which looks at its class.
        return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    };
    const output = window.createOutputChannel('Sluice', { log: true });
    client = new LanguageClient('sluice', 'Sluice', startWorker, { documentSelector: [{ language: 'sluice' }], outputChannel: output });
    const editor = showEditor(context, client, output);
    context.subscriptions.push(
        ...answerFileRequests(client), { dispose: () => worker?.terminate() },
        commands.registerCommand('sluice.check', () => commands.executeCommand('workbench.actions.view.problems')),
        commands.registerCommand('sluice.showOutput', () => output.show(true)),
        ...Object.entries(programs).map(([name, what]) => commands.registerCommand(name, () => {
            void window.showInformationMessage(`${what}, which a browser cannot do. Open the folder in VS Code on a machine, or use 'sluice' on a command line.`);
        })),
    );
    await client.start();
    await editor.systems.refresh();
    return editor;
}

/** Where a worker can be loaded from: of an extension that the machine behind the editor holds the editor starts none, but of a text it does. */
async function addressOf(script: Uri): Promise<string> {
    if (/^https?$/.test(script.scheme)) return script.toString(true);
    return URL.createObjectURL(new Blob([await workspace.fs.readFile(script)], { type: 'text/javascript' }));
}

/** Stops the language server. */
export async function deactivate(): Promise<void> {
    await client?.stop();
}
