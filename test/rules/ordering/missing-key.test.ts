import { expect, it } from 'vitest';
import { applyFix, checkFlow, readFlow } from '../check-flow.js';

it('asks a key of what an aggregate takes and tells', async () => {
    await checkFlow(`
context Ordering {
  command PlaceOrder { orderId: uuid }
          ^^^^^^^^^^ ordering/missing-key
  event OrderPlaced { orderId: uuid }
        ^^^^^^^^^^^ ordering/missing-key
  event OrderLogged { note: string }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced { delete }
  }
}`);
});

it('asks a key of channels that say that they order by it, and lets the others be', async () => {
    await checkFlow(`
context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderLogged { note: string }
  event OrderNoted { note: string }
        ^^^^^^^^^^ ordering/missing-key
  event OrderAdded { customerId: uuid }
  topic Loose { carries OrderPlaced, OrderLogged }
  topic Keyed { carries OrderNoted  order by key }
  topic Fielded {
    carries OrderAdded
            ^^^^^^^^^^ ordering/missing-key
    order by customer
  }
}`);
});

it('offers the field that the aggregate is found by', async () => {
    const text = 'context Ordering {\n  event OrderPlaced { note: string  orderId: uuid }\n  aggregate Order by orderId { on OrderPlaced { delete } }\n}\n';
    const { diagnostics } = await readFlow(text);
    expect(applyFix(text, diagnostics[0]!.fixes[0]!)).toContain('note: string  key orderId: uuid');
});
