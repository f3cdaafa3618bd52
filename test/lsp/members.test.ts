import { afterEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { runCli } from '../support/run-cli.js';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

const cursor = '<|>';
type Files = Record<string, string>;

const withoutCursor = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(cursor, '')]));

/** Opens files of which one holds `<|>` in front of a word; gives the parameters of a request about that word. */
async function open(files: Files, capabilities: lsp.ClientCapabilities = {}): Promise<lsp.TextDocumentPositionParams> {
    const sound = withoutCursor(files);
    editor = await Editor.open({ 'sluice.config.json': '{}', ...sound }, capabilities);
    for (const [name, text] of Object.entries(sound)) await editor.show(name, text);
    const [name, text] = Object.entries(files).find(([, each]) => each.includes(cursor))!;
    const before = text.slice(0, text.indexOf(cursor)).split('\n');
    return { textDocument: { uri: editor.uri(name) }, position: { line: before.length - 1, character: before.at(-1)!.length } };
}

/** The files with `[[` and `]]` around every place that a request found, as `[[x]]`. */
function marked(files: Files, places: lsp.Location[]): Files {
    return Object.fromEntries(Object.entries(withoutCursor(files)).map(([name]) => {
        const edits = places.filter(({ uri }) => uri === editor.uri(name)).map(({ uri, range }) => ({ range, newText: `[[${editor.textAt(uri, range)}]]` }));
        return [name, editor.applied(name, edits)];
    }));
}

/** Expects that the references of the word at the cursor are the words in `[[…]]`. */
async function expectReferences(files: Files): Promise<void> {
    const plain = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll(/\[\[|\]\]/g, '')]));
    const at = await open(plain);
    const found = await editor.connection.sendRequest<lsp.Location[]>('textDocument/references', { ...at, context: { includeDeclaration: true } });
    expect(marked(plain, found)).toEqual(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(cursor, '')])));
}

async function rename(files: Files, newName: string): Promise<Files> {
    const at = await open(files);
    const { changes = {} } = await editor.connection.sendRequest<lsp.WorkspaceEdit>('textDocument/rename', { ...at, newName });
    return Object.fromEntries(Object.keys(files).map(name => [name, editor.applied(name, changes[editor.uri(name)] ?? [])]));
}

const ordering = `context Ordering {
  type Money { amount: decimal  currency: string(3) }
  enum Reason { customer, stock }

  public event OrderPlaced { key orderId: uuid  total: Money  reason: Reason = customer }
  event OrderRejected { key orderId: uuid  reason: Reason }
  public command PlaceOrder { key orderId: uuid  total: Money  reason: Reason }

  topic Orders {
    carries OrderPlaced, OrderRejected
    order by orderId
    route by reason, orderId
  }

  aggregate Order by orderId {
    paid: decimal = 0
    handle PlaceOrder
      when state.paid == 0 and command.total.amount > 0 -> OrderPlaced
      otherwise -> OrderRejected { reason = stock }
    on OrderPlaced { paid += event.total.amount }
  }

  projection Totals by orderId {
    total: Money
    spent: Money[]
    on OrderPlaced where event.total.amount > 0 { total = event.total  append event.total to spent  remove from spent where item.amount > 9 }
    public query TotalsOver(limit: decimal) returns Totals[]
      where state.total.amount > query.limit and sum(state.spent, item.amount) > query.limit
      sort by state.total.amount
  }
}
`;
const billing = `context Billing {
  command ChargeCard { key orderId: uuid  due: Ordering.Money  why: Ordering.Reason }
  service Cards {
    on Ordering.OrderPlaced where event.reason == stock -> send ChargeCard { due = event.total  why = Ordering.Reason.customer }
    handle ChargeCard
    idempotent by orderId
  }
}
`;

describe('References', () => {
    it('of a field of a message are in paths, clauses and other files', async () => {
        await expectReferences({
            'ordering.sluice': ordering.replace('key orderId: uuid  total: Money  reason: Reason = customer', 'key orderId: uuid  [[<|>total]]: Money  reason: Reason = customer').replaceAll('event.total', 'event.[[total]]'),
            'billing.sluice': billing.replace('event.total', 'event.[[total]]'),
        });
    });

    it('of a field of a type are behind paths, and in expressions on items', async () => {
        await expectReferences({
            'ordering.sluice': ordering.replace('amount: decimal', '[[amount]]: decimal').replaceAll('.amount', '.[[amount]]').replace('item.[[amount]]', 'item.[[<|>amount]]'),
            'billing.sluice': billing,
        });
    });

    it('of a field of state are in statements and paths', async () => {
        await expectReferences({ 'ordering.sluice': ordering.replaceAll('paid', '[[paid]]').replace('state.[[paid]]', 'state.[[<|>paid]]') });
        await editor.close();
        await expectReferences({
            'ordering.sluice': ordering.replaceAll('spent', '[[spent]]').replace('from [[spent]]', 'from [[<|>spent]]'),
        });
    });

    it('of a parameter are in its query', async () => {
        await expectReferences({ 'ordering.sluice': ordering.replaceAll('limit', '[[limit]]').replace('[[limit]]:', '[[<|>limit]]:') });
    });

    it('of a key are at the words that it is meant by', async () => {
        const text = ordering.replace('event OrderRejected { key orderId', 'event OrderRejected { key [[<|>orderId]]').replace('order by orderId', 'order by [[orderId]]').replace('reason, orderId', 'reason, [[orderId]]');
        await expectReferences({ 'ordering.sluice': text });
    });

    it('of a word that stands for several fields are those of all of them', async () => {
        await expectReferences({
            // The aggregate does not take the other event.
            'ordering.sluice': ordering.replaceAll('orderId', '[[orderId]]').replace('OrderRejected { key [[orderId]]', 'OrderRejected { key orderId').replace('aggregate Order by [[orderId]]', 'aggregate Order by [[<|>orderId]]'),
            'billing.sluice': billing.replace('idempotent by orderId', 'idempotent by [[orderId]]'),
        });
    });

    it('of a key are not those of the part that it is the key of', async () => {
        await expectReferences({
            'ordering.sluice': ordering.replaceAll('orderId', '[[orderId]]').replace('OrderRejected { key [[orderId]]', 'OrderRejected { key orderId').replace('PlaceOrder { key [[orderId]]', 'PlaceOrder { key orderId').replace('Totals by [[orderId]]', 'Totals by [[<|>orderId]]'),
            'billing.sluice': billing.replace('idempotent by orderId', 'idempotent by [[orderId]]'),
        });
    });

    it('of a value of an enum are wherever it is meant, and nowhere else', async () => {
        await expectReferences({
            'ordering.sluice': ordering.replace('enum Reason { customer', 'enum Reason { [[<|>customer]]').replace('= customer', '= [[customer]]'),
            'billing.sluice': billing.replace('Reason.customer', 'Reason.[[customer]]'),
        });
    });

    it('of an enum, and of a context, are in front of values, too', async () => {
        await expectReferences({
            'ordering.sluice': ordering.replaceAll('Reason', '[[Reason]]'),
            'billing.sluice': billing.replace('why: Ordering.Reason', 'why: Ordering.[[Reason]]').replace('= Ordering.Reason', '= Ordering.[[<|>Reason]]'),
        });
        await editor.close();
        await expectReferences({
            'ordering.sluice': ordering.replace('context Ordering', 'context [[Ordering]]'),
            'billing.sluice': billing.replaceAll('Ordering.', '[[Ordering]].').replace('= [[Ordering]]', '= [[<|>Ordering]]'),
        });
    });

    it('lead to the definition, show it on hover, and are highlighted in their file', async () => {
        const at = await open({ 'ordering.sluice': ordering, 'billing.sluice': billing.replace('event.total', 'event.<|>total') });
        const request = <R>(method: string): Promise<R> => editor.connection.sendRequest<R>(`textDocument/${method}`, at);
        const [location] = await request<lsp.Location[]>('definition');
        expect([location!.uri, editor.textAt(location!.uri, location!.range), location!.range.start.line]).toEqual([editor.uri('ordering.sluice'), 'total', 4]);
        const { contents } = await request<lsp.Hover & { contents: lsp.MarkupContent }>('hover');
        expect(contents.value).toContain('// Ordering.OrderPlaced\ntotal: Money');
        const highlights = await request<lsp.DocumentHighlight[]>('documentHighlight');
        expect(highlights.map(({ range, kind }) => [editor.textAt(editor.uri('billing.sluice'), range), kind])).toEqual([['total', 2]]);
    });
});

describe('Renaming', () => {
    const shop = `context Shop {
  command PlaceOrder { key orderId: uuid  total: decimal  note: string }
  command TellDesk { key orderId: uuid  total: decimal  note: string? }
  event OrderPlaced { key orderId: uuid  total: decimal }
  event OrderPaid { key orderId: uuid  total: decimal }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced {}
  }
  service Till { every 1 hour -> OrderPaid by code }
  service Desk { handle TellDesk }
  process Delivery by orderId {
    total: decimal
    start on OrderPlaced -> send TellDesk go waiting
    state waiting {
      on OrderPaid -> send TellDesk { note = "paid" } undo TellDesk
      after 1 day -> send TellDesk
    }
  }
}
`;

    /** Renames in `shop`, expects these replacements of its lines, and that the outcome is as sound as before. */
    async function expectShop(text: string, newName: string, lines: Record<number, string>): Promise<void> {
        const { 'shop.sluice': renamed } = await rename({ 'shop.sluice': text }, newName);
        const expected = withoutCursor({ 'shop.sluice': text })['shop.sluice']!.split('\n').map((line, index) => lines[index + 1] ?? line);
        expect(renamed!.split('\n')).toEqual(expected);
        editor.write('shop.sluice', renamed!);
        // What the rules advise about such a small system is another matter.
        expect(JSON.parse((await runCli(editor.folder, ['check', '--format', 'json'])).out)).toMatchObject({ summary: { error: 0 } });
    }

    it('changes a field in every file, at its declaration, in paths and in assignments', async () => {
        const renamed = await rename({ 'ordering.sluice': ordering, 'billing.sluice': billing.replace('<|>', '').replace('due: Ordering', '<|>due: Ordering') }, 'sum');
        expect(renamed).toEqual({ 'ordering.sluice': ordering, 'billing.sluice': billing.replaceAll('due', 'sum') });
    });

    it('changes a value of an enum, short and with its enum in front', async () => {
        const renamed = await rename({ 'ordering.sluice': ordering.replace('{ customer,', '{ <|>customer,'), 'billing.sluice': billing }, 'buyer');
        expect(renamed).toEqual({ 'ordering.sluice': ordering.replaceAll('customer', 'buyer'), 'billing.sluice': billing.replaceAll('customer', 'buyer') });
    });

    it('changes an enum where it stands in front of a value', async () => {
        const renamed = await rename({ 'ordering.sluice': ordering.replace('enum Reason', 'enum <|>Reason'), 'billing.sluice': billing }, 'Cause');
        expect(renamed).toEqual({ 'ordering.sluice': ordering.replaceAll('Reason', 'Cause'), 'billing.sluice': billing.replaceAll('Reason', 'Cause') });
    });

    it('writes out what a message took over from the renamed field', async () => {
        await expectShop(shop.replace('uuid  total: decimal  note: string }', 'uuid  <|>total: decimal  note: string }'), 'sum', {
            2: '  command PlaceOrder { key orderId: uuid  sum: decimal  note: string }',
            7: '    handle PlaceOrder -> OrderPlaced { total = command.sum }',
        });
    });

    it('writes out what the renamed field took over, in sends, undos and timers, and beside what is written already', async () => {
        await expectShop(shop.replace('uuid  total: decimal  note: string? }', 'uuid  <|>total: decimal  note: string? }'), 'sum', {
            3: '  command TellDesk { key orderId: uuid  sum: decimal  note: string? }',
            14: '    start on OrderPlaced -> send TellDesk { sum = event.total } go waiting',
            16: '      on OrderPaid -> send TellDesk { note = "paid"  sum = event.total } undo TellDesk { sum = state.total }',
            17: '      after 1 day -> send TellDesk { sum = state.total }',
        });
    });

    it('writes out beside what else stands behind a message', async () => {
        const text = `context Shop {
  command PlaceOrder { key orderId: uuid  note: string }
  event OrderPlaced { key orderId: uuid  note: string  at: timestamp }
  event OrderNoted { key orderId: uuid  note: string }
  service Desk {
    handle PlaceOrder -> OrderPlaced? {} by code and many OrderNoted? by code
  }
}
`;
        await expectShop(text.replace('PlaceOrder { key orderId: uuid  note', 'PlaceOrder { key orderId: uuid  <|>note'), 'remark', {
            2: '  command PlaceOrder { key orderId: uuid  remark: string }',
            6: '    handle PlaceOrder -> OrderPlaced? { note = command.remark } by code and many OrderNoted? { note = command.remark } by code',
        });
    });

    it('writes out what a process remembers of an event that does nothing else', async () => {
        const text = `context Shop {
  event OrderPlaced { key orderId: uuid }
  event OrderNoted { key orderId: uuid  note: string }
  service Till { every 1 hour -> OrderPlaced and OrderNoted by code }
  process Delivery by orderId {
    note: string
    start on OrderPlaced -> go open
    on OrderNoted
    state open { after 1 day -> end }
  }
}
`;
        await expectShop(text.replace('key orderId: uuid  note', 'key orderId: uuid  <|>note'), 'remark', {
            3: '  event OrderNoted { key orderId: uuid  remark: string }',
            8: '    on OrderNoted -> set { note = event.remark }',
        });
        await editor.close();
        await expectShop(text.replace('OrderNoted { key orderId', 'OrderNoted { key <|>orderId').replace('    note: string', '    remark: string'), 'number', {
            3: '  event OrderNoted { key number: uuid  note: string }',
            8: '    on OrderNoted key event.number',
        });
    });

    it('writes out what a process remembers', async () => {
        await expectShop(shop.replace('    total: decimal\n', '    <|>total: decimal\n'), 'sum', {
            13: '    sum: decimal',
            14: '    start on OrderPlaced -> set { sum = event.total } send TellDesk go waiting',
            16: '      on OrderPaid -> set { sum = event.total } send TellDesk { note = "paid" } undo TellDesk { total = state.sum }',
            17: '      after 1 day -> send TellDesk { total = state.sum }',
        });
    });

    it('writes out by which key a part is found', async () => {
        await expectShop(shop.replace('OrderPaid { key orderId', 'OrderPaid { key <|>orderId'), 'paidFor', {
            5: '  event OrderPaid { key paidFor: uuid  total: decimal }',
            16: '      on OrderPaid key event.paidFor -> send TellDesk { note = "paid"  orderId = event.paidFor } undo TellDesk',
        });
    });

    it('changes all fields that one word stands for, with what other words tie to them, and nothing else', async () => {
        await expectShop(shop.replace('Order by orderId', 'Order by <|>orderId'), 'number', {
            2: '  command PlaceOrder { key number: uuid  total: decimal  note: string }',
            4: '  event OrderPlaced { key number: uuid  total: decimal }',
            5: '  event OrderPaid { key number: uuid  total: decimal }',
            6: '  aggregate Order by number {',
            12: '  process Delivery by number {',
            14: '    start on OrderPlaced -> send TellDesk { orderId = event.number } go waiting',
            16: '      on OrderPaid -> send TellDesk { note = "paid"  orderId = event.number } undo TellDesk { orderId = state.number }',
            17: '      after 1 day -> send TellDesk { orderId = state.number }',
        });
    });

    it('takes the key of a part along that is found by no other message', async () => {
        const text = `context Shop {
  event OrderPaid { key orderId: uuid  total: decimal }
  service Till { every 1 hour -> OrderPaid by code }
  projection Sales by orderId {
    total: decimal
    on OrderPaid { total = event.total }
    public query SaleOf(id: uuid) returns Sales? where state.orderId == query.id
  }
}
`;
        await expectShop(text.replace('key orderId', 'key <|>orderId'), 'number', {
            2: '  event OrderPaid { key number: uuid  total: decimal }',
            4: '  projection Sales by number {',
            7: '    public query SaleOf(id: uuid) returns Sales? where state.number == query.id',
        });
    });

    it('leaves what another system publishes as it is', async () => {
        const text = `context Shop {
  event OrderPlaced { key orderId: uuid }
  service Till { every 1 hour -> OrderPlaced by code }
  process Delivery by orderId {
    start on OrderPlaced -> go waiting
    state waiting { on Courier.ParcelDelivered -> end }
  }
}
external context Courier { public event ParcelDelivered { key orderId: uuid } }
`;
        await expectShop(text.replace('by orderId', 'by <|>orderId'), 'number', {
            2: '  event OrderPlaced { key number: uuid }',
            4: '  process Delivery by number {',
            6: '    state waiting { on Courier.ParcelDelivered key event.orderId -> end }',
        });
    });

    it('writes out what an older version gave, and keeps the layout of lines', async () => {
        const text = `context Shop {
  event OrderPlaced { key orderId: uuid  total: decimal  note: string }
  event OrderPlaced version 2 {
    key orderId: uuid  total: decimal  note: string  channel: string
    upcast from 1 {
      channel = "web"
    }
  }
  service Till { every 1 hour -> OrderPlaced by code }
}
`;
        const { 'shop.sluice': renamed } = await rename({ 'shop.sluice': text.replace('    key orderId: uuid  total', '    key orderId: uuid  <|>total') }, 'sum');
        expect(renamed).toBe(text.replace('    key orderId: uuid  total', '    key orderId: uuid  sum').replace('channel = "web"', 'channel = "web"\n      sum = event.total'));
    });

    it('marks what nobody asked for, where the editor can ask about it', async () => {
        const at = await open({ 'shop.sluice': shop.replace('uuid  total: decimal  note: string }', 'uuid  <|>total: decimal  note: string }') }, { workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } } });
        const { changeAnnotations, documentChanges } = await editor.connection.sendRequest<lsp.WorkspaceEdit>('textDocument/rename', { ...at, newName: 'sum' });
        const [[id, annotation] = []] = Object.entries(changeAnnotations!);
        expect(annotation).toMatchObject({ label: expect.stringContaining('carried over'), needsConfirmation: true });
        const [{ edits }] = documentChanges as [lsp.TextDocumentEdit];
        expect((edits as lsp.AnnotatedTextEdit[]).map(({ newText, annotationId }) => [newText, annotationId])).toEqual([['sum', undefined], [' { total = command.sum }', id]]);
    });

    describe('is refused', () => {
        const cases: { name: string; text: string; newName: string; message: string }[] = [
            { name: 'for a name that is none', text: shop.replace('note: string }', '<|>note: string }'), newName: 'my note', message: "'my note' cannot be a name" },
            { name: 'for a field that there is', text: shop.replace('note: string }', '<|>note: string }'), newName: 'total', message: "'PlaceOrder' has a 'total' already" },
            { name: 'for the key of a part', text: shop.replace('    total: decimal\n', '    <|>total: decimal\n'), newName: 'orderId', message: "'Delivery' has a 'orderId' already" },
            { name: 'for a value that there is', text: ordering.replace('{ customer,', '{ <|>customer,'), newName: 'stock', message: "'Reason' has a 'stock' already" },
            {
                name: 'at one of several fields that a clause stands for', text: ordering.replace('event OrderRejected { key orderId', 'event OrderRejected { key <|>orderId'), newName: 'number',
                message: "'order by orderId' also stands for the field of this name in 'OrderPlaced'",
            },
            {
                name: 'where a field would be filled that was left out', text: shop.replace('total: decimal }\n  event OrderPaid', 'total: decimal  <|>text: string }\n  event OrderPaid'), newName: 'note',
                message: "'note' of 'OrderPlaced' would be filled from 'PlaceOrder'",
            },
            {
                name: 'where the word would be read as something else', text: 'context A {\n  event Told { <|>about: string }\n  topic News {\n    carries Told\n    order by about\n  }\n}\n', newName: 'none',
                message: "With the name 'none' something else would be meant in line 5 of shop.sluice",
            },
            {
                name: 'where a value would be read as something else', text: 'context A {\n  enum Answer { <|>yes, no }\n  event Told { answer: Answer = yes }\n}\n', newName: 'true',
                message: "With the name 'true' something else would be meant in line 3 of shop.sluice",
            },
        ];
        it.each(cases)('$name', async ({ text, newName, message }) => {
            await expect(rename({ 'shop.sluice': text }, newName)).rejects.toThrow(message);
        });
    });

    it('does what can be done in a file that is half-typed', async () => {
        const renamed = await rename({ 'shop.sluice': shop.replace('uuid  total: decimal  note: string }', 'uuid  <|>total: decimal  note: string }').replace('service Desk {', 'service Desk { on'), 'other.sluice': 'context Other { event' }, 'sum');
        expect(renamed['shop.sluice']).toContain('handle PlaceOrder -> OrderPlaced { total = command.sum }');
    });
});
