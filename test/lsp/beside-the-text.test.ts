import { afterEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

async function open(files: Record<string, string>, capabilities: lsp.ClientCapabilities = {}): Promise<void> {
    editor = await Editor.open({ 'sluice.config.json': '{}', ...files }, capabilities);
    for (const [name, text] of Object.entries(files)) await editor.show(name, text);
}

const request = <R>(method: string, name: string, more: object = {}) => editor.connection.sendRequest<R>(`textDocument/${method}`, { textDocument: { uri: editor.uri(name) }, ...more });

const shop = `actor Shopper { sends Ordering.PlaceOrder  asks Ordering.FindOrder  sees Ordering.OrderPlaced }
actor Clerk { sends Ordering.PlaceOrder }

context Ordering {
  public event OrderPlaced { key orderId: uuid }
  event OrderPlaced version 2 { key orderId: uuid  upcast from 1 {} }
  event OrderLost { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  command Forget { key orderId: uuid }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced {}
  }
  projection Orders by orderId {
    on OrderPlaced {}
    public query FindOrder(orderId: uuid) returns Orders
  }
  topic Facts { carries OrderPlaced }
  scenario "an order is placed" for Order {
    when PlaceOrder
    then OrderPlaced
  }
}
`;
const billing = `context Billing {
  process Payment by orderId {
    start on Ordering.OrderPlaced -> send Ordering.PlaceOrder end
  }
  service Reminder { every 1 day -> send Ordering.PlaceOrder by code }
}
external context Bank {
  event MoneyMoved { key id: uuid }
  command MoveMoney { key id: uuid }
}
`;

describe('code lenses', () => {
    const lenses = async (name: string) => (await request<lsp.CodeLens[]>('codeLens', name))
        .map(({ range, command }) => `${editor.textAt(editor.uri(name), range)}: ${command!.title}`);

    it('say of each message who gives and who takes it', async () => {
        await open({ 'shop.sluice': shop, 'billing.sluice': billing });
        expect(await lenses('shop.sluice')).toEqual([
            'OrderPlaced: 3 consumers · 1 publisher',
            'OrderLost: 0 consumers · 0 publishers',
            'PlaceOrder: handled by Order · sent by Billing.Payment, Billing.Reminder and 2 more',
            'Forget: handled by nobody · sent by nobody',
            'FindOrder: answered by Orders · asked by Shopper',
            '"an order is placed": Run scenario',
        ]);
        expect(await lenses('billing.sluice')).toEqual(['MoneyMoved: 0 consumers', 'MoveMoney: sent by nobody']);
        await editor.type('billing.sluice', billing.replace('send Ordering.PlaceOrder end', 'end'));
        expect(await lenses('shop.sluice')).toContain('PlaceOrder: handled by Order · sent by Billing.Reminder, Shopper and 1 more');
    });

    it('lead to the places that they count, and run scenarios of their system', async () => {
        await open({ 'shop.sluice': shop, 'billing.sluice': billing });
        const found = await request<lsp.CodeLens[]>('codeLens', 'shop.sluice');
        const { command } = found[0]!;
        const [uri, position, locations] = command!.arguments as [string, lsp.Position, lsp.Location[]];
        expect([command!.command, uri, position]).toEqual(['sluice.showReferences', editor.uri('shop.sluice'), { line: 5, character: 8 }]);
        expect(locations.map(location => [location.uri.slice(location.uri.lastIndexOf('/') + 1), location.range.start.line, editor.textAt(location.uri, location.range)])).toEqual([
            ['billing.sluice', 2, 'OrderPlaced'], ['shop.sluice', 0, 'OrderPlaced'], ['shop.sluice', 10, 'OrderPlaced'], ['shop.sluice', 14, 'OrderPlaced'],
        ]);
        expect(found[1]!.command).toEqual({ title: '0 consumers · 0 publishers', command: '' });
        const run = found.at(-1)!.command!;
        expect(run.command).toBe('sluice.runScenario');
        expect(run.arguments).toEqual([editor.uri('shop.sluice').replace('/shop.sluice', ''), 'an order is placed']);
    });
});

const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** A file's text with its hints where they are shown, as ‹hint›. */
async function hinted(name: string, range: lsp.Range = everything): Promise<string> {
    const hints = await request<lsp.InlayHint[]>('inlayHint', name, { range });
    return editor.applied(name, hints.map(({ position, label }) => ({ range: { start: position, end: position }, newText: ` ‹${label as string}›` })));
}

describe('inlay hints', () => {
    const flow = `broker main kafka
system Shop { retry 3 times }
context Ordering {
  event OrderPlaced { key orderId: uuid  total: decimal }
  event OrderBilled { key orderId: uuid  total: decimal  by: string  at: timestamp?  days: int = 14 }
  command PlaceOrder { key orderId: uuid  total: decimal }
  command BillOrder { key orderId: uuid  total: decimal }
  topic Facts { carries OrderPlaced }
  topic Bills { carries OrderBilled  retry 2 times, backoff 1s to 2s  deliver at-most-once }
  aggregate Order by orderId {
    total: decimal = 0
    handle PlaceOrder -> OrderPlaced { total = command.total + 1 }
    handle BillOrder -> OrderBilled? { by = "us" } or reject "no"
  }
}
`;

    it('say what is not written and holds all the same', async () => {
        await open({ 'flow.sluice': flow });
        expect((await hinted('flow.sluice')).split('\n').filter(line => line.includes('‹')).map(line => line.trim())).toEqual([
            'command PlaceOrder ‹queue ordering.place-order› { key orderId: uuid  total: decimal }',
            'command BillOrder ‹queue ordering.bill-order› { key orderId: uuid  total: decimal }',
            'topic Facts { ‹deliver at-least-once · retry 3 times, backoff 1s to 1m› carries OrderPlaced }',
            'handle PlaceOrder -> OrderPlaced { total = command.total + 1 } ‹+ orderId›',
            'handle BillOrder -> OrderBilled? { by = "us" } ‹+ orderId, total› or reject "no"',
        ]);
        const tooltips = (await request<lsp.InlayHint[]>('inlayHint', 'flow.sluice', { range: everything })).map(({ tooltip }) => tooltip);
        expect(tooltips).toContain('No written queue carries it: it has one of its own on main (kafka).');
        expect(tooltips).toContain('deliver at-least-once: the default\nretry 3 times, backoff 1s to 1m: as the system says');
        expect(tooltips).toContain('orderId from BillOrder\ntotal from BillOrder');
    });

    it('are those of the lines that are asked about', async () => {
        await open({ 'flow.sluice': flow });
        const shown = await hinted('flow.sluice', { start: { line: 5, character: 0 }, end: { line: 5, character: 20 } });
        expect(shown.match(/‹.*?›/g)).toEqual(['‹queue ordering.place-order›']);
    });

    it('can be switched off', async () => {
        let enabled = false;
        await open({ 'flow.sluice': flow }, { workspace: { configuration: true } });
        editor.connection.onRequest('workspace/configuration', ({ items }: lsp.ConfigurationParams) => items.map(({ section }) => (section === 'sluice.inlayHints.enabled' ? enabled : null)));
        expect(await hinted('flow.sluice')).toBe(flow);
        enabled = true;
        await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
        expect(await hinted('flow.sluice')).not.toBe(flow);
    });
});

it('lenses and hints are asked for again when another file has changed', async () => {
    await open({ 'shop.sluice': shop, 'billing.sluice': billing }, { workspace: { codeLens: { refreshSupport: true }, inlayHint: { refreshSupport: true } } });
    const asked = ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh'].map(method => new Promise<void>(resolve => {
        editor.connection.onRequest(method, () => resolve());
    }));
    await editor.type('billing.sluice', '');
    await Promise.all(asked);
});
