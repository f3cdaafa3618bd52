import { CustomExecution, EventEmitter, Task, TaskGroup, TaskScope, tasks, Uri, workspace, type ExtensionContext, type Pseudoterminal, type TaskDefinition, type WorkspaceFolder, CancellationTokenSource } from 'vscode';
import { programOf, runProgram } from './program.js';
import { toFolder, type Systems } from './systems.js';

/** A command of Sluice as a task of the editor; without a folder it runs in that of the workspace. */
export interface SluiceTaskDefinition extends TaskDefinition {
    type: 'sluice';
    command: 'check' | 'generate' | 'test' | 'run';
    args?: string[];
    folder?: string;
}

const offered = ['check', 'generate', 'test', 'run'] as const;

/** Offers the commands of every system as tasks, and runs those that `tasks.json` holds. */
export function registerTasks(context: ExtensionContext, systems: Systems): void {
    context.subscriptions.push(tasks.registerTaskProvider('sluice', {
        provideTasks: () => systems.all.flatMap(({ root }) => offered.map(command => createTask(context, { type: 'sluice', command, folder: toFolder(root) }))),
        resolveTask: task => {
            const definition = task.definition as SluiceTaskDefinition;
            return offered.includes(definition.command) ? createTask(context, definition, task.scope, task.problemMatchers) : undefined;
        },
    }));
}

/** Runs a command in a terminal. */
export async function runTask(context: ExtensionContext, definition: SluiceTaskDefinition): Promise<void> {
    await workspace.saveAll(false);
    await tasks.executeTask(createTask(context, definition));
}

function createTask(context: ExtensionContext, definition: SluiceTaskDefinition, scope: Task['scope'] = TaskScope.Workspace, matchers: string[] = []): Task {
    const folder = folderOf(definition, scope);
    const task = new Task(definition, scope, `${definition.command}${folder === undefined ? '' : ` ${workspace.asRelativePath(folder)}`}`, 'Sluice',
        new CustomExecution(() => Promise.resolve(new ProgramTerminal(context, [definition.command, ...definition.args ?? []], folder))), matchers);
    if (definition.command === 'test') task.group = TaskGroup.Test;
    else if (definition.command !== 'run') task.group = TaskGroup.Build;
    return task;
}

function folderOf({ folder }: SluiceTaskDefinition, scope: Task['scope']): string | undefined {
    const base = isFolder(scope) ? scope : workspace.workspaceFolders?.[0];
    if (folder === undefined) return base?.uri.fsPath;
    return folder.startsWith('/') || /^[A-Za-z]:/.test(folder) || !base ? folder : Uri.joinPath(base.uri, folder).fsPath;
}

function isFolder(scope: Task['scope']): scope is WorkspaceFolder {
    return typeof scope === 'object';
}

/** Shows what the command line writes, and ends it when the terminal is closed. */
class ProgramTerminal implements Pseudoterminal {
    private readonly written = new EventEmitter<string>();
    private readonly closed = new EventEmitter<number>();
    private readonly ending = new CancellationTokenSource();
    readonly onDidWrite = this.written.event;
    readonly onDidClose = this.closed.event;

    constructor(
        private readonly context: ExtensionContext,
        private readonly words: readonly string[],
        private readonly folder: string | undefined,
    ) {}

    open(): void {
        if (this.folder === undefined) {
            this.write("No folder is open, and the task names none in 'folder'.\n");
            this.closed.fire(2);
            return;
        }
        const write = (text: string) => this.write(text);
        runProgram({ program: programOf(this.context, this.folder), words: this.words, folder: this.folder, colours: true, token: this.ending.token, onOutput: write, onError: write }).then(
            code => this.closed.fire(code ?? 130),
            (error: Error) => {
                this.write(`Sluice could not be started: ${error.message}\n`);
                this.closed.fire(2);
            },
        );
    }

    close(): void {
        this.ending.cancel();
    }

    /** Control and C end what runs. */
    handleInput(text: string): void {
        if (text === '\u0003') this.ending.cancel();
    }

    private write(text: string): void {
        this.written.fire(text.replace(/\r?\n/g, '\r\n'));
    }
}
