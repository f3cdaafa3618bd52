import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type * as lsp from 'vscode-languageserver-protocol';
import { runCli } from '../support/run-cli.js';
import { Editor } from './editor.js';

const ordering = `context Ordering {
  owner "team-orders"

  type Money { amount: decimal  currency: string(3) }

  /// The customer has committed to buy.
  public event OrderPlaced { key orderId: uuid  total: Money }
  command PlaceOrder { key orderId: uuid  total: Money }

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

let editor: Editor;

afterEach(() => editor.close());

async function openShop(files: Record<string, string> = {}): Promise<void> {
    editor = await Editor.open({ 'sluice.config.json': '{}', 'ordering.sluice': ordering, 'billing.sluice': billing, ...files });
    await editor.show('ordering.sluice', ordering);
    await editor.show('billing.sluice', billing);
}

const request = <R>(method: string, parameters: object): Promise<R> => editor.connection.sendRequest<R>(method, parameters);
const labels = async (name: string, marker: string, offset = marker.length) =>
    (await request<lsp.CompletionList>('textDocument/completion', editor.at(name, marker, offset))).items.map(({ label }) => label);

describe('diagnostics', () => {
    it('tells syntax errors and unknown names', async () => {
        await openShop();
        await editor.type('billing.sluice', billing.replace('Ordering.OrderPlaced', 'Ordering.OrderPlacd'));
        const [unresolved] = await editor.expectCodes('billing.sluice', ['unresolved']);
        expect(unresolved).toMatchObject({ severity: 1, source: 'sluice' });
        expect(editor.textAt(editor.uri('billing.sluice'), unresolved!.range)).toBe('Ordering.OrderPlacd');
        await editor.type('billing.sluice', billing.replace('service Ledger', 'service'));
        await editor.expectCodes('billing.sluice', ['syntax']);
        await editor.type('billing.sluice', billing);
        await editor.expectCode('billing.sluice', 'syntax', { present: false });
    });

    it('tells an unknown name at once, and keeps what the rules found where it is now', async () => {
        const text = 'context Shop {\n  event PlaceOrder { key orderId: uuid }\n}\n';
        editor = await Editor.open({ 'shop.sluice': text });
        await editor.show('shop.sluice', text);
        await editor.expectCodes('shop.sluice', ['naming/command-in-disguise']);
        await editor.type('shop.sluice', text.replace('{\n', '{\n  topic Facts { carries Nothing }\n'));
        const found = await editor.expectCode('shop.sluice', 'unresolved');
        expect(found.map(({ code, range }) => [code, editor.textAt(editor.uri('shop.sluice'), range)])).toEqual([['unresolved', 'Nothing'], ['naming/command-in-disguise', 'PlaceOrder']]);
    });

    it('does not say of another file that something is missing, while a file cannot be read', async () => {
        const shipping = 'context Shipping {\n  service Dispatch { handle Parcels.ShipParcel }\n}\n';
        await openShop({ 'parcels.sluice': 'context Parcels {\n  public command ShipParcel { key id: uuid }\n}\n', 'shipping.sluice': shipping });
        await editor.show('shipping.sluice', shipping);
        await editor.type('shipping.sluice', shipping.replace('handle Parcels.ShipParcel', ''));
        await editor.expectCodes('parcels.sluice', ['coupling/single-handler']);
        await editor.type('shipping.sluice', shipping.replace('service Dispatch', 'service'));
        await editor.expectCodes('shipping.sluice', ['syntax']);
        await editor.expectCodes('parcels.sluice', []);
    });

    it('refreshes the other file when the mistake is mended here', async () => {
        await openShop();
        await editor.type('ordering.sluice', ordering.replace('public event OrderPlaced ', 'public event OrderBooked '));
        await editor.expectCode('billing.sluice', 'unresolved');
        await editor.type('ordering.sluice', ordering);
        await editor.expectCode('billing.sluice', 'unresolved', { present: false });
    });

    it('knows files that nobody has opened, and sees them come and go', async () => {
        editor = await Editor.open({ 'billing.sluice': billing });
        await editor.expectCode('billing.sluice', 'unresolved');
        editor.write('ordering.sluice', ordering);
        await editor.notifyChanged('ordering.sluice', 1);
        await editor.expectCode('billing.sluice', 'unresolved', { present: false });
        rmSync(new URL(editor.uri('ordering.sluice')));
        await editor.notifyChanged('ordering.sluice', 3);
        await editor.expectCode('billing.sluice', 'unresolved');
    });

    it('keeps systems apart', async () => {
        editor = await Editor.open({
            'one/sluice.config.json': '{}', 'one/ordering.sluice': ordering,
            'two/sluice.config.json': '{}', 'two/billing.sluice': billing,
        });
        await editor.expectCode('two/billing.sluice', 'unresolved');
    });

    it('tells what is wrong in the configuration, in its file', async () => {
        await openShop();
        editor.write('sluice.config.json', '{ "include": 3 }');
        await editor.notifyChanged('sluice.config.json', 2);
        await editor.expectCodes('sluice.config.json', ['configuration']);
        editor.write('sluice.config.json', '{}');
        await editor.notifyChanged('sluice.config.json', 2);
        await editor.expectCodes('sluice.config.json', []);
    });
});

describe('the configuration', () => {
    const named = `context Ordering {
  event OrderStatus {}
}
context Partner {
  event PartnerStatus {}
}
`;
    const open = async (files: Record<string, string>) => {
        editor = await Editor.open({ 'flow.sluice': named, ...files });
    };
    const severities = async (codes: string[]) => (await editor.expectCodes('flow.sluice', codes)).map(({ severity }) => severity);

    it('decides about severities, in single contexts too, and is read again when its file changes', async () => {
        await open({ 'sluice.config.json': '{ "rules": { "naming/past-tense": "info" } }' });
        expect(await severities(['naming/past-tense', 'naming/past-tense'])).toEqual([3, 3]);
        editor.write('sluice.config.json', '{ "rules": { "naming/past-tense": ["warning", {}], "contexts": { "Partner": { "naming/past-tense": "off" } } } }');
        await editor.notifyChanged('sluice.config.json', 2);
        expect(await severities(['naming/past-tense'])).toEqual([2]);
        rmSync(new URL(editor.uri('sluice.config.json')));
        await editor.notifyChanged('sluice.config.json', 3);
        expect(await severities(['naming/past-tense', 'naming/past-tense'])).toEqual([1, 1]);
    });

    it('holds as it is being written, before it is saved', async () => {
        await open({ 'sluice.config.json': '{}' });
        await severities(['naming/past-tense', 'naming/past-tense']);
        await editor.show('sluice.config.json', '{}');
        await editor.type('sluice.config.json', '{ "rules": { "naming/past-tense": "off" } }');
        await severities([]);
        await editor.hide('sluice.config.json');
        await severities(['naming/past-tense', 'naming/past-tense']);
    });

    it('is asked for where the editor can be asked: its file, and its text while it is open', async () => {
        editor = await Editor.open({ 'flow.sluice': named }, { textDocument: { synchronization: { dynamicRegistration: true } }, workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } });
        await severities(['naming/past-tense', 'naming/past-tense']);
        const asked = Object.fromEntries(editor.registrations.map(({ method, registerOptions }) => [method, JSON.stringify(registerOptions)]));
        for (const method of ['workspace/didChangeWatchedFiles', 'textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose']) {
            expect(asked[method]).toContain('**/sluice.config.json');
            expect(asked[method]).toContain('**/package.json');
        }
    });

    it('may be the key of a package.json, which is no configuration without it', async () => {
        await open({ 'package.json': '{ "name": "shop" }' });
        await severities(['naming/past-tense', 'naming/past-tense']);
        editor.write('package.json', '{ "name": "shop", "sluice": { "rules": { "naming/past-tense": "off" } } }');
        await editor.notifyChanged('package.json', 2);
        await severities([]);
        await editor.show('package.json', '{ "name": "shop" }');
        await severities(['naming/past-tense', 'naming/past-tense']);
        await editor.type('package.json', '{ "sluice": { "rules": { "naming/past-tens": "off" } } }');
        const [unknown] = await editor.expectCodes('package.json', ['configuration']);
        expect(unknown).toMatchObject({ severity: 1, message: expect.stringContaining('Did you mean "naming/past-tense"?') });
        expect(editor.textAt(editor.uri('package.json'), unknown!.range)).toBe('"');
    });

    it('holds as it last was while it cannot be understood', async () => {
        await open({ 'sluice.config.json': '{ "include": ["flow.sluice"], "rules": { "naming/past-tense": "warning" } }', 'draft.sluice': 'context Ordering {' });
        expect(await severities(['naming/past-tense', 'naming/past-tense'])).toEqual([2, 2]);
        await editor.show('sluice.config.json', '{ "include": ["flow.sluice"], "rules": ');
        const [broken] = await editor.expectCodes('sluice.config.json', ['configuration']);
        expect(broken).toMatchObject({ severity: 1, range: { start: { line: 0, character: 39 } } });
        expect(await severities(['naming/past-tense', 'naming/past-tense'])).toEqual([2, 2]);
        expect(editor.diagnostics.has(editor.uri('draft.sluice'))).toBe(false);
        await editor.type('sluice.config.json', '{}');
        await editor.expectCodes('sluice.config.json', []);
        await editor.expectCodes('draft.sluice', ['syntax']);
    });

    it('says the same in the editor as on the command line', async () => {
        const configuration = '{ "rules": { "naming/past-tense": "warning", "coupling/single-handler": "off", "contexts": { "Partner": { "naming/past-tense": "info" } } } }';
        const text = named.replace('event OrderStatus {}', 'event OrderStatus {}\n  command PlaceOrder {}');
        await open({ 'sluice.config.json': configuration, 'flow.sluice': text });
        const { out } = await runCli(editor.folder, ['check', '--format', 'json']);
        const told = (JSON.parse(out) as { diagnostics: { code: string; severity: string }[] }).diagnostics.map(({ code, severity }) => [code, severity]);
        expect(told).toEqual([['naming/past-tense', 'warning'], ['naming/past-tense', 'info']]);
        const found = await editor.expectCodes('flow.sluice', told.map(([code]) => code!));
        expect(found.map(({ code, severity }) => [code, ['error', 'warning', 'info'][severity! - 1]])).toEqual(told);
    });
});

describe('quick fixes', () => {
    it('offers what was meant by an unknown name', async () => {
        await openShop();
        await editor.type('billing.sluice', billing.replace('Ordering.OrderPlaced', 'OrderPlaced'));
        const [unresolved] = await editor.expectCodes('billing.sluice', ['unresolved']);
        const actions = await request<lsp.CodeAction[]>('textDocument/codeAction', { textDocument: { uri: editor.uri('billing.sluice') }, range: unresolved!.range, context: { diagnostics: [] } });
        expect(actions.map(({ title }) => title)).toEqual(["Change to 'Ordering.OrderPlaced'", "Create the event 'OrderPlaced'"]);
        expect(editor.applied('billing.sluice', actions[0]!.edit!.changes![editor.uri('billing.sluice')]!)).toBe(billing);
    });

    it('offers the fixes of a rule, and to suppress it with a reason', async () => {
        await openShop();
        const text = ordering.replace('public event OrderPlaced ', 'public event OrderPlacement ').replaceAll('-> OrderPlaced', '-> OrderPlacement').replaceAll('on OrderPlaced', 'on OrderPlacement');
        await editor.type('ordering.sluice', text);
        const found = await editor.expectCode('ordering.sluice', 'naming/past-tense');
        const { range } = found.find(({ code }) => code === 'naming/past-tense')!;
        const actions = await request<lsp.CodeAction[]>('textDocument/codeAction', { textDocument: { uri: editor.uri('ordering.sluice') }, range, context: { diagnostics: [] } });
        const suppression = actions.find(({ title }) => title.startsWith('Suppress naming/past-tense'))!;
        const suppressed = editor.applied('ordering.sluice', suppression.edit!.changes![editor.uri('ordering.sluice')]!);
        expect(suppressed).toContain('  // sluice-ignore naming/past-tense: \n  public event OrderPlacement');
        await editor.type('ordering.sluice', suppressed.replace('naming/past-tense: ', 'naming/past-tense: a partner named it'));
        await editor.expectCode('ordering.sluice', 'naming/past-tense', { present: false });
    });
});

describe('names', () => {
    it('finds the definition in another file', async () => {
        await openShop();
        const [location] = await request<lsp.Location[]>('textDocument/definition', editor.at('billing.sluice', 'OrderPlaced', 2));
        expect(location!.uri).toBe(editor.uri('ordering.sluice'));
        expect(editor.textAt(location!.uri, location!.range)).toBe('OrderPlaced');
    });

    it('finds the context behind the first part of a qualified name', async () => {
        await openShop();
        const [location] = await request<lsp.Location[]>('textDocument/definition', editor.at('billing.sluice', 'Ordering.', 2));
        expect(editor.textAt(location!.uri, location!.range)).toBe('Ordering');
    });

    it('finds the type of a field, wherever the field is named, and nothing of what has none', async () => {
        await openShop();
        const typeOf = async (marker: string, offset = 0) => (await request<lsp.Location[]>('textDocument/typeDefinition', editor.at('ordering.sluice', marker, offset))).map(({ uri, range }) => editor.textAt(uri, range));
        expect(await typeOf('total: Money }')).toEqual(['Money']);
        expect(await typeOf('orderId: uuid')).toEqual([]);
        expect(await typeOf('OrderPlaced')).toEqual([]);
        const [declared] = await request<lsp.Location[]>('textDocument/declaration', editor.at('billing.sluice', 'OrderPlaced', 2));
        expect(editor.textAt(declared!.uri, declared!.range)).toBe('OrderPlaced');
    });

    it('finds all references, with and without the declaration', async () => {
        await openShop();
        const find = (includeDeclaration: boolean) => request<lsp.Location[]>('textDocument/references', { ...editor.at('ordering.sluice', 'OrderPlaced'), context: { includeDeclaration } });
        expect(await find(true)).toHaveLength(4);
        const references = await find(false);
        expect(references).toHaveLength(3);
        for (const { uri, range } of references) expect(editor.textAt(uri, range)).toBe('OrderPlaced');
    });

    it('finds the states of a process in the scenarios of another file', async () => {
        const process = 'context Shop {\n  event OrderPlaced { key orderId: uuid }\n  event OrderPaid { key orderId: uuid }\n  process Fulfilment by orderId {\n    start on OrderPlaced -> go paying\n    state paying { on OrderPaid -> end }\n  }\n}\n';
        const scenario = 'context Shop {\n  scenario "paying comes first" for Fulfilment {\n    when OrderPlaced\n    then Fulfilment in paying\n  }\n}\n';
        editor = await Editor.open({ 'shop.sluice': process, 'tests.sluice': scenario });
        await editor.show('shop.sluice', process);
        await editor.show('tests.sluice', scenario);
        const found = await request<lsp.Location[]>('textDocument/references', { ...editor.at('shop.sluice', 'paying {'), context: { includeDeclaration: true } });
        expect(found.map(({ uri, range }) => [uri.slice(uri.lastIndexOf('/') + 1), range.start.line])).toEqual([['shop.sluice', 4], ['shop.sluice', 5], ['tests.sluice', 3]]);
    });

    it('renames a message in every file and leaves its context in front', async () => {
        await openShop();
        const { changes } = await request<lsp.WorkspaceEdit>('textDocument/rename', { ...editor.at('billing.sluice', 'OrderPlaced'), newName: 'OrderBooked' });
        expect(editor.applied('ordering.sluice', changes![editor.uri('ordering.sluice')]!)).toBe(ordering.replaceAll('OrderPlaced', 'OrderBooked'));
        expect(editor.applied('billing.sluice', changes![editor.uri('billing.sluice')]!)).toBe(billing.replace('Ordering.OrderPlaced', 'Ordering.OrderBooked'));
    });

    it('renames a context where it stands in front of a name', async () => {
        await openShop();
        const { changes } = await request<lsp.WorkspaceEdit>('textDocument/rename', { ...editor.at('ordering.sluice', 'Ordering'), newName: 'Sales' });
        expect(editor.applied('billing.sluice', changes![editor.uri('billing.sluice')]!)).toContain('on Sales.OrderPlaced');
    });

    it('refuses a name that is taken, and one that is none', async () => {
        await openShop();
        const rename = (marker: string, newName: string) => request('textDocument/rename', { ...editor.at('ordering.sluice', marker), newName });
        await expect(rename('OrderPlaced', 'PlaceOrder')).rejects.toThrow("already a command in 'Ordering' named 'PlaceOrder'");
        await expect(rename('OrderPlaced', 'Order Placed')).rejects.toThrow('cannot be a name');
    });
});

describe('completion', () => {
    it('offers the names that fit, as they would be written here', async () => {
        await openShop();
        await editor.type('billing.sluice', billing.replace('on Ordering.OrderPlaced by code', 'on '));
        expect(await labels('billing.sluice', '    on ')).toEqual(['Ordering.OrderPlaced']);
        await editor.type('billing.sluice', billing.replace('on Ordering.OrderPlaced by code', 'on Ordering.'));
        expect(await labels('billing.sluice', 'on Ordering.')).toEqual(['Ordering.OrderPlaced']);
        await editor.type('ordering.sluice', ordering.replace('-> OrderPlaced', '-> '));
        expect(await labels('ordering.sluice', '-> ')).toEqual(expect.arrayContaining(['OrderPlaced', 'send', 'reject']));
    });

    it('offers keywords, and fields behind a path, in spite of mistakes elsewhere', async () => {
        await openShop();
        await editor.type('ordering.sluice', ordering.replace('phase = "placed"', 'phase = event.total.').replace('handle PlaceOrder -> OrderPlaced', 'handle handle'));
        expect(await labels('ordering.sluice', 'event.total.')).toEqual(['amount', 'currency']);
        await editor.type('ordering.sluice', '');
        await editor.type('ordering.sluice', 'con');
        expect(await labels('ordering.sluice', 'con')).toContain('context');
    });
});

describe('pages of text', () => {
    it('shows declaration, documentation and flow on hover', async () => {
        await openShop();
        const { contents } = await request<lsp.Hover & { contents: lsp.MarkupContent }>('textDocument/hover', editor.at('billing.sluice', 'OrderPlaced'));
        expect(contents.value).toContain('public event OrderPlaced { key orderId: uuid  total: Money }');
        expect(contents.value).toContain('The customer has committed to buy.');
        expect(contents.value).toContain('published by `Ordering.Order`');
        expect(contents.value).toContain('consumed by `Billing.Ledger`');
    });

    it('lists and folds what a file holds', async () => {
        await openShop();
        const document = { textDocument: { uri: editor.uri('ordering.sluice') } };
        const [context] = await request<lsp.DocumentSymbol[]>('textDocument/documentSymbol', document);
        expect(context!.name).toBe('Ordering');
        expect(context!.children!.map(({ name }) => name)).toEqual(['Money', 'OrderPlaced', 'PlaceOrder', 'Order']);
        const folds = await request<lsp.FoldingRange[]>('textDocument/foldingRange', document);
        expect(folds.map(({ startLine }) => startLine)).toEqual([0, 9]);
        const symbols = await request<lsp.WorkspaceSymbol[]>('workspace/symbol', { query: 'ordpla' });
        expect(symbols.map(({ name, containerName }) => `${containerName}.${name}`)).toContain('Ordering.OrderPlaced');
    });

    it('lays out a document, and leaves one with errors alone', async () => {
        await openShop();
        const format = () => request<lsp.TextEdit[]>('textDocument/formatting', { textDocument: { uri: editor.uri('billing.sluice') }, options: { tabSize: 2, insertSpaces: true } });
        await editor.type('billing.sluice', 'context   Billing {\nservice Ledger {\n      on Ordering.OrderPlaced by code\n}\n}');
        const once = editor.applied('billing.sluice', await format());
        expect(once).toContain('context Billing {\n  service Ledger {');
        await editor.type('billing.sluice', once);
        expect(await format()).toEqual([]);
        await editor.type('billing.sluice', 'context Billing { service {');
        expect(await format()).toEqual([]);
    });

    it('lays out the block that a brace closes, and nothing else', async () => {
        await openShop();
        const text = 'context   Billing {\n service Ledger {\n      on Ordering.OrderPlaced by code\n}\n}\n';
        await editor.type('billing.sluice', text);
        const { textDocument, position } = editor.at('billing.sluice', '}\n}', 1);
        const edits = await request<lsp.TextEdit[]>('textDocument/onTypeFormatting', { textDocument, position, ch: '}', options: { tabSize: 2, insertSpaces: true } });
        expect(editor.applied('billing.sluice', edits)).toBe('context   Billing {\n  service Ledger {\n    on Ordering.OrderPlaced by code\n  }\n}\n');
    });

    it('lets a selection grow from a word to the whole', async () => {
        await openShop();
        const { textDocument, position } = editor.at('billing.sluice', 'OrderPlaced', 2);
        const [selection] = await request<lsp.SelectionRange[]>('textDocument/selectionRange', { textDocument, positions: [position] });
        const grown: string[] = [];
        for (let each: lsp.SelectionRange | undefined = selection; each; each = each.parent) grown.push(editor.textAt(textDocument.uri, each.range));
        const service = billing.slice(billing.indexOf('service'), billing.lastIndexOf('\n}'));
        expect(grown).toEqual(['OrderPlaced', 'Ordering.OrderPlaced', 'on Ordering.OrderPlaced by code', service, billing.trimEnd(), billing]);
    });

    it('colours a field by what it is, though it is spelled like a keyword', async () => {
        await openShop();
        await editor.type('billing.sluice', 'context Billing {\n  event Paid { key: uuid }\n}\n');
        const { data } = await request<lsp.SemanticTokens>('textDocument/semanticTokens/full', { textDocument: { uri: editor.uri('billing.sluice') } });
        const { legend } = editor.initialized.capabilities.semanticTokensProvider as lsp.SemanticTokensOptions;
        // Line, character, length, type, modifiers; the last token is that of the field.
        expect([data.at(-4), data.at(-3), legend.tokenTypes[data.at(-2)!]]).toEqual([7, 3, 'property']);
    });
});

describe('a server that stays', () => {
    it('answers RequestCancelled to what was cancelled', async () => {
        await openShop();
        const source = new CancellationTokenSource();
        const answer = editor.connection.sendRequest('textDocument/hover', editor.at('billing.sluice', 'OrderPlaced'), source.token);
        source.cancel();
        await expect(answer).rejects.toMatchObject({ code: -32800 });
    });

    it('survives whatever is typed', async () => {
        await openShop();
        for (const text of ['', '{{{{', '}}}}', '\u0000\uFFFF', '"', '/*', 'context', 'context X { event', '('.repeat(5000), 'context A { event E { a: '.repeat(300), ordering.slice(0, 300), ordering.slice(200)]) {
            await editor.type('ordering.sluice', text);
            for (const method of ['hover', 'completion', 'definition', 'documentHighlight']) {
                await request(`textDocument/${method}`, { textDocument: { uri: editor.uri('ordering.sluice') }, position: { line: 0, character: Math.min(text.length, 30) } });
            }
            await request('textDocument/documentSymbol', { textDocument: { uri: editor.uri('ordering.sluice') } });
            await request('textDocument/semanticTokens/full', { textDocument: { uri: editor.uri('ordering.sluice') } });
        }
        await editor.type('ordering.sluice', ordering);
        await editor.expectCode('billing.sluice', 'unresolved', { present: false });
        expect(editor.messages.filter(message => message.startsWith('Internal error'))).toEqual([]);
    });

    it('knows nothing of a document that is not there', async () => {
        await openShop();
        const answer = await request('textDocument/hover', { textDocument: { uri: editor.uri('nowhere.sluice') }, position: { line: 0, character: 0 } });
        expect(answer).toBeNull();
    });
});
