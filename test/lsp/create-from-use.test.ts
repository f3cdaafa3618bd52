import { afterEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

type Files = Record<string, string>;

async function open(files: Files): Promise<void> {
    editor = await Editor.open({ 'sluice.config.json': '{}', ...files });
    for (const [name, text] of Object.entries(files)) await editor.show(name, text);
}

async function actionsAt(name: string, marker: string, only?: string[]): Promise<lsp.CodeAction[]> {
    const { textDocument, position } = editor.at(name, marker);
    return editor.connection.sendRequest<lsp.CodeAction[]>('textDocument/codeAction', { textDocument, range: { start: position, end: position }, context: { diagnostics: [], ...(only && { only }) } });
}

/** Does what an action says in the editor, and gives the text that a file then has. */
async function apply(name: string, actions: lsp.CodeAction[], title: string): Promise<string> {
    const action = actions.find(each => each.title === title);
    if (!action) throw new Error(`There is no '${title}' among ${JSON.stringify(actions.map(each => each.title))}.`);
    const text = editor.applied(name, action.edit!.changes![editor.uri(name)]!);
    await editor.type(name, text);
    return text;
}

describe('a message that is missing', () => {
    it('is created in its context, with the key that its part has', async () => {
        const text = `context Ordering {
  type OrderId = uuid
  event OrderPlaced { key orderId: OrderId } // the first
  command PlaceOrder { key customerId: string  orderId: OrderId }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced and OrderPaid
    on OrderPlaced {}
  }
}
`;
        await open({ 'flow.sluice': text });
        await editor.expectCode('flow.sluice', 'unresolved');
        expect(await apply('flow.sluice', await actionsAt('flow.sluice', 'OrderPaid'), "Create the event 'OrderPaid'"))
            .toBe(text.replace('// the first\n', '// the first\n  event OrderPaid { key orderId: OrderId }\n'));
        await editor.expectCode('flow.sluice', 'unresolved', { present: false });
    });

    it('is a command of another context where it is sent there, with the key of the message that leads to it', async () => {
        const parcels = 'context Parcels { owner "p" }\n';
        const text = 'context Ordering {\n  event OrderPlaced { key orderNumber: string(8) }\n  service Dispatch { on OrderPlaced -> send Parcels.ShipParcel }\n}\n';
        await open({ 'parcels.sluice': parcels, 'flow.sluice': text });
        await editor.expectCode('flow.sluice', 'unresolved');
        expect(await apply('parcels.sluice', await actionsAt('flow.sluice', 'Parcels'), "Create the command 'ShipParcel' in Parcels"))
            .toBe('context Parcels {\n  public command ShipParcel { key orderNumber: string(8) }\n  owner "p" }\n');
        await editor.expectCode('flow.sluice', 'unresolved', { present: false });
    });

    it('is not created where it would belong to somebody else, or where it is no message', async () => {
        const text = 'context Parcels {}\ncontext Ordering {\n  event Placed { key id: Missing }\n  service Dispatch { on Placed -> Parcels.ParcelSent  handle Parcels.Send  on Lost.Thing }\n}\n';
        await open({ 'flow.sluice': text });
        await editor.expectCode('flow.sluice', 'unresolved');
        for (const marker of ['Missing', 'Parcels.ParcelSent', 'Parcels.Send', 'Lost.Thing']) {
            expect((await actionsAt('flow.sluice', marker)).filter(({ title }) => title.startsWith('Create'))).toEqual([]);
        }
    });
});

describe('a handler that is missing', () => {
    const handled = async (text: string, title: string) => {
        await open({ 'flow.sluice': text });
        await editor.expectCode('flow.sluice', 'coupling/single-handler');
        const changed = await apply('flow.sluice', await actionsAt('flow.sluice', 'ShipOrder'), title);
        await editor.expectCode('flow.sluice', 'coupling/single-handler', { present: false });
        return changed;
    };

    it('comes into the aggregate of the key, into a service that is there, or into a new one', async () => {
        const start = 'context Shop {\n  command ShipOrder { key orderId: uuid }\n';
        expect(await handled(`${start}  service Other {}\n  aggregate Parcel by parcelId {}\n  aggregate Order by orderId {\n    weight: int = 0\n  }\n}\n`, 'Handle it in Order'))
            .toBe(`${start}  service Other {}\n  aggregate Parcel by parcelId {}\n  aggregate Order by orderId {\n    weight: int = 0\n    handle ShipOrder by code\n  }\n}\n`);
        await editor.close();
        expect(await handled(`${start}  service Other {}\n}\n`, 'Handle it in Other')).toBe(`${start}  service Other {\n    handle ShipOrder by code\n  }\n}\n`);
        await editor.close();
        expect(await handled(`${start}}\n`, "Handle it in a new service 'ShipOrderHandler'")).toBe(`${start}  service ShipOrderHandler {\n    handle ShipOrder by code\n  }\n}\n`);
    });
});

describe('the channel of a message', () => {
    it('can be declared as it is, and only once', async () => {
        const text = 'context Shop {\n  event OrderPlaced { key orderId: uuid }\n  command Tell { key id: uuid }\n}\n';
        await open({ 'flow.sluice': text });
        const changed = await apply('flow.sluice', await actionsAt('flow.sluice', 'OrderPlaced', ['refactor']), "Declare the topic of 'OrderPlaced'");
        expect(changed).toBe(text.replace(/\}\n$/, '  topic OrderPlacedTopic {\n    carries OrderPlaced\n    name "shop.order-placed"\n  }\n}\n'));
        expect(await actionsAt('flow.sluice', 'OrderPlaced', ['refactor'])).toEqual([]);
        const both = await apply('flow.sluice', await actionsAt('flow.sluice', 'Tell', ['refactor']), "Declare the queue of 'Tell'");
        expect(both).toContain('  }\n  queue TellQueue {\n    carries Tell\n    name "shop.tell"\n  }\n}\n');
        const hover = await editor.connection.sendRequest<{ contents: lsp.MarkupContent }>('textDocument/hover', editor.at('flow.sluice', 'Tell'));
        expect(hover.contents.value).toContain('carried by queue `Shop.TellQueue`');
    });
});

describe('source.fixAll.sluice', () => {
    it('makes all safe fixes of a file, and is asked for by its kind', async () => {
        const text = 'context Shop {\n  event OrderPlaced { key orderId: uuid }\n  // sluice-ignore naming/past-tense: it was\n  event OrderSent { key orderId: uuid }\n  // sluice-ignore naming/past-tense: so was it\n  event OrderLost { key orderId: uuid }\n}\n';
        await open({ 'flow.sluice': text });
        const found = (await editor.expectCode('flow.sluice', 'suppression/unused')).filter(({ code }) => code === 'suppression/unused');
        expect(found).toHaveLength(2);
        const actions = await actionsAt('flow.sluice', 'context', ['source.fixAll']);
        expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.sluice']);
        const fixed = await apply('flow.sluice', actions, actions[0]!.title);
        expect(fixed).not.toContain('sluice-ignore');
        expect(await actionsAt('flow.sluice', 'context', ['source'])).toEqual([]);
        expect(await actionsAt('flow.sluice', 'context', ['quickfix'])).toEqual([]);
    });
});
