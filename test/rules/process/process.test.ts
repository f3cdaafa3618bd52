import { expect, it } from 'vitest';
import { checkFlow } from '../check-flow.js';

it('asks of every event which instance it is for', async () => {
    await checkFlow(`
context Ordering {
  event OrderPlaced { key orderId: uuid }
  event PaymentTaken { key paymentId: uuid }
  event ParcelSent { header orderId: uuid  key parcelId: uuid }
  process Fulfilment by orderId {
    start on OrderPlaced -> go paying
    on PaymentTaken -> end
       ^^^^^^^^^^^^ process/no-correlation
    state paying {
      on PaymentTaken key event.paymentId -> end
      on PaymentTaken -> end
         ^^^^^^^^^^^^ process/no-correlation
      on ParcelSent -> end
    }
  }
  projection Rows by orderId {
    on PaymentTaken { delete }
       ^^^^^^^^^^^^ sourcing/no-correlation
  }
}`);
});

it('asks what fills the fields of every command, also of those that take back', async () => {
    const [sent, undone] = await checkFlow(`
context Ordering {
  event OrderPlaced { key orderId: uuid  price: decimal }
  command TakeMoney { key orderId: uuid  price: decimal  note: string?  currency: string = "EUR" }
  command GiveBack { key orderId: uuid  price: decimal }
  command SendMail { key orderId: uuid  to: string }
  service Work { handle TakeMoney  handle GiveBack  handle SendMail }
  process Fulfilment by orderId {
    start on OrderPlaced -> send TakeMoney undo GiveBack go waiting
                                                ^^^^^^^^ process/unfilled-field
    state waiting {
      on OrderPlaced -> send SendMail by code end
      after 1 hour -> send SendMail end
                           ^^^^^^^^ process/unfilled-field
    }
  }
}`);
    expect(sent!.message).toContain("'price' of 'GiveBack', which is sent when its step is taken back");
    expect(undone!.message).toContain("Nothing fills 'to' of 'SendMail'.");
});
