import { basename } from 'node:path';
import { commands, ProgressLocation, Uri, window, workspace, type ExtensionContext } from 'vscode';
import { bundledProgram, programOf, runProgram } from './program.js';
import type { Systems } from './systems.js';
import { runTask } from './tasks.js';

/** What `sluice init` can start from, and what that is good for. */
const templates = [
    { label: 'empty', description: 'One context with a command, an event and an aggregate' },
    { label: 'shop', description: 'Orders, payments and shipping: aggregates, a process, read models' },
    { label: 'trading', description: 'Orders on a market: keys, ordering, queues by priority' },
    { label: 'telemetry', description: 'Readings of devices: windows, retention, volume' },
];

/** Registers what the command palette offers. */
export function registerCommands(context: ExtensionContext, systems: Systems): void {
    const register = (name: string, run: (...parameters: never[]) => unknown) => context.subscriptions.push(commands.registerCommand(name, run));
    const output = window.createOutputChannel('Sluice: Commands');
    context.subscriptions.push(output);

    /** Runs a command of the system in front; gives its exit code and what it wrote. */
    const call = async (words: readonly string[], title: string) => {
        const folder = await systems.chooseFolder();
        if (folder === undefined) return undefined;
        await workspace.saveAll(false);
        return window.withProgress({ location: ProgressLocation.Window, title }, async () => {
            const written: string[] = [];
            output.appendLine(`> sluice ${words.join(' ')}  (${folder})`);
            const collect = (text: string) => {
                written.push(text);
                output.append(text);
            };
            const code = await runProgram({ program: programOf(context, folder), words, folder, onOutput: collect, onError: collect });
            return { code, text: written.join('') };
        });
    };
    const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';

    register('sluice.check', async () => {
        const result = await call(['check'], 'Sluice: checking');
        if (!result) return undefined;
        if (result.code === 0) void window.showInformationMessage(lastLine(result.text));
        else if (result.code === 1) await commands.executeCommand('workbench.actions.view.problems');
        else output.show(true);
        return result.code;
    });
    register('sluice.generate', async () => {
        const result = await call(['generate'], 'Sluice: generating');
        if (!result) return undefined;
        if (result.code === 0) void window.showInformationMessage(lastLine(result.text));
        else output.show(true);
        return result.code;
    });
    register('sluice.run', async () => {
        const folder = await systems.chooseFolder();
        if (folder !== undefined) await runTask(context, { type: 'sluice', command: 'run', folder });
    });
    register('sluice.showOutput', () => output.show(true));
    register('sluice.newProject', (template?: string, place?: Uri) => newProject(context, template, place));
}

/** Asks from what and where to start, writes the project, and opens its first file. */
async function newProject(context: ExtensionContext, given: string | undefined, place: Uri | undefined): Promise<void> {
    const template = given ?? (await window.showQuickPick(templates, { placeHolder: 'What to start from' }))?.label;
    if (template === undefined) return;
    const parent = place ?? (await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: 'Start the project here', title: 'An empty folder for the project' }))?.[0];
    if (!parent) return;
    const folder = parent.fsPath;
    await workspace.fs.createDirectory(parent);
    const problems: string[] = [];
    const written: string[] = [];
    const code = await runProgram({
        program: bundledProgram(context), words: ['init', '.', '--template', template], folder,
        onOutput: text => written.push(text), onError: text => problems.push(text),
    });
    if (code !== 0) {
        void window.showErrorMessage(problems.join('').trim());
        return;
    }
    const first = written.join('').split('\n').map(line => /^written (.+\.sluice)$/.exec(line.trim())?.[1]).find(path => path !== undefined);
    if (first !== undefined) await window.showTextDocument(Uri.joinPath(parent, first));
    if (workspace.getWorkspaceFolder(parent)) return;
    const open = 'Open Folder';
    // Whoever does not answer has the file all the same.
    void window.showInformationMessage(`'${basename(folder)}' is written.`, open).then(answer => {
        if (answer === open) return commands.executeCommand('vscode.openFolder', parent);
        return undefined;
    });
}
