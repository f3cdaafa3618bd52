import assert from 'node:assert/strict';
import * as vscode from 'vscode';
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
const extension = () => vscode.extensions.getExtension('sluice.sluice')!;

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
    assert.deepEqual(items.map(({ label }) => label), ['Ordering.OrderPlaced']);
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
