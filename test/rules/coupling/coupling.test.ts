import { describe, expect, it } from 'vitest';
import { applyFix, checkFlow, readFlow } from '../check-flow.js';

describe('coupling/private-message', () => {
    it('looks at every way to use a message or a query, and lets actors and types be', async () => {
        await checkFlow(`
context Ordering {
  type Money { amount: decimal }
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  service Orders { handle ShipOrder  every 1 hour -> OrderPlaced }
  projection Rows by orderId {
    on OrderPlaced { delete }
    query OpenRows() returns Rows[]
  }
  query Answers() returns int
  topic Own { carries OrderPlaced }
}
context Shipping {
  event ParcelSent { key orderId: uuid  price: Ordering.Money }
  service Dispatch {
    on Ordering.OrderPlaced -> send Ordering.ShipOrder
       ^^^^^^^^^^^^^^^^^^^^ coupling/private-message
                                    ^^^^^^^^^^^^^^^^^^ coupling/private-message
    answer Ordering.Answers
           ^^^^^^^^^^^^^^^^ coupling/private-message
  }
  process Sending by orderId {
    start on Ordering.OrderPlaced -> end
             ^^^^^^^^^^^^^^^^^^^^ coupling/private-message
  }
  queue Work { carries Ordering.ShipOrder }
                       ^^^^^^^^^^^^^^^^^^ coupling/private-message
}
actor Clerk { sends Ordering.ShipOrder asks Ordering.OpenRows sees Ordering.OrderPlaced }
`);
    });

    it('offers to make the message public where it is declared', async () => {
        const text = 'context A {\n  event   OrderPlaced { key id: uuid }\n}\ncontext B {\n  service Mailer { on A.OrderPlaced }\n}\n';
        const { diagnostics } = await readFlow(text);
        const mended = applyFix(text, diagnostics[0]!.fixes[0]!);
        expect(mended).toContain('public event   OrderPlaced');
        await checkFlow(mended);
    });
});

describe('coupling/single-handler', () => {
    it('lets another system handle its own commands', async () => {
        await checkFlow(`
external context Bank { public command TakeMoney { key id: uuid } }
context Ordering {
  command ShipOrder { key orderId: uuid }
          ^^^^^^^^^ coupling/single-handler
  command PlaceOrder version 1 { key orderId: uuid }
  command PlaceOrder version 2 { key orderId: uuid  upcast from 1 {} }
  service Orders { handle PlaceOrder -> send ShipOrder and send Bank.TakeMoney }
}`);
    });

    it('tells each handler after the first, wherever it is', async () => {
        const [twice, elsewhere] = await checkFlow(`
context Ordering {
  public command ShipOrder { key orderId: uuid }
  service Orders { handle ShipOrder  handle ShipOrder }
                                            ^^^^^^^^^ coupling/single-handler
}
context Shipping {
  service Dispatch { handle Ordering.ShipOrder }
                            ^^^^^^^^^^^^^^^^^^ coupling/single-handler
}`);
        expect(twice!.message).toContain('twice');
        expect(elsewhere!.message).toContain("'Ordering.Orders' already");
    });
});

describe('coupling/single-publisher', () => {
    it('takes an external event for published by that system alone', async () => {
        await checkFlow(`
external context Bank { public event MoneyTaken { key id: uuid } }
context Ordering {
  service Orders {
    every 1 hour -> Bank.MoneyTaken
                    ^^^^^^^^^^^^^^^ coupling/single-publisher
  }
}`);
    });
});

describe('channels', () => {
    it('carry what they are for, each message once', async () => {
        await checkFlow(`
context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  service Orders { handle ShipOrder }
  topic Facts { carries OrderPlaced, OrderPlaced }
                                     ^^^^^^^^^^^ coupling/single-channel
  topic Wrong { carries ShipOrder }
                        ^^^^^^^^^ coupling/command-on-topic
  queue Mixed { carries OrderPlaced }
                        ^^^^^^^^^^^ coupling/event-on-queue
                        ^^^^^^^^^^^ coupling/single-channel
}`);
    });
});
