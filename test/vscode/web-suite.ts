import * as vscode from 'vscode';
import type { SluiceEditor } from '../../src/extension/editor.js';

/* What is tested of the package for browsers, in the browser's own extension host: nothing of Node is there. */

const ordering = 'context Ordering {\n  /// The customer has committed to buy.\n  public event OrderPlaced {\n    key orderId: uuid\n  }\n  command PlaceOrder {\n    key orderId: uuid\n  }\n  service Orders {\n    handle PlaceOrder -> OrderPlaced\n  }\n}\n';
const billing = 'context Billing {\n  service Ledger {\n    on Ordering.OrderPlacd by code\n  }\n}\n';

const folder = () => vscode.workspace.workspaceFolders![0]!.uri;
const file = (name: string) => vscode.Uri.joinPath(folder(), name);
const codesOf = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).map(({ code }) => String(typeof code === 'object' ? code.value : code));
const mended = billing.replace('OrderPlacd', 'OrderPlaced');

function assert(holds: boolean, message: string): void {
    if (!holds) throw new Error(message);
}

async function eventually<T>(description: string, find: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise(resolve => setTimeout(resolve, 50))) {
        const found = await find();
        if (found !== undefined) return found;
    }
    throw new Error(`Waited in vain: ${description}`);
}

const tests: Record<string, () => Promise<void>> = {
    'the extension activates in the browser': async () => {
        const document = await vscode.workspace.openTextDocument(file('billing.sluice'));
        await vscode.window.showTextDocument(document);
        const extension = await eventually('the extension', () => vscode.extensions.getExtension<SluiceEditor>('sluice.sluice'));
        await eventually('the extension to be active', () => extension.isActive || undefined);
        assert('importScripts' in globalThis, 'This is no worker of a browser.');
    },
    'a mistake is shown, which another file decides': async () => {
        const found = await eventually('the diagnostic', () => vscode.languages.getDiagnostics(file('billing.sluice')).find(({ message }) => message.includes('OrderPlacd')));
        assert(found.range.start.line === 2, `It is in line ${found.range.start.line}.`);
    },
    'it disappears when it is mended': async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(file('billing.sluice'), new vscode.Range(0, 0, 100, 0), mended);
        assert(await vscode.workspace.applyEdit(edit), 'The edit was refused.');
        await eventually('no diagnostic', () => (codesOf(file('billing.sluice')).includes('unresolved') ? undefined : true));
    },
    'hover tells what the other file says': async () => {
        const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', file('billing.sluice'), new vscode.Position(2, 20));
        const text = (hover?.contents as vscode.MarkdownString[] | undefined ?? []).map(({ value }) => value).join('\n');
        assert(text.includes('The customer has committed to buy'), `It tells: ${text}`);
    },
    'the tree shows both contexts': async () => {
        const { systemRows } = vscode.extensions.getExtension<SluiceEditor>('sluice.sluice')!.exports;
        const rows = await eventually('two rows', async () => {
            const found = await systemRows.getChildren() ?? [];
            return found.length === 2 ? found : undefined;
        });
        assert(rows.map(({ name }) => name).sort().join() === 'Billing,Ordering', rows.map(({ name }) => name).join());
    },
    'the server can be started again': async () => {
        await vscode.commands.executeCommand('sluice.restartServer');
        const edit = new vscode.WorkspaceEdit();
        edit.replace(file('billing.sluice'), new vscode.Range(0, 0, 100, 0), 'context {');
        await vscode.workspace.applyEdit(edit);
        await eventually('a syntax error', () => codesOf(file('billing.sluice')).includes('syntax') || undefined);
    },
    'what would run a program is there, and runs none': async () => {
        const known = await vscode.commands.getCommands(true);
        for (const name of ['sluice.generate', 'sluice.run', 'sluice.newProject']) {
            assert(known.includes(name), `${name} is not there.`);
            await vscode.commands.executeCommand(name);
        }
        const made = await vscode.workspace.fs.readDirectory(folder());
        assert(made.map(([name]) => name).sort().join() === 'billing.sluice,ordering.sluice,sluice.config.json', made.map(([name]) => name).join());
    },
};

/** What VS Code calls; writes what came of the tests beside the workspace. */
export async function run(): Promise<void> {
    const passed: string[] = [];
    const failures: { name: string; message: string }[] = [];
    for (const [name, body] of Object.entries(tests)) {
        try {
            await body();
            passed.push(name);
        } catch (error) {
            failures.push({ name, message: error instanceof Error ? error.stack ?? error.message : String(error) });
        }
    }
    const results = vscode.Uri.joinPath(folder(), '..', 'results.json');
    await vscode.workspace.fs.writeFile(results, new TextEncoder().encode(JSON.stringify({ passed, failures })));
}

/** The texts of the workspace, for whoever starts the tests. */
export const files = { 'sluice.config.json': '{}', 'ordering.sluice': ordering, 'billing.sluice': billing };
