import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { describeSystem, systemChangedNotification, systemRequest, type SystemNode, type SystemTree } from '../../src/lsp/system-tree.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { Message } from '../../src/model/flow-model.js';
import { buildModel } from '../support/build-model.js';
import { damagedSpecification } from '../support/damaged-specification.js';
import { samples } from '../support/properties.js';
import { Editor } from './editor.js';

const ordering = `system Shop

context Ordering {
  public event OrderPlaced { key orderId: uuid }
  event OrderStatus { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  topic Orders { carries OrderPlaced }

  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
  }

  scenario "an order is placed" for Order {
    when PlaceOrder
    then OrderPlaced
  }
}

actor Customer { sends Ordering.PlaceOrder }
`;
const billing = `context Billing {
  service Ledger { on Ordering.OrderPlaced by code }
}
`;

let editor: Editor | undefined;

afterEach(async () => {
    await editor?.close();
    editor = undefined;
});

const systems = () => editor!.connection.sendRequest<SystemTree[]>(systemRequest);

/** The tree as lines: kind, name, words, and faults where there are any. */
function draw(nodes: readonly SystemNode[], indent = ''): string[] {
    return nodes.flatMap(({ kind, name, detail, problems: { errors, warnings }, children }) => [
        `${indent}${kind} ${name}${detail === undefined ? '' : ` (${detail})`}${errors + warnings === 0 ? '' : ` ${errors}/${warnings}`}`, ...draw(children, `${indent}  `),
    ]);
}

describe('The tree of a system', () => {
    it('has every context with its messages, channels and parts, and what carries and takes a message', async () => {
        editor = await Editor.open({ 'sluice.config.json': '{ "rules": { "extends": "strict@1", "naming/past-tense": "error" } }', 'ordering.sluice': ordering, 'billing.sluice': billing });
        const [tree, ...others] = await systems();
        expect(others).toEqual([]);
        expect(tree).toMatchObject({ name: 'Shop', ruleSet: 'strict@1', root: editor.uri('').replace(/\/$/, '') });
        expect(draw(tree!.contexts)).toEqual([
            'context Billing 0/1',
            '  group Parts (1)',
            '    service Ledger (service)',
            'context Ordering 1/1',
            '  group Messages (3) 1/0',
            '    event OrderPlaced (1 publisher · 1 consumer)',
            '      topic Orders (ordering.orders)',
            '        service Ledger',
            '    event OrderStatus (0 publishers · 0 consumers) 1/0',
            '      topic OrderStatus (ordering.order-status, implied)',
            '    command PlaceOrder (1 sender · handled by Order)',
            '      queue PlaceOrder (ordering.place-order, implied)',
            '        aggregate Order',
            '  group Channels (1)',
            '    topic Orders (1 message)',
            '  group Parts (1)',
            '    aggregate Order (aggregate)',
            'group Actors (1)',
            '  actor Customer',
        ]);
        expect(tree!.problems).toEqual({ errors: 1, warnings: 2 });
        expect(tree!.scenarios).toEqual([{
            title: 'an order is placed', uri: editor.uri('ordering.sluice'), context: 'Ordering',
            range: { start: { line: 12, character: 11 }, end: { line: 12, character: 31 } },
        }]);
    });

    it('says where each element is declared', async () => {
        editor = await Editor.open({ 'sluice.config.json': '{}', 'ordering.sluice': ordering });
        await editor.show('ordering.sluice', ordering);
        const [tree] = await systems();
        const all = (nodes: readonly SystemNode[]): SystemNode[] => nodes.flatMap(node => [node, ...all(node.children)]);
        const declared = all(tree!.contexts).filter(({ kind, name }) => kind !== 'group' && !(name === 'OrderStatus' && kind === 'topic'));
        expect(declared.length).toBeGreaterThan(8);
        for (const { name, location } of declared) expect(editor.textAt(location!.uri, location!.range)).toBe(name);
    });

    it('is told to have changed, and then is another one', async () => {
        editor = await Editor.open({ 'sluice.config.json': '{}', 'ordering.sluice': ordering });
        let changes = 0;
        let wake = () => {};
        editor.connection.onNotification(systemChangedNotification, () => {
            changes++;
            wake();
        });
        await editor.show('ordering.sluice', ordering);
        expect((await systems())[0]!.contexts.map(({ name }) => name)).toEqual(['Ordering', 'Actors']);
        const before = changes;
        const told = new Promise<void>(resolve => wake = resolve);
        await editor.type('ordering.sluice', `${ordering}\n${billing}`);
        await told;
        expect(changes).toBeGreaterThan(before);
        expect((await systems())[0]!.contexts.map(({ name }) => name)).toEqual(['Ordering', 'Billing', 'Actors']);
    });

    it('is not told of to an editor that never asked', async () => {
        editor = await Editor.open({ 'sluice.config.json': '{}', 'ordering.sluice': ordering });
        const changes: unknown[] = [];
        editor.connection.onNotification(systemChangedNotification, () => void changes.push(undefined));
        await editor.show('ordering.sluice', ordering);
        await editor.expectCode('ordering.sluice', 'naming/past-tense');
        expect(changes).toEqual([]);
    });

    it('counts a fault at the declaration whose line it begins, and what stands above all at none', async () => {
        const { model } = await buildModel([{ name: 'ordering.sluice', text: ordering }]);
        const [{ origin: { uri } }] = model.messages as [Message];
        const fault = (line: number, character: number): Diagnostic => ({
            code: 'test', severity: 'error', message: 'A fault.', origin: { uri, range: { start: { line, character }, end: { line, character: character + 1 } } }, related: [], fixes: [],
        });
        const found = (diagnostic: Diagnostic) => draw(describeSystem({ root: 'file:///system', ruleSet: 'all', model, diagnostics: [diagnostic] }).contexts).filter(line => line.endsWith(' 1/0')).map(line => line.trim());
        expect(found(fault(4, 2))).toEqual(['context Ordering 1/0', 'group Messages (3) 1/0', 'event OrderStatus (0 publishers · 0 consumers) 1/0']);
        expect(found(fault(3, 30))).toEqual(['context Ordering 1/0', 'group Messages (3) 1/0', 'event OrderPlaced (1 publisher · 0 consumers) 1/0']);
        expect(found(fault(0, 0))).toEqual([]);
    });

    it('counts every fault of a damaged system once, at most', async () => {
        await fc.assert(fc.asyncProperty(damagedSpecification(), async ({ files }) => {
            const { model, diagnostics } = await buildModel(files);
            const { contexts, problems } = describeSystem({ root: 'file:///system', ruleSet: 'all', model, diagnostics });
            const counted = contexts.reduce((total, context) => total + context.problems.errors, 0);
            expect(problems.errors).toBe(diagnostics.filter(({ severity }) => severity === 'error').length);
            expect(counted).toBeLessThanOrEqual(problems.errors);
            expect(contexts.filter(({ kind }) => kind === 'context').length).toBe(model.contexts.length);
        }), samples(30));
    });
});
