import { expect, it } from 'vitest';
import { checkFlow, readFlow } from '../check-flow.js';

it('looks at what a context holds, whatever it is', async () => {
    await checkFlow(`
context Ordering {
  type Order { id: uuid }
  enum Order { one }
       ^^^^^ language/duplicate
  event OrderPlaced { id: uuid }
  event OrderPlaced {}
        ^^^^^^^^^^^ language/duplicate
  topic Orders {}
  service Orders {}
          ^^^^^^ language/duplicate
  projection Rows by id { on OrderPlaced { delete } query OrderPlaced() returns Rows[] }
                                                          ^^^^^^^^^^^ language/duplicate
}`);
});

it('knows that a message may have versions, and that two of one number are too many', async () => {
    await checkFlow(`
context Ordering {
  event OrderPlaced version 1 {}
  event OrderPlaced version 2 {}
  event OrderPlaced version 2 {}
        ^^^^^^^^^^^ language/duplicate
  type OrderPlaced { x: int }
       ^^^^^^^^^^^ language/duplicate
}`);
});

it('looks at fields, values, parameters and states', async () => {
    await checkFlow(`
context Ordering {
  enum Phase { open, shut, open }
                           ^^^^ language/duplicate
  type Money { amount: int  amount: decimal }
                            ^^^^^^ language/duplicate
  event OrderPlaced { key orderId: uuid }
  projection Rows by orderId {
    count: int = 0
    count: long = 0
    ^^^^^ language/duplicate
    on OrderPlaced { delete }
    query OpenRows(a: int, a: string) returns Rows[]
                           ^ language/duplicate
  }
  process Fulfilment by orderId {
    start on OrderPlaced -> go waiting
    state waiting { on OrderPlaced -> end }
    state waiting { on OrderPlaced -> end }
          ^^^^^^^ language/duplicate
  }
}`);
});

it('looks at the whole system: one of it, brokers, actors', async () => {
    await checkFlow(`
system Shop
system Store
       ^^^^^ language/duplicate
broker log kafka
broker log nats
       ^^^ language/duplicate
actor Customer {}
actor Customer {}
      ^^^^^^^^ language/duplicate
context Shop {}
`);
});

it('finds them in different files, a context opened twice being none', async () => {
    const { diagnostics } = await readFlow({
        'a.sluice': 'context Ordering { event OrderPlaced {} }',
        'b.sluice': 'context Ordering { event OrderPlaced {} }',
    });
    expect(diagnostics.map(({ code, origin, related }) => [code, origin.uri, related[0]?.origin.uri])).toEqual([['language/duplicate', 'file:///b.sluice', 'file:///a.sluice']]);
});
