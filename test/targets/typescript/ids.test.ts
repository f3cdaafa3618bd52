import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundleTests, compile, load, runNodeTests, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

/** Ids by name, by a name of their type, in lists and in types; compared, and put where ids of another kind are expected. */
const specification = `
context Sales {
  type Sku = /[A-Z]{3}/
  type Line { sku: Sku  quantity: int }
  type Account = uuid
  event OrderPlaced { key orderId: uuid  customerId: uuid  skus: Sku[]  note: string }
  event OrderPlaced version 2 { key orderId: uuid  customerId: uuid  skus: Sku[]  note: string  first: Sku  account: Account
    upcast from 1 { first = "AAA"  account = event.customerId } }
  event OrderMoved { key orderId: uuid  customerId: uuid? }
  event OrderBilled { key invoiceId: uuid  account: Account }
  event StockTaken { key sku: Sku  orderId: uuid }
  command PlaceOrder { key orderId: uuid  customerId: uuid  lines: Line[1..9] }
  command MoveOrder { key orderId: uuid  invoiceId: uuid? }
  command BillOrder { key invoiceId: uuid  orderId: uuid  customerId: uuid }
  command TakeStock { key sku: Sku  orderId: uuid }
  aggregate Order by orderId {
    customerId: uuid
    invoiceId: uuid?
    skus: Sku[]
    handle PlaceOrder when command.customerId != command.orderId and command.customerId != "0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11" and count(state.skus, item == "BBB") == 0
      -> OrderPlaced { skus = command.lines.sku  note = command.orderId  first = if count(command.lines) > 1 then "AAB" else "AAC"  account = command.customerId }
      otherwise -> reject "taken"
    handle MoveOrder -> OrderMoved { customerId = command.invoiceId }
    on OrderPlaced { customerId = event.customerId  append "AAD" to skus  append event.first to skus }
    on OrderMoved { invoiceId = event.orderId }
  }
  service Desk {
    handle BillOrder -> OrderBilled by code
    handle TakeStock -> StockTaken by code
  }
  projection Stock by sku {
    orders: int = 0
    lastCustomer: Account
    on StockTaken { orders += 1  lastCustomer = event.orderId }
    query StockOf(sku: Sku) returns Stock where state.sku == query.sku
  }
  process Billing by orderId {
    customerId: uuid
    start on OrderPlaced -> send BillOrder { invoiceId = event.customerId } go billing
    state billing { on OrderMoved -> end  after 1 hour -> end }
  }
  scenario "an order is billed" {
    given BillOrder -> OrderBilled { account = "0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a14" }
    when PlaceOrder { orderId = "0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a12"  customerId = "0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a13"  lines = [{ sku = "ABC"  quantity = 1 }] }
    then OrderPlaced { orderId = "0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a12"  skus = ["ABC"] }
    then OrderBilled { invoiceId = "0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a13" }
  }
}
`;

const customer = `import * as ids from '../generated/ids.js';\nimport type { OrderPlaced, PlaceOrder, StockTaken } from '../generated/sales/messages.js';\nimport type { OrderState } from '../generated/sales/order.js';\nimport { anOrderPlaced } from '../generated/sales/samples.js';\ndeclare const command: PlaceOrder;\ndeclare const event: OrderPlaced;\ndeclare const state: OrderState;\n`;

const allowed: Record<string, string> = {
    'be taken from another message': 'export const id: OrderPlaced[\'orderId\'] = command.orderId;',
    'be taken from the state': 'export const id: OrderPlaced[\'orderId\'] = state.orderId;',
    'be used as a text': 'export const text: string = command.orderId.slice(0, 8);',
    'be made of a text': 'export const sample = anOrderPlaced({ customerId: ids.customerId(\'0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11\') });',
    'have the name that its type was given': 'export const taken: StockTaken = { sku: event.first, orderId: event.orderId };',
};

const forbidden: Record<string, string> = {
    'be that of something else': 'export const id: OrderPlaced[\'customerId\'] = command.orderId;',
    'be any text': 'export const id: OrderPlaced[\'orderId\'] = \'0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11\';',
    'be that of something else in a sample': 'export const sample = anOrderPlaced({ orderId: command.customerId });',
    'be compared with that of something else': 'export const same = command.orderId === command.customerId;',
    'be any text in a list': 'export const skus: OrderPlaced[\'skus\'] = [\'ABC\'];',
    'be that of the state by mistake': 'export const id: OrderPlaced[\'customerId\'] = state.orderId;',
};

const fileOf = (name: string): string => `mixes/${name.replaceAll(' ', '-')}.ts`;
let folder: string;
let problems: string[];

beforeAll(async () => {
    const mixes = Object.fromEntries(Object.entries({ ...allowed, ...forbidden }).map(([name, text]) => [fileOf(name), `${customer}${text}\nvoid [ids, anOrderPlaced, command, event, state];\nexport type All = StockTaken | PlaceOrder | OrderPlaced | OrderState;`]));
    folder = writeProgram(await modelOf(specification), { ids: 'branded', files: mixes });
    problems = await compile(folder, 'tsconfig.all.json');
});

test.each(Object.keys(allowed))('an id may %s', name => {
    expect(problems.filter(problem => problem.startsWith(fileOf(name)))).toEqual([]);
});

test.each(Object.keys(forbidden))('an id may not %s', name => {
    expect(problems.filter(problem => problem.startsWith(fileOf(name)))).not.toEqual([]);
});

test('what is generated compiles, its tests and scenarios included', () => {
    expect(problems.filter(problem => !problem.startsWith('mixes/'))).toEqual([]);
});

test('an id of a text is that text, and what cannot be one is refused', async () => {
    const { orderId, sku } = await load<Record<'orderId' | 'sku', (text: string) => string>>(folder, 'generated/ids.ts');
    expect(orderId('0B7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11')).toBe('0B7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11');
    expect(() => orderId('17')).toThrow(new TypeError('An OrderId must be a UUID, such as 3b241101-e2bb-4255-8caf-4136c566a962.'));
    expect(sku('ABC')).toBe('ABC');
    expect(() => sku('ABCD')).toThrow(new TypeError('A Sku must match /[A-Z]{3}/.'));
});

test('scenarios hold as they do with plain ids', async () => {
    const { passed, failed, output } = await runNodeTests(join(await bundleTests(folder), 'generated'));
    expect({ passed, failed }, output).toEqual({ passed: 1, failed: 0 });
});
