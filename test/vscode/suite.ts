import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import type { SluiceExtension } from '../../src/extension/main.js';
import type { SystemRow } from '../../src/extension/system-view.js';
import { eventually, runTests, test } from './harness.js';

const ordering = `context Ordering {
  owner "team-orders"

  /// The customer has committed to buy.
  public event OrderPlaced {
    key orderId: uuid
    total: decimal
  }
  command PlaceOrder {
    key orderId: uuid
    total: decimal
  }

  aggregate Order by orderId {
    phase: string = "new"
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced { phase = "placed" }
  }
}
`;
const billing = `context Billing {
  owner "team-billing"

  service Ledger {
    on Ordering.OrderPlaced by code
  }
}
`;

const folder = () => vscode.workspace.workspaceFolders![0]!.uri;
const file = (name: string) => vscode.Uri.joinPath(folder(), name);
const extension = () => vscode.extensions.getExtension<SluiceExtension>('sluice.sluice')!;

async function open(name: string, text: string): Promise<vscode.TextDocument> {
    await vscode.workspace.fs.writeFile(file(name), Buffer.from(text));
    const document = await vscode.workspace.openTextDocument(file(name));
    await vscode.window.showTextDocument(document);
    return document;
}

async function setText(document: vscode.TextDocument, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The place `offset` characters into the first `marker` of a document. */
function at(document: vscode.TextDocument, marker: string, offset = 1): vscode.Position {
    return document.positionAt(document.getText().indexOf(marker) + offset);
}

/** A code that has a page is told together with its address. */
const codeOf = ({ code }: vscode.Diagnostic) => String(typeof code === 'object' ? code.value : code);
const codes = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).map(codeOf);

test('the extension activates when a specification is opened', async () => {
    await vscode.workspace.fs.writeFile(file('sluice.config.json'), Buffer.from('{}'));
    assert.equal(extension().isActive, false);
    const document = await open('ordering.sluice', ordering);
    assert.equal(document.languageId, 'sluice');
    await eventually('the extension to be active', () => extension().isActive || undefined);
});

test('a mistake is shown, and disappears when it is mended', async () => {
    const document = await open('billing.sluice', billing.replace('Ordering.OrderPlaced', 'Ordering.OrderPlacd'));
    const found = await eventually('the diagnostic', () => vscode.languages.getDiagnostics(document.uri).find(diagnostic => codeOf(diagnostic) === 'unresolved'));
    assert.equal(document.getText(found.range), 'Ordering.OrderPlacd');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    await setText(document, billing);
    await eventually('no diagnostic', () => (codes(document.uri).includes('unresolved') ? undefined : true));
});

test('a change in one file is seen in the other', async () => {
    const document = await open('ordering.sluice', ordering);
    await setText(document, ordering.replace('public event OrderPlaced ', 'public event OrderBooked '));
    await eventually('the diagnostic in billing.sluice', () => codes(file('billing.sluice')).includes('unresolved') || undefined);
    await setText(document, ordering);
    await eventually('no diagnostic in billing.sluice', () => (codes(file('billing.sluice')).includes('unresolved') ? undefined : true));
});

test('completion offers what fits', async () => {
    const document = await open('billing.sluice', billing);
    await setText(document, billing.replace('on Ordering.OrderPlaced by code', 'on '));
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at(document, '    on ', 7));
    // Snippets of declarations are offered everywhere.
    assert.deepEqual(items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Snippet).map(({ label }) => label), ['Ordering.OrderPlaced']);
    assert.ok(items.some(({ kind, label }) => kind === vscode.CompletionItemKind.Snippet && (typeof label === 'string' ? label : label.label) === 'aggregate'));
    await setText(document, billing);
});

test('hover shows the declaration and its place in the flow', async () => {
    const document = await open('billing.sluice', billing);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(document, 'OrderPlaced'));
    const text = (hover!.contents as vscode.MarkdownString[]).map(({ value }) => value).join('\n');
    assert.match(text, /public event OrderPlaced/);
    assert.match(text, /The customer has committed to buy/);
    assert.match(text, /published by `Ordering\.Order`/);
});

test('definition leads into the other file', async () => {
    const document = await open('billing.sluice', billing);
    const [link] = await vscode.commands.executeCommand<vscode.LocationLink[]>('vscode.executeDefinitionProvider', document.uri, at(document, 'OrderPlaced'));
    assert.equal(link!.targetUri.path, file('ordering.sluice').path);
    assert.equal(link!.targetSelectionRange!.start.line, 4);
});

test('rename changes every file', async () => {
    const document = await open('billing.sluice', billing);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at(document, 'OrderPlaced'), 'OrderBooked');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const changed = await vscode.workspace.openTextDocument(file('ordering.sluice'));
    assert.equal(changed.getText(), ordering.replaceAll('OrderPlaced', 'OrderBooked'));
    assert.ok(document.getText().includes('on Ordering.OrderBooked by code'));
    await setText(changed, ordering);
    await setText(document, billing);
});

test('the configuration holds as it is being written, before it is saved', async () => {
    const document = await open('billing.sluice', billing);
    await setText(document, billing.replace('service Ledger', 'event LedgerStatus {}\n\n  service Ledger'));
    await eventually('the finding', () => codes(document.uri).includes('naming/past-tense') || undefined);
    const configuration = await open('sluice.config.json', '{}');
    await setText(configuration, '{ "rules": { "naming/past-tense": "off" } }');
    await eventually('no finding', () => (codes(document.uri).includes('naming/past-tense') ? undefined : true));
    await setText(configuration, '{ "rules": { "naming/past-tens": "off" } }');
    await eventually('what is wrong in the configuration', () => codes(configuration.uri).includes('configuration') || undefined);
    // Until it is mended, what it said last holds.
    assert.ok(!codes(document.uri).includes('naming/past-tense'));
    await setText(configuration, '{}');
    await eventually('the finding again', () => codes(document.uri).includes('naming/past-tense') || undefined);
    await setText(document, billing);
});

test('renaming a field writes out what it carried over', async () => {
    const document = await open('ordering.sluice', ordering);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at(document, 'total'), 'sum');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), ordering.replace('total', 'sum').replace('-> OrderPlaced', '-> OrderPlaced { sum = command.total }'));
    await setText(document, ordering);
});

test('format lays the document out', async () => {
    const document = await open('billing.sluice', billing);
    await setText(document, billing.replace('  service Ledger', '      service    Ledger'));
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, { tabSize: 2, insertSpaces: true });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), billing);
});

test('the outline names what the file holds', async () => {
    const document = await open('ordering.sluice', ordering);
    const [context] = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual(context!.children.map(({ name }) => name), ['OrderPlaced', 'PlaceOrder', 'Order']);
});

const scenarios = `context Ordering {
  scenario "an order is placed" for Order {
    when PlaceOrder { total = 12 }
    then OrderPlaced { total = 12 }
  }
  scenario "an order is free" for Order {
    when PlaceOrder { total = 12 }
    then OrderPlaced { total = 0 }
  }
}
`;

/** The rows of the view of the system as lines, with what stands beside them. */
async function drawRows(rows?: SystemRow[], indent = ''): Promise<string[]> {
    const { systemRows } = extension().exports;
    const lines: string[] = [];
    for (const row of rows ?? await systemRows.getChildren() ?? []) {
        const { label, description } = await systemRows.getTreeItem(row);
        lines.push(`${indent}${String(label)}${description === undefined || description === '' ? '' : ` [${String(description)}]`}`, ...await drawRows(await systemRows.getChildren(row) ?? [], `${indent}  `));
    }
    return lines;
}

test('the view of the system shows contexts, messages, what carries them, and who takes them', async () => {
    await setText(await open('billing.sluice', billing), billing);
    const wanted = ['Ordering', '  Messages [2]', '    OrderPlaced [1 publisher · 1 consumer]', '      OrderPlaced [ordering.order-placed, implied]', '        Ledger'];
    const lines = await eventually('the tree', async () => {
        const found = await drawRows();
        const from = found.findIndex(line => line.startsWith('Ordering'));
        return JSON.stringify(found.slice(from, from + wanted.length).map(line => line.replace(/ {2}· {2}\d+ (warning|error)s?| \[\d+ (warning|error)s?\]/g, ''))) === JSON.stringify(wanted) ? found : undefined;
    });
    assert.ok(lines.some(line => line.startsWith('    Ledger [service')), lines.join('\n'));
});

test('a row leads to its declaration', async () => {
    const { systemRows } = extension().exports;
    const contexts = await systemRows.getChildren() ?? [];
    const { command } = await systemRows.getTreeItem(contexts.find(({ name }) => name === 'Ordering')!);
    await vscode.commands.executeCommand(command!.command, ...command!.arguments!);
    assert.equal(vscode.window.activeTextEditor!.document.getText(vscode.window.activeTextEditor!.selection), 'Ordering');
});

test('faults are counted in the tree and in the status bar', async () => {
    const document = await open('billing.sluice', billing);
    await setText(document, billing.replace('Ordering.OrderPlaced', 'Ordering.OrderPlacd'));
    await eventually('the fault in the status bar', () => extension().exports.status.text.includes('1 error') || undefined);
    await eventually('the fault in the tree', async () => (await drawRows()).some(line => /^ {4}Ledger .*1 error/.test(line)) || undefined);
    assert.match((extension().exports.status.tooltip as vscode.MarkdownString).value, /Rules: `recommended`/);
    await setText(document, billing);
    await eventually('no fault in the status bar', () => !extension().exports.status.text.includes('error') || undefined);
});

test('a rule is explained from what it found', async () => {
    const document = await open('billing.sluice', billing);
    await setText(document, billing.replace('service Ledger', 'event LedgerStatus {}\n\n  service Ledger'));
    await eventually('the finding', () => codes(document.uri).includes('naming/past-tense') || undefined);
    const place = at(document, 'LedgerStatus');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new vscode.Range(place, place));
    const { command } = actions.find(({ title }) => title === 'Explain naming/past-tense')!;
    await vscode.commands.executeCommand(command!.command, ...command!.arguments!);
    await eventually('the page as a preview', () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ input, label }) => input instanceof vscode.TabInputWebview && label.includes('past-tense')) || undefined);
    await setText(await open('billing.sluice', billing), billing);
});

test('the system is checked, and generated', async () => {
    await (await open('billing.sluice', billing)).save();
    await (await open('ordering.sluice', ordering)).save();
    assert.equal(await vscode.commands.executeCommand('sluice.check'), 0);
    assert.equal(await vscode.commands.executeCommand('sluice.generate'), 0);
    await vscode.workspace.fs.stat(file('src/generated/app.ts'));
});

/** Waits until a task ends; gives its exit code. */
function endOf(name: RegExp): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`No task ended whose name is like ${name}.`)), 30_000);
        const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
            if (!name.test(execution.task.name)) return;
            clearTimeout(timer);
            listening.dispose();
            resolve(exitCode);
        });
    });
}

test('what would be generated is shown beside the text, and follows it', async () => {
    const document = await open('ordering.sluice', ordering);
    await vscode.commands.executeCommand('sluice.preview', 'src/generated/ordering/messages.ts');
    const preview = await eventually('the preview', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'sluice-preview'));
    assert.match(preview.getText(), /OrderPlaced/);
    assert.equal(preview.languageId, 'typescript');
    await setText(document, ordering.replace('total: decimal\n  }\n  command', 'total: decimal\n    note: string = "none"\n  }\n  command'));
    await eventually('the new field in the preview', () => preview.getText().includes('readonly note') || undefined);
    await setText(document, ordering);
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
});

test('the system runs in a terminal', async () => {
    await open('ordering.sluice', ordering);
    const ended = endOf(/^run/);
    await vscode.commands.executeCommand('sluice.run');
    assert.equal(await ended, 0);
});

test('the commands are tasks, whose findings the problem matcher reads', async () => {
    const document = await open('ordering.sluice', ordering);
    await setText(document, ordering.replace('OrderPlaced {\n', 'OrderStatus {\n').replaceAll('OrderPlaced', 'OrderStatus'));
    await document.save();
    const offered = await vscode.tasks.fetchTasks({ type: 'sluice' });
    assert.deepEqual([...new Set(offered.map(({ definition }) => definition.command as string))].sort(), ['check', 'generate', 'run', 'test']);
    const check = offered.find(({ definition }) => definition.command === 'check')!;
    check.problemMatchers = ['$sluice'];
    const ended = endOf(/^check/);
    await vscode.tasks.executeTask(check);
    assert.equal(await ended, 1);
    const found = await eventually('the finding of the task', () => vscode.languages.getDiagnostics(document.uri).find(({ source, message }) => source === 'sluice check' && message.includes('OrderStatus')));
    assert.equal(codeOf(found), 'naming/past-tense');
    assert.deepEqual(found.range.start, at(document, 'OrderStatus', 0));
    assert.match(found.message, /does not say what has happened/);
    await setText(document, ordering);
    await document.save();
});

test('scenarios run as tests, and what does not hold is told at its place', async () => {
    await (await open('ordering.sluice', ordering)).save();
    const document = await open('scenarios.sluice', scenarios);
    await eventually('the scenarios in the outline', async () => (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri))?.length || undefined);
    const results = extension().exports.scenarioResults;
    const root = folder().with({ scheme: 'file', authority: '' }).toString();
    await eventually('the scenario to run', async () => {
        await vscode.commands.executeCommand('sluice.runScenario', root, 'an order is placed');
        return results.has('an order is placed') || undefined;
    });
    assert.deepEqual(results.get('an order is placed'), { state: 'passed', messages: [] });
    assert.ok(!results.has('an order is free'));
    await vscode.commands.executeCommand('testing.runAll');
    const { state, messages: [message] } = await eventually('both results', () => results.get('an order is free'));
    assert.equal(state, 'failed');
    assert.equal(message!.location!.uri.path, document.uri.path);
    assert.equal(message!.location!.range.start.line, 7);
    assert.match(message!.expectedOutput!, /"total": "0"/);
    assert.match(message!.actualOutput!, /"total": "12"/);
    await vscode.workspace.fs.delete(document.uri);
});

test('a project is started from a template', async () => {
    await vscode.commands.executeCommand('sluice.newProject', 'shop', file('new-shop'));
    await vscode.workspace.fs.stat(file('new-shop/ordering/order.sluice'));
    assert.equal(vscode.window.activeTextEditor!.document.languageId, 'sluice');
    await vscode.workspace.fs.delete(file('new-shop'), { recursive: true });
});

test('the package holds what is needed, and no development file', async () => {
    const files = readdirSync(extension().extensionPath, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
        .map(entry => `${entry.parentPath.slice(extension().extensionPath.length + 1)}/${entry.name}`.replace(/^\//, ''));
    for (const needed of ['dist/cli/main.js', 'dist/extension/main.cjs', 'dist/runtime/index.ts', 'dist/templates/shop/sluice.config.json', 'docs/rules/naming/past-tense.md', 'snippets/sluice.json']) assert.ok(files.includes(needed), needed);
    const strange = files.filter(name => !/^(dist\/(cli|extension|runtime|templates)|docs\/(rules|images)|icons|schema|snippets|syntaxes)\/|^(package\.json|LICENSE\.txt|readme\.md|language-configuration\.json|\.vsixmanifest)$/.test(name));
    assert.deepEqual(strange, []);
    assert.deepEqual(files.filter(name => /\.(map|tsbuildinfo|test\.ts)$|node_modules|tsconfig/.test(name)), []);
    assert.ok(Number(process.env.SLUICE_PACKAGE_SIZE) < 1_500_000, `The package has ${process.env.SLUICE_PACKAGE_SIZE} bytes.`);
    const named = JSON.stringify(extension().packageJSON).match(/"\.\/[^"]+"/g)!.map(text => text.slice(3, -1));
    assert.deepEqual(named.filter(name => !files.includes(name) && !name.startsWith('dist/')), []);
});

test('the server can be started again', async () => {
    await vscode.commands.executeCommand('sluice.restartServer');
    const document = await open('billing.sluice', billing);
    await setText(document, 'context {');
    await eventually('a syntax error', () => codes(document.uri).includes('syntax') || undefined);
    await setText(document, billing);
});

/** What VS Code calls. */
export async function run(): Promise<void> {
    await runTests();
}
