import { EventEmitter, Uri, window, workspace, type Disposable, type Event } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { SystemTree } from '../lsp/system-tree.js';

// Named as in lsp/system-tree.ts, whose code belongs to the server.
const systemRequest = 'sluice/system';
const systemChangedNotification = 'sluice/systemChanged';

/** The systems that are open, as the language server sees them. */
export class Systems implements Disposable {
    private trees: readonly SystemTree[] = [];
    private readonly emitter = new EventEmitter<void>();
    private readonly listening: Disposable;
    private asking: Promise<void> | undefined;
    private isStale = false;

    constructor(private readonly client: BaseLanguageClient) {
        this.listening = client.onNotification(systemChangedNotification, () => void this.refresh());
    }

    get all(): readonly SystemTree[] {
        return this.trees;
    }

    /** Fires after the systems have changed. */
    get onDidChange(): Event<void> {
        return this.emitter.event;
    }

    /** Asks the server again; changes that come while it answers are asked for once more, together. */
    async refresh(): Promise<void> {
        this.isStale = true;
        this.asking ??= this.ask().finally(() => this.asking = undefined);
        await this.asking;
    }

    /** The system of the file in front, or the only one there is. */
    get current(): SystemTree | undefined {
        const uri = window.activeTextEditor?.document.uri;
        const around = uri ? this.trees.filter(({ root }) => isBelow(uri, Uri.parse(root))) : [];
        return around.sort((left, right) => right.root.length - left.root.length)[0] ?? (this.trees.length === 1 ? this.trees[0] : undefined);
    }

    /** The folder of the current system, or of one that the user picks; undefined where there is none or nothing is picked. */
    async chooseFolder(): Promise<string | undefined> {
        const current = this.current;
        if (current) return toFolder(current.root);
        if (this.trees.length === 0) {
            const [folder] = workspace.workspaceFolders ?? [];
            if (folder) return folder.uri.fsPath;
            void window.showInformationMessage('No folder is open. Open one with a Sluice system, or start one with "Sluice: New Project".');
            return undefined;
        }
        const picked = await window.showQuickPick(this.trees.map(({ name, root }) => ({ label: name, description: workspace.asRelativePath(Uri.parse(root)), root })), { placeHolder: 'Which system?' });
        return picked && toFolder(picked.root);
    }

    dispose(): void {
        this.listening.dispose();
        this.emitter.dispose();
    }

    private async ask(): Promise<void> {
        while (this.isStale) {
            this.isStale = false;
            if (!this.client.isRunning()) return;
            try {
                this.trees = await this.client.sendRequest<SystemTree[]>(systemRequest);
            } catch {
                // A server that is stopped or started meanwhile tells of its systems once it runs.
                return;
            }
            this.emitter.fire();
        }
    }
}

/** The folder of a system's root; a file that is a system of its own is run in the folder around it. */
export function toFolder(root: string): string {
    const uri = Uri.parse(root);
    return root.endsWith('.sluice') ? Uri.joinPath(uri, '..').fsPath : uri.fsPath;
}

function isBelow(uri: Uri, root: Uri): boolean {
    return uri.toString() === root.toString() || uri.toString().startsWith(`${root.toString()}/`);
}
