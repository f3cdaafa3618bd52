import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { Editor } from './editor.js';

const shop = `actor Shopper { sends Ordering.PlaceOrder, Ordering.CancelOrder  asks Ordering.FindOrder  sees Ordering.OrderPlaced }

context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderCancelled @deprecated("use OrderClosed") { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  public command CancelOrder { key orderId: uuid }
  aggregate Order by orderId {
    phase: string = "new"
    handle PlaceOrder -> OrderPlaced
    handle CancelOrder -> OrderCancelled or reject "shipped"
    on OrderPlaced { phase = "placed" }
  }
  projection Orders by orderId {
    on OrderPlaced {}
    public query FindOrder(orderId: uuid) returns Orders
  }
}
`;
const billing = `context Billing {
  command TakePayment { key orderId: uuid }
  event PaymentTaken { key orderId: uuid }
  service Cashier { handle TakePayment by code -> PaymentTaken }
  process Payment by orderId {
    start on Ordering.OrderPlaced -> send TakePayment go waiting
    state waiting {
      on PaymentTaken -> end
      after 2 days -> send Ordering.CancelOrder end
    }
    on Ordering.OrderCancelled -> end
  }
}
`;

let editor: Editor;

beforeEach(async () => {
    editor = await Editor.open({ 'sluice.config.json': '{}', 'shop.sluice': shop, 'billing.sluice': billing });
    await editor.show('shop.sluice', shop);
    await editor.show('billing.sluice', billing);
});
afterEach(() => editor.close());

const prepare = (name: string, marker: string) => editor.connection.sendRequest<lsp.CallHierarchyItem[]>('textDocument/prepareCallHierarchy', editor.at(name, marker));
const show = ({ name, detail }: lsp.CallHierarchyItem) => `${name} (${detail})`;

/** What leads to an item, or what comes of it, with what is marked of each step, to a depth. */
async function tree(direction: 'incoming' | 'outgoing', item: lsp.CallHierarchyItem, depth: number): Promise<string[]> {
    if (depth === 0) return [];
    const calls = await editor.connection.sendRequest<(lsp.CallHierarchyIncomingCall & lsp.CallHierarchyOutgoingCall)[]>(`callHierarchy/${direction}Calls`, { item });
    const lines: string[] = [];
    for (const { from, to, fromRanges } of calls) {
        const other = from ?? to;
        lines.push(`${show(other)}: ${fromRanges.map(range => `${range.start.line} ${editor.textAt((from ?? item).uri, range)}`).join(', ')}`);
        for (const line of await tree(direction, other, depth - 1)) lines.push(`  ${line}`);
    }
    return lines;
}

describe('the call hierarchy', () => {
    it('begins with a message wherever it is named, and with a part', async () => {
        for (const [name, marker, shown] of [
            ['billing.sluice', 'OrderPlaced', 'OrderPlaced (event in Ordering)'], ['shop.sluice', 'OrderPlaced {', 'OrderPlaced (event in Ordering)'], ['shop.sluice', 'Shopper', 'Shopper (actor)'],
            ['shop.sluice', 'Order by', 'Order (aggregate in Ordering)'], ['shop.sluice', 'FindOrder', 'FindOrder (query in Ordering)'],
        ] as const) {
            const [item, ...others] = await prepare(name, marker);
            expect(show(item!)).toBe(shown);
            expect(others).toEqual([]);
        }
        const [deprecated] = await prepare('billing.sluice', 'OrderCancelled');
        expect(deprecated).toMatchObject({ uri: editor.uri('shop.sluice'), tags: [1] });
        expect(editor.textAt(deprecated!.uri, deprecated!.selectionRange)).toBe('OrderCancelled');
        expect(editor.textAt(deprecated!.uri, deprecated!.range)).toBe('public event OrderCancelled @deprecated("use OrderClosed") { key orderId: uuid }');
        expect(await prepare('shop.sluice', 'phase')).toEqual([]);
    });

    it('tells what causes a message, on every step only what belongs to it, and by timers too', async () => {
        const [cancelled] = await prepare('shop.sluice', 'OrderCancelled');
        expect(await tree('incoming', cancelled!, 5)).toEqual([
            'Order (aggregate in Ordering to OrderCancelled): 10 OrderCancelled',
            '  CancelOrder (command in Ordering): 6 CancelOrder',
            '    Payment (process in Billing to CancelOrder): 8 Ordering.CancelOrder',
            '      OrderPlaced (event in Ordering): 3 OrderPlaced',
            '        Order (aggregate in Ordering to OrderPlaced): 9 OrderPlaced',
            '    Shopper (actor to CancelOrder): 0 Ordering.CancelOrder',
        ]);
    });

    it('tells what a message sets off', async () => {
        const [placed] = await prepare('shop.sluice', 'OrderPlaced {');
        expect(await tree('outgoing', placed!, 3)).toEqual([
            'Orders (projection in Ordering on OrderPlaced): 3 OrderPlaced',
            'Payment (process in Billing on OrderPlaced): 3 OrderPlaced',
            '  TakePayment (command in Billing): 5 TakePayment',
            '    Cashier (service in Billing on TakePayment): 1 TakePayment',
            '  CancelOrder (command in Ordering): 8 Ordering.CancelOrder',
            '    Order (aggregate in Ordering on CancelOrder): 6 CancelOrder',
            'Shopper (actor on OrderPlaced): 3 OrderPlaced',
        ]);
    });

    it('of a part by itself tells all that it takes and tells', async () => {
        const [order] = await prepare('shop.sluice', 'Order by');
        expect(await tree('incoming', order!, 1)).toEqual(['PlaceOrder (command in Ordering): 5 PlaceOrder', 'CancelOrder (command in Ordering): 6 CancelOrder']);
        expect(await tree('outgoing', order!, 1)).toEqual(['OrderPlaced (event in Ordering): 9 OrderPlaced', 'OrderCancelled (event in Ordering): 10 OrderCancelled']);
        const [shopper] = await prepare('shop.sluice', 'Shopper');
        expect(await tree('outgoing', shopper!, 2)).toContain('  Orders (projection in Ordering on FindOrder): 15 FindOrder');
    });

    it('has no answer for what is gone meanwhile, and for what no server gave', async () => {
        const [cashier] = await prepare('billing.sluice', 'Cashier');
        await editor.type('billing.sluice', billing.replace('Cashier', 'Till'));
        for (const item of [cashier!, { ...cashier!, data: undefined }, { ...cashier!, data: { id: 7 } }]) {
            expect(await editor.connection.sendRequest('callHierarchy/outgoingCalls', { item })).toBeNull();
        }
        await expect(editor.connection.sendRequest('callHierarchy/incomingCalls', {})).rejects.toMatchObject({ code: -32602 });
    });
});
