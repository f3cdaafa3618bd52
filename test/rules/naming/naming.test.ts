import { describe, expect, it } from 'vitest';
import { readName } from '../../../src/rules/naming/reading.js';
import { suggestCommandName, suggestEventName } from '../../../src/rules/naming/suggestion.js';
import { pastParticipleOf } from '../../../src/rules/naming/participles.js';
import { applyFix, checkFlow, readFlow } from '../check-flow.js';

describe('reading names', () => {
    it.each([
        'OrderPlaced', 'GuestCheckedIn', 'TicketPickedUp', 'ProductItemAddedToShoppingCart', 'MemberLeftGroup', 'MoneySent', 'InvoicePaid', 'FundsWithdrawn',
        'AccountOverdrawn', 'DoorShut', 'PriceSet', 'PaymentPut', 'PasswordReset', 'SMSSent', 'order_placed', 'ORDER_PLACED', 'orderPlaced', 'OrderPlacedV2',
        'OrderPlacedEvent', 'CancelRequested', 'DeleteFailed', 'InvoiceMarkedUncollectible', 'LeadFed', 'OrderResubmitted', 'HDRImageRendered', 'TwoFactorEnabled',
    ])('%s tells of something that has happened', name => {
        expect(['fact', 'either']).toContain(readName(name));
    });

    it.each([
        'PlaceOrder', 'SetAwaitingValidationOrderStatus', 'ReleaseExpiredReservations', 'CreateUnlinkedPayment', 'MarkOrderAsShipped', 'SetItemApproved', 'PutItemOnShelf',
        'UpsertCustomer', 'RecalculateTotals', 'UnpublishArticle', 'OnboardMerchant', 'Withdraw', 'ReadMeter', 'TraceParcel', 'PageOnCall', 'NormaliseAddress',
        'TokenizeCard', 'cancel_order', 'Authorise3DSecure', 'ConnectDevice', 'ExecuteTrade', 'FulfilOrder', 'EnrolStudent',
    ])('%s asks for something', name => {
        expect(['request', 'either']).toContain(readName(name));
    });

    it.each(['PlaceOrder', 'CreateOrder', 'UpdateStock', 'SetShippingAddress', 'PutItemOnShelf', 'OrderStatus', 'OrderProcessing', 'ParcelFeed', 'SpeedNeed', 'Telemetry', 'HundredRed'])('%s is no event', name => {
        expect(['request', 'neither']).toContain(readName(name));
    });

    it.each(['OrderPlaced', 'PaymentSent', 'CustomerStatus', 'ParcelInformation', 'CertificateData'])('%s is no command', name => {
        expect(['fact', 'neither']).toContain(readName(name));
    });

    it('does not judge other languages', () => {
        expect(readName('BestellungAufgelöst')).toBeUndefined();
    });
});

describe('suggestions', () => {
    it.each([
        ['CreateOrder', 'OrderCreated'], ['ShipOrder', 'OrderShipped'], ['SubmitForm', 'FormSubmitted'], ['SendSMSReminder', 'SMSReminderSent'], ['OrderProcessing', 'OrderProcessed'],
        ['order_create', 'order_created'], ['OrderCancel', 'OrderCancelled'], ['CopyFile', 'FileCopied'], ['Telemetry', undefined], ['InvoiceOverdue', undefined],
    ])('%s as an event is %s', (name, event) => {
        expect(suggestEventName(name)).toBe(event);
    });

    it.each([
        ['OrderCreated', 'CreateOrder'], ['SMSSent', 'SendSMS'], ['orderPlaced', 'placeOrder'], ['OrderSubmitted', 'SubmitOrder'], ['TrainStopped', 'StopTrain'],
        ['FileCopied', 'CopyFile'], ['Placed', undefined], ['ParcelInformation', undefined],
    ])('%s as a command is %s', (name, command) => {
        expect(suggestCommandName(name)).toBe(command);
    });

    it.each([['plan', 'planned'], ['add', 'added'], ['fix', 'fixed'], ['review', 'reviewed'], ['offer', 'offered'], ['refer', 'referred'], ['rewrite', 'rewritten'], ['deny', 'denied'], ['play', 'played']])(
        '%s becomes %s', (verb, participle) => {
            expect(pastParticipleOf(verb)).toBe(participle);
        });
});

describe('the rules', () => {
    it('say what is wrong and what to do', async () => {
        const [event, command, other] = await checkFlow(`
context Ordering {
  event CreateOrder { key orderId: uuid }
        ^^^^^^^^^^^ naming/past-tense
  command OrderPlaced { key orderId: uuid }
          ^^^^^^^^^^^ naming/imperative
  event Telemetry { key orderId: uuid }
        ^^^^^^^^^ naming/past-tense
  service Orders { handle OrderPlaced }
}
external context Partner { public event OrderStatus {} public command ParcelInformation {} }
`);
        expect(event!.message).toBe("The event 'CreateOrder' reads as a request: an event is a fact, told in the past tense. Call it 'OrderCreated', or declare a command.");
        expect(command!.message).toContain("Call it 'PlaceOrder', or declare an event.");
        expect(other!.message).toContain("'Telemetry' does not say what has happened");
    });

    it('rename everywhere: all versions, short names and full ones', async () => {
        const text = `
context Ordering {
  public event CreateOrder version 1 { key orderId: uuid }
  public event CreateOrder version 2 { key orderId: uuid  upcast from 1 {} }
  topic Orders { carries CreateOrder }
  service Orders2 { every 1 hour -> CreateOrder }
  projection Rows by orderId { on Ordering.CreateOrder { delete } }
}
context Shipping { process Sending by orderId { start on Ordering.CreateOrder -> end } }
actor Clerk { sees Ordering.CreateOrder }
`;
        const { diagnostics } = await readFlow(text);
        expect(diagnostics.map(({ code }) => code)).toEqual(['naming/past-tense']);
        const mended = applyFix(text, diagnostics[0]!.fixes[0]!);
        expect(mended).toBe(text.replaceAll('CreateOrder', 'OrderCreated'));
        await checkFlow(mended);
    });

    it('offer no name that is taken', async () => {
        const { diagnostics } = await readFlow('context Ordering { event CreateOrder {} event OrderCreated {} }');
        expect(diagnostics.map(({ code, fixes }) => [code, fixes])).toEqual([['naming/past-tense', []]]);
    });
});
