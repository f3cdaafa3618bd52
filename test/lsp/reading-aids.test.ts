import { afterEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

async function open(files: Record<string, string>): Promise<void> {
    editor = await Editor.open({ 'sluice.config.json': '{}', ...files });
    for (const [name, text] of Object.entries(files)) await editor.show(name, text);
}

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length - 1;

describe('the type hierarchy', () => {
    const shop = `context Ordering {
  event OrderPlaced @deprecated("old") { key orderId: uuid }
  event OrderPlaced version 3 { key orderId: uuid  upcast from 2 {} }
  event OrderPlaced version 2 { key orderId: uuid  upcast from 1 {} }
  command PlaceOrder { key orderId: uuid  payment: Payment }
  type Card { number: string(16) }
  type Transfer { iban: string(22) }
  type Payment = Card or (Transfer or Voucher)?
  type Voucher { code: string(8) }
  type Cards = Card[]
}
`;
    const billing = 'context Billing {\n  type Refund = Ordering.Card or Cash\n  type Cash { amount: int }\n}\n';
    const prepare = (name: string, marker: string) => editor.connection.sendRequest<lsp.TypeHierarchyItem[] | null>('textDocument/prepareTypeHierarchy', editor.at(name, marker));
    const ask = (direction: 'supertypes' | 'subtypes', item: lsp.TypeHierarchyItem) => editor.connection.sendRequest<lsp.TypeHierarchyItem[] | null>(`typeHierarchy/${direction}`, { item });
    const show = (items: lsp.TypeHierarchyItem[] | null) => items!.map(({ name, detail, selectionRange }) => `${name} (${detail}) ${selectionRange.start.line}`);

    it('leads from each version of a message to the one before and the one after', async () => {
        await open({ 'shop.sluice': shop });
        const second = (await prepare('shop.sluice', 'OrderPlaced version 2'))!;
        expect(show(second)).toEqual(['OrderPlaced (event version 2 in Ordering) 3']);
        expect(show(await ask('supertypes', second[0]!))).toEqual(['OrderPlaced (event version 1 in Ordering) 1']);
        expect(show(await ask('subtypes', second[0]!))).toEqual(['OrderPlaced (event version 3 in Ordering) 2']);
        const [first] = (await ask('supertypes', second[0]!))!;
        expect(first!.tags).toEqual([1]);
        expect(await ask('supertypes', first!)).toEqual([]);
    });

    it('takes the latest version where a message is named', async () => {
        const text = `${shop}context Mail { service Mailer { on Ordering.OrderPlaced by code } }\n`;
        await open({ 'shop.sluice': text });
        expect(show(await prepare('shop.sluice', 'OrderPlaced by code'))).toEqual(['OrderPlaced (event version 3 in Ordering) 2']);
    });

    it('knows the members of unions and the unions of a member, in all files', async () => {
        await open({ 'shop.sluice': shop, 'billing.sluice': billing });
        const [payment] = (await prepare('shop.sluice', 'Payment =')) ?? [];
        expect(show(await ask('subtypes', payment!))).toEqual(['Card (type in Ordering) 5', 'Transfer (type in Ordering) 6', 'Voucher (type in Ordering) 8']);
        const [card] = (await prepare('shop.sluice', 'Card {')) ?? [];
        expect(show(await ask('supertypes', card!))).toEqual(['Refund (type in Billing) 1', 'Payment (type in Ordering) 7']);
        const [voucher] = (await prepare('shop.sluice', 'Voucher {')) ?? [];
        expect(show(await ask('supertypes', voucher!))).toEqual(['Payment (type in Ordering) 7']);
    });

    it('answers nothing of what has no versions, and of an item that is gone', async () => {
        await open({ 'shop.sluice': shop });
        expect(await prepare('shop.sluice', 'orderId')).toEqual([]);
        const [payment] = (await prepare('shop.sluice', 'Payment =')) ?? [];
        await editor.type('shop.sluice', 'context Ordering {}\n');
        expect(await ask('subtypes', payment!)).toBeNull();
        expect(await ask('subtypes', { ...payment!, data: { id: 7 } })).toBeNull();
    });
});

describe('document links', () => {
    it('lead to pages, to the pages of rules, and to what is to be used instead', async () => {
        const text = `/// As https://example.com/orders (see there) says.
context Ordering {
  owner "https://teams.example.com/orders"
  // sluice-ignore naming/past-tense, coupling/unpublished-event: the partner's name
  event Order @deprecated("use OrderPlaced or Billing.Invoice, not Ordering") { key orderId: uuid }
  event OrderPlaced { key orderId: uuid }
}
context Billing { event Invoice { key id: uuid } }
`;
        await open({ 'shop.sluice': text });
        const links = await editor.connection.sendRequest<lsp.DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: editor.uri('shop.sluice') } });
        const shown = links.map(({ range, target }) => `${editor.textAt(editor.uri('shop.sluice'), range)} → ${target!.replace(editor.uri('shop.sluice'), 'shop').replace(/.*\/docs\//, '…/')}`);
        expect(shown.sort()).toEqual([
            `Billing.Invoice → shop#L${lineOf(text, 'event Invoice') + 1},25`,
            `OrderPlaced → shop#L${lineOf(text, 'event OrderPlaced') + 1},9`,
            'coupling/unpublished-event → …/rules/coupling/unpublished-event.md',
            'https://example.com/orders → https://example.com/orders',
            'https://teams.example.com/orders → https://teams.example.com/orders',
            'naming/past-tense → …/rules/naming/past-tense.md',
        ]);
    });
});

describe('linked editing', () => {
    const text = `context Ordering {
  event OrderPlaced { key orderId: uuid  size: Size }
  public event OrderPaid { key orderId: uuid }
  enum Size { small, large }
  process Payment by orderId {
    start on OrderPlaced -> go waiting
    state waiting { on OrderPaid -> end }
  }
}
`;
    const ranges = async (marker: string) => {
        const linked = await editor.connection.sendRequest<lsp.LinkedEditingRanges | null>('textDocument/linkedEditingRange', editor.at('shop.sluice', marker));
        return linked?.ranges.map(range => `${range.start.line} ${editor.textAt(editor.uri('shop.sluice'), range)}`) ?? null;
    };

    it('changes what only this file names, wherever it does', async () => {
        await open({ 'shop.sluice': text });
        expect(await ranges('waiting {')).toEqual(['5 waiting', '6 waiting']);
        expect(await ranges('OrderPlaced ->')).toEqual(['1 OrderPlaced', '5 OrderPlaced']);
        expect(await ranges('Size {')).toEqual(['1 Size', '3 Size']);
    });

    it('leaves alone what others may name, and what is carried over by its name', async () => {
        await open({ 'shop.sluice': text, 'mail.sluice': 'context Mail { service Mailer { on Ordering.OrderPlaced by code } }\n' });
        for (const marker of ['OrderPaid {', 'orderId: uuid  size', 'small', 'Ordering', 'OrderPlaced ->', 'by orderId']) expect(await ranges(marker), marker).toBeNull();
    });
});

describe('signature help', () => {
    /** The signature at `|`, with the parameter that comes next in brackets. */
    const helpAt = async (text: string) => {
        const offset = text.indexOf('|');
        await editor.type('flow.sluice', text.replace('|', ''));
        const lines = text.slice(0, offset).split('\n');
        const help = await editor.connection.sendRequest<lsp.SignatureHelp | null>('textDocument/signatureHelp', {
            textDocument: { uri: editor.uri('flow.sluice') }, position: { line: lines.length - 1, character: lines.at(-1)!.length },
        });
        if (!help) return null;
        const [{ label, parameters }] = help.signatures as [lsp.SignatureInformation];
        const active = parameters?.[help.activeParameter!]?.label as [number, number] | undefined;
        return active ? `${label.slice(0, active[0])}[${label.slice(...active)}]${label.slice(active[1])}` : label;
    };

    it('says how the clause that is being written goes on', async () => {
        await open({ 'flow.sluice': '' });
        const queue = (clause: string) => helpAt(`context Ordering {\n  queue Work {\n    carries PlaceOrder\n    ${clause}\n  }\n}\n`);
        expect(await queue('retry |')).toBe('retry [TIMES] times, backoff FIRST to LONGEST');
        expect(await queue('retry 5 times, |')).toBe('retry TIMES times, backoff [FIRST] to LONGEST');
        expect(await queue('retry 5 times, backoff 1 second to |')).toBe('retry TIMES times, backoff FIRST to [LONGEST]');
        expect(await queue('retry 5 times, backoff 1|')).toBe('retry TIMES times, backoff [FIRST] to LONGEST');
        expect(await queue('ttl 2 hours  dead letter |')).toBe('dead letter [NAME]');
        expect(await queue('priority 0..|')).toBe('priority LOWEST..[HIGHEST]');
        expect(await queue('rate 5 per |')).toBe('rate COUNT per [INTERVAL]');
        expect(await queue('name "retry |"')).toBe('name ["NAME"]');
    });

    it('knows which clauses a block has, and when one is finished', async () => {
        await open({ 'flow.sluice': '' });
        expect(await helpAt('context A { service Mailer { batch | } }')).toBe('batch [COUNT] within INTERVAL');
        expect(await helpAt('context A { service Mailer { retry | } }')).toBeNull();
        expect(await helpAt('context A { retry | }')).toBeNull();
        expect(await helpAt('context A { queue Work { ttl 2 hours | } }')).toBeNull();
        expect(await helpAt('context A { queue Work { // retry | \n } }')).toBeNull();
    });

    it('says what annotations and functions take', async () => {
        await open({ 'flow.sluice': '' });
        expect(await helpAt('context A { event B @deprecated(| { key id: uuid } }')).toBe('@deprecated(["INSTEAD"], until: DATE)');
        expect(await helpAt('context A { event B @deprecated("use C, or D", | { key id: uuid } }')).toBe('@deprecated("INSTEAD", [until: DATE])');
        expect(await helpAt('context A { event B @deprecated(until: | { key id: uuid } }')).toBe('@deprecated("INSTEAD", [until: DATE])');
        expect(await helpAt('context A { projection P by id { on B { total = sum(event.lines, | } } }')).toBe('sum(LIST, [VALUE])');
        expect(await helpAt('context A { projection P by id { on B { total = sum(event.lines, (item.a + 1) * max(1, |')).toBe('max(LIST, [VALUE])');
        expect(await helpAt('context A { event B { key id: string(| } }')).toBeNull();
    });
});
