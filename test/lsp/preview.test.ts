import { afterEach, expect, it } from 'vitest';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

const shop = `broker log nats
context Ordering {
  owner "o"
  event OrderPlaced { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced {}
  }
}
`;
const textDocument = () => ({ uri: editor.uri('flows/shop.sluice') });
const preview = () => editor.connection.sendRequest<{ path: string }[]>('sluice/preview', { textDocument: textDocument() });
const textOf = (path: string) => editor.connection.sendRequest<string | null>('sluice/previewedFile', { textDocument: textDocument(), path });

it('shows what would be generated of the text as it is, and writes nothing', async () => {
    editor = await Editor.open({ 'sluice.config.json': '{ "generate": { "out": "made", "handlers": "ours", "targets": ["typescript", "nats", "./mine.ts"] } }', 'flows/shop.sluice': '' });
    editor.write('mine.ts', 'throw new Error("A preview runs no code of the workspace.");');
    await editor.show('flows/shop.sluice', shop);
    const paths = (await preview()).map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toEqual(expect.arrayContaining(['made/ordering/order.ts', 'made/config/nats/jetstream.json', 'ours/ordering/order.test.ts']));
    expect(paths.filter(path => path.includes('runtime/'))).toEqual([]);
    const before = await textOf('made/ordering/messages.ts');
    expect(before).toContain('orderId');
    await editor.type('flows/shop.sluice', shop.replace('event OrderPlaced { key orderId: uuid }', 'event OrderPlaced { key orderId: uuid  note: string }').replace('-> OrderPlaced', '-> OrderPlaced { note = "new" }'));
    expect(await textOf('made/ordering/messages.ts')).toContain('readonly note: string');
    expect(await textOf('made/nowhere.ts')).toBeNull();
});

it('says what is in the way while the system has errors', async () => {
    editor = await Editor.open({ 'sluice.config.json': '{}', 'flows/shop.sluice': '' });
    await editor.show('flows/shop.sluice', shop.replace('-> OrderPlaced', '-> OrderPaced'));
    await expect(preview()).rejects.toThrow(/Nothing can be generated while the system has .*error.*'OrderPaced'/s);
    await editor.type('flows/shop.sluice', shop);
    expect(await preview()).not.toEqual([]);
});
