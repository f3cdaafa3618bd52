import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { Editor } from './editor.js';

const flow = `context Ordering {
  enum Reason { customer, payment }
  type Money { amount: decimal  currency: string }
  /// Bought.
  event OrderPlaced { key orderId: uuid  total: Money }
  event OrderCancelled { key orderId: uuid  reason: Reason }
  command PlaceOrder { key orderId: uuid  total: Money }
  command CancelOrder { key orderId: uuid  reason: Reason }
  aggregate Order by orderId {
    open: boolean = false
    handle PlaceOrder -> OrderPlaced
    handle CancelOrder -> OrderCancelled
    on OrderPlaced { open = true }
    on OrderCancelled { open = false }
  }
  projection Prices by orderId {
    total: Money
    on OrderPlaced { total = event.total }
    query PriceOf(orderId: uuid, rounded: boolean) returns Prices where state.orderId == query.orderId
  }
  process Watch by orderId {
    start on OrderPlaced -> go waiting
    state waiting { after 1 day -> send CancelOrder { reason = payment } end }
  }
}
`;
const scenarios = `context Ordering {
  scenario "cancelled by the customer" for Order {
    given OrderPlaced { total = { amount = 3  currency = "EUR" } }
    when CancelOrder { reason = customer }
    then OrderCancelled { reason = customer }
    then Order { open = false }
  }
}
scenario "cancelled after a while" {
  when Ordering.PlaceOrder
  then Ordering.Watch in waiting
  after 1 day
  then send Ordering.CancelOrder { reason = payment } and Ordering.Watch ended
}
`;

let editor: Editor;

beforeAll(async () => {
    editor = await Editor.open({ 'sluice.config.json': '{}', 'flow.sluice': flow, 'scenarios.sluice': scenarios });
    await editor.show('flow.sluice', flow);
    await editor.show('scenarios.sluice', scenarios);
});
afterAll(async () => {
    await editor.close();
});

/** Types a step into a scenario and asks what may stand at the end of it. */
async function complete(step: string): Promise<string[]> {
    const text = scenarios.replace('    then Order { open = false }\n', `    ${step}\n`);
    await editor.type('scenarios.sluice', text);
    const items = await editor.connection.sendRequest<lsp.CompletionItem[] | lsp.CompletionList>('textDocument/completion', editor.at('scenarios.sluice', `reason = customer }\n    ${step}\n  }`, 24 + step.length));
    await editor.type('scenarios.sluice', scenarios);
    return (Array.isArray(items) ? items : items.items).map(({ label }) => label);
}

async function placesOf(method: string, name: string, marker: string, offset = 0): Promise<string[]> {
    const found = await editor.connection.sendRequest<lsp.Location[]>(method, { ...editor.at(name, marker, offset), context: { includeDeclaration: true } });
    return found.map(({ uri, range }) => `${uri.replace(/^.*\//, '')}:${range.start.line + 1} ${editor.textAt(uri, range)}`);
}

async function renamed(name: string, marker: string, newName: string, offset = 0): Promise<string> {
    const { changes = {} } = await editor.connection.sendRequest<lsp.WorkspaceEdit>('textDocument/rename', { ...editor.at(name, marker, offset), newName });
    return editor.applied('scenarios.sluice', changes[editor.uri('scenarios.sluice')] ?? []);
}

describe('what may be written in a scenario', () => {
    it('are steps, and what they can name', async () => {
        expect(await complete('')).toEqual(expect.arrayContaining(['given', 'when', 'then', 'after']));
        const messages = await complete('when ');
        expect(messages).toEqual(expect.arrayContaining(['OrderPlaced', 'CancelOrder']));
        expect(messages).toContain('PriceOf');
        expect(messages.filter(label => ['Order', 'Watch', 'Prices'].includes(label))).toEqual([]);
        const given = await complete('given ');
        expect(given).toEqual(expect.arrayContaining(['OrderPlaced', 'PlaceOrder', 'PriceOf', 'Watch']));
        expect(await complete('given OrderPlaced -> ')).toEqual(expect.arrayContaining(['OrderPlaced', 'Order', 'Prices', 'answer', 'reject', 'nothing', 'send', 'no']));
        const expected = await complete('then ');
        expect(expected).toEqual(expect.arrayContaining(['OrderPlaced', 'Order', 'Watch', 'send', 'no', 'reject', 'nothing']));
        expect(expected).not.toContain('CancelOrder');
        expect(await complete('then send ')).toEqual(expect.arrayContaining(['PlaceOrder', 'CancelOrder']));
        expect(await complete('then send ')).not.toContain('OrderPlaced');
        expect(await complete('then Order and no ')).toEqual(expect.arrayContaining(['OrderPlaced', 'CancelOrder', 'Order']));
        expect(await complete('then Watch in ')).toContain('waiting');
    });

    it('are fields, those of records, and values of enums; no functions and nothing of a message that comes in', async () => {
        expect(await complete('when PlaceOrder { ')).toEqual(expect.arrayContaining(['orderId', 'total']));
        expect(await complete('when PlaceOrder { total = { ')).toEqual(expect.arrayContaining(['amount', 'currency']));
        expect(await complete('when PriceOf { ')).toEqual(expect.arrayContaining(['orderId', 'rounded']));
        expect(await complete('when PriceOf then answer { ')).toContain('total');
        expect(await complete('then Order { ')).toContain('open');
        const values = await complete('then OrderCancelled { reason = ');
        expect(values).toEqual(expect.arrayContaining(['customer', 'payment']));
        expect(values.filter(label => ['count', 'sum', 'event', 'state', 'command'].includes(label))).toEqual([]);
    });
});

describe('names in scenarios', () => {
    it('are told what they are, and lead to what they name', async () => {
        const hover = await editor.connection.sendRequest<lsp.Hover>('textDocument/hover', editor.at('scenarios.sluice', 'OrderPlaced', 2));
        expect((hover.contents as lsp.MarkupContent).value).toMatch(/event OrderPlaced[^]*Bought\./);
        const definition = await editor.connection.sendRequest<lsp.Location[]>('textDocument/definition', editor.at('scenarios.sluice', 'Watch in', 1));
        expect(definition.map(({ uri, range }) => editor.textAt(uri, range))).toEqual(['Watch']);
    });

    it('are found where they are referred to: messages, fields, values, states', async () => {
        expect(await placesOf('textDocument/references', 'flow.sluice', 'OrderPlaced', 1)).toEqual(expect.arrayContaining(['scenarios.sluice:3 OrderPlaced']));
        expect(await placesOf('textDocument/references', 'flow.sluice', 'amount', 1)).toEqual(['flow.sluice:3 amount', 'scenarios.sluice:3 amount']);
        expect(await placesOf('textDocument/references', 'scenarios.sluice', 'payment', 1)).toEqual(['flow.sluice:2 payment', 'flow.sluice:23 payment', 'scenarios.sluice:13 payment']);
        expect(await placesOf('textDocument/references', 'flow.sluice', 'state waiting', 7)).toEqual(['flow.sluice:22 waiting', 'flow.sluice:23 waiting', 'scenarios.sluice:11 waiting']);
    });

    it('change with what they name', async () => {
        expect(await renamed('flow.sluice', 'event OrderPlaced', 'OrderTaken', 7)).toBe(scenarios.replaceAll('OrderPlaced', 'OrderTaken'));
        expect(await renamed('flow.sluice', 'amount', 'sum', 1)).toBe(scenarios.replace('amount', 'sum'));
        expect(await renamed('flow.sluice', 'open:', 'isOpen', 1)).toBe(scenarios.replace('open =', 'isOpen ='));
        expect(await renamed('flow.sluice', 'customer', 'buyer', 1)).toBe(scenarios.replaceAll('reason = customer', 'reason = buyer'));
        expect(await renamed('scenarios.sluice', 'in waiting', 'watching', 4)).toBe(scenarios.replace('waiting', 'watching'));
        expect(await renamed('flow.sluice', 'Ordering', 'Sales', 1)).toBe(scenarios.replaceAll('Ordering', 'Sales'));
        expect(await renamed('flow.sluice', 'process Watch', 'Guard', 9)).toBe(scenarios.replaceAll('Watch', 'Guard'));
    });
});

it('Scenarios are in the outline with their titles, can be folded, and have the colours of what they name', async () => {
    const textDocument = { uri: editor.uri('scenarios.sluice') };
    const symbols = await editor.connection.sendRequest<lsp.DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
    const names = (each: lsp.DocumentSymbol): string[] => [each.name, ...(each.children ?? []).flatMap(names)];
    expect(symbols.flatMap(names)).toEqual(['Ordering', 'cancelled by the customer', 'cancelled after a while']);
    const folds = await editor.connection.sendRequest<lsp.FoldingRange[]>('textDocument/foldingRange', { textDocument });
    expect(folds.map(({ startLine }) => startLine)).toEqual(expect.arrayContaining([1, 8]));
    const { data } = await editor.connection.sendRequest<lsp.SemanticTokens>('textDocument/semanticTokens/full', { textDocument });
    const legend = editor.initialized.capabilities.semanticTokensProvider!.legend.tokenTypes;
    const colours: string[] = [];
    let [line, character] = [0, 0];
    for (let index = 0; index < data.length; index += 5) {
        line += data[index]!;
        character = (data[index] === 0 ? character : 0) + data[index + 1]!;
        colours.push(`${editor.textAt(textDocument.uri, { start: { line, character }, end: { line, character: character + data[index + 2]! } })} ${legend[data[index + 3]!]}`);
    }
    expect(colours).toEqual(expect.arrayContaining(['Order class', 'OrderPlaced event', 'CancelOrder function', 'reason property', 'customer enumMember', 'waiting enumMember', 'Ordering namespace']));
});

it('A state that is gone is told where a scenario in another file names it', async () => {
    await editor.type('flow.sluice', flow.replaceAll('waiting', 'awaiting'));
    const found = await editor.expectCode('scenarios.sluice', 'unresolved');
    expect(found.map(({ message }) => String(message))).toContain("There is no state named 'waiting'. Did you mean 'awaiting'?");
    await editor.type('flow.sluice', flow);
    await editor.expectCode('scenarios.sluice', 'unresolved', { present: false });
});

it('What is wrong is told while one types, and words of scenarios stay names', async () => {
    const wrong = scenarios.replace('reason = customer', 'reason = sombody').replace('OrderPlaced {', 'OrderPlacd {').replace('currency = "EUR"', 'currency = 3').replace('after 1 day\n', '');
    await editor.type('scenarios.sluice', wrong);
    const found = await editor.expectCode('scenarios.sluice', 'unresolved');
    expect(found.map(({ message }) => String(message)).find(message => message.includes('OrderPlacd'))).toContain("Did you mean 'OrderPlaced'?");
    await editor.type('scenarios.sluice', scenarios.replace('reason = customer', 'reason = sombody').replace('currency = "EUR"', 'currency = 3  amout = 1').replace('{ open = false }', '{ shut = true }'));
    await editor.expectCode('scenarios.sluice', 'unresolved', { present: false });
    const typed = await editor.expectCode('scenarios.sluice', 'language/expression-type');
    expect(typed.map(({ message }) => message)).toEqual(expect.arrayContaining([
        "'Reason' has no value 'sombody'.", "An int does not fit where a string is needed.", expect.stringContaining("has no field 'amout'. Did you mean 'amount'?"), "'Order' has no field 'shut'.",
    ]));
    const words = ['scenario', 'for', 'given', 'when', 'then', 'nothing', 'no', 'in', 'ended', 'send', 'reject', 'after'];
    const named = `context Words {
  event scenario { key given: uuid ${words.filter(word => word !== 'given').map(word => ` ${word}: int`).join('')} }
  event ended { key given: uuid }
  projection no by given { when: int = 0  in: int = 0  on scenario { when = event.when  in = event.in }  on ended {} }
  process nothing by given { start on scenario -> go in state in { on ended -> end } }
  scenario "words" for nothing {
    given scenario { for = 1  when = 2  then = 3  in = 4 }
    when ended { given = "11111111-1111-4111-8111-111111111111" }
    then nothing
    then Words.nothing { given = "11111111-1111-4111-8111-111111111111" } ended
  }
  scenario "rows" {
    when scenario
    then Words.no { in = 3 } and no Words.no { when = 1 }
  }
}
`;
    await editor.type('scenarios.sluice', named);
    await editor.expectCode('scenarios.sluice', 'language/expression-type', { present: false });
    expect((await editor.expectCode('scenarios.sluice', 'syntax', { present: false })).filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
});
