import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Lexicon, plainEnglish } from '../../../src/rules/naming/english/lexicon.js';
import { readerOf } from '../../../src/rules/naming/reading.js';
import { namingRules } from '../../../src/rules/naming/rules.js';
import { suggestCommandName, suggestEventName } from '../../../src/rules/naming/suggestion.js';
import { RuleSettings } from '../../../src/rules/settings.js';
import { readFlow } from '../check-flow.js';

const senseOf = (name: string) => readerOf().read(name)?.sense;

/** Names made up for these tests, from many fields; lines that start with # say which. */
function namesIn(file: string): string[] {
    return readFileSync(new URL(`names/${file}`, import.meta.url), 'utf8').split('\n').filter(line => !line.startsWith('#')).flatMap(line => line.split(' ')).filter(name => name !== '');
}

describe('reading names', () => {
    it('finds what has happened in the names of events', () => {
        const names = namesIn('events.txt');
        expect(names.length).toBeGreaterThan(600);
        expect(names.filter(name => !['fact', 'either'].includes(senseOf(name)!))).toEqual([]);
    });

    it('takes nearly none of them for a command', () => {
        const names = namesIn('events.txt');
        expect(names.filter(name => senseOf(name) !== 'fact').length).toBeLessThan(names.length * 0.03);
    });

    it('finds what is to be done in the names of commands', () => {
        const names = namesIn('commands.txt');
        expect(names.length).toBeGreaterThan(350);
        expect(names.filter(name => !['request', 'either'].includes(senseOf(name)!))).toEqual([]);
    });

    it('takes nearly none of them for an event', () => {
        const names = namesIn('commands.txt');
        expect(names.filter(name => senseOf(name) !== 'request').length).toBeLessThan(names.length * 0.03);
    });

    it.each([
        'PlaceOrder', 'CreateOrder', 'UpdateStock', 'SetShippingAddress', 'PutItemOnShelf', 'OrderStatus', 'OrderProcessing', 'ParcelFeed', 'NewsFeed', 'AirSpeed', 'SpeedNeed', 'TestBed', 'Telemetry',
        'HundredRed', 'ChannelUpdate', 'InvoiceOverdue', 'BalanceAvailable', 'InboundTransfer', 'TestOutcome', 'UnitCost', 'DataInput', 'TimeOffset', 'Heartbeat', 'RoomBooking', 'InfraRed', 'StatusBit',
    ])('%s is no event', name => {
        expect(['request', 'neither']).toContain(senseOf(name));
    });

    it.each([
        'OrderPlaced', 'PaymentSent', 'CustomerStatus', 'ParcelInformation', 'CertificateData', 'OrderStatus', 'PriceSet', 'RateRose', 'InvoicePaid', 'ReleasePublished', 'CancelOrderFailed', 'Telemetry',
        'OrderProcessing', 'OrderShippedLate', 'RecordCreated', 'ProtocolMessage',
    ])('%s is no command', name => {
        expect(['fact', 'neither']).toContain(senseOf(name));
    });

    it('does not judge other languages', () => {
        expect(senseOf('BestellungAufgelöst')).toBeUndefined();
    });
});

describe('the rules together', () => {
    const declare = (kind: string, names: readonly string[]) => `context Names {\n${names.filter(name => /^\w+$/.test(name)).map(name => `public ${kind} ${name} { key id: uuid }`).join('\n')}\n}\n`;
    const findingsIn = async (text: string) => {
        const { diagnostics } = await readFlow(text, { rules: namingRules, settings: new RuleSettings() });
        return diagnostics.filter(({ code }) => code !== 'naming/near-duplicate' && code !== 'naming/version-in-name' && code !== 'naming/redundant-auxiliary' && code !== 'naming/too-short');
    };

    it('say nothing about events and commands that are named as they should be', async () => {
        expect((await findingsIn(declare('event', namesIn('events.txt')))).map(({ message }) => message)).toEqual([]);
        expect((await findingsIn(declare('command', namesIn('commands.txt')))).map(({ message }) => message)).toEqual([]);
    });

    it('tell one mistake once: what is declared as the other kind, and what is neither', async () => {
        const nouns = ['Telemetry', 'InvoiceOverdue', 'OrderStatus', 'RoomBooking', 'OrderProcessing', 'ChannelUpdate', 'FileChange', 'CustomerInformation', 'StopBilling', 'CheckInGuest'];
        for (const text of [declare('event', [...namesIn('commands.txt'), ...nouns]), declare('command', [...namesIn('events.txt'), ...nouns])]) {
            const found = await findingsIn(text);
            const lines = found.map(({ origin }) => origin.range.start.line);
            expect(new Set(lines).size).toBe(lines.length);
            expect(lines.length).toBeGreaterThan(text.split('\n').length * 0.95);
        }
    });
});

describe('words of a team', () => {
    const reader = readerOf({ verbs: ['yoink'], participles: { Yeet: 'Yote' }, nouns: ['charge', 'feed'], states: ['overdue'] });

    it.each([['YoinkItem', 'request'], ['YeetItem', 'request'], ['ItemYote', 'fact'], ['InvoiceOverdue', 'fact'], ['OverdueInvoice', 'neither'], ['ChargeCard', 'neither'], ['FeedAnimal', 'neither']])('%s reads as %s', (name, sense) => {
        expect(reader.read(name)?.sense).toBe(sense);
    });

    it('are used for what is proposed', () => {
        expect(suggestEventName('YeetItem', reader)).toBe('ItemYote');
        expect(suggestCommandName('ItemYote', reader)).toBe('YeetItem');
    });

    it('do not change what other systems read', () => {
        expect(senseOf('ChargeCard')).toBe('request');
        expect(senseOf('ItemYote')).toBe('neither');
    });
});

describe('suggestions', () => {
    it.each([
        ['CreateOrder', 'OrderCreated'], ['ShipOrder', 'OrderShipped'], ['SendEmail', 'EmailSent'], ['SubmitForm', 'FormSubmitted'], ['SendSMSReminder', 'SMSReminderSent'], ['OrderProcessing', 'OrderProcessed'],
        ['order_create', 'order_created'], ['ORDER_CREATE', 'ORDER_CREATED'], ['createOrder', 'orderCreated'], ['OrderCancel', 'OrderCancelled'], ['OrderPay', 'OrderPaid'], ['CopyFile', 'FileCopied'],
        ['CheckInGuest', 'GuestCheckedIn'], ['RollBackRelease', 'ReleaseRolledBack'], ['AddItemToCart', 'ItemAddedToCart'], ['JoinToGroup', 'JoinedToGroup'], ['MarkFeeAsPaid', 'FeePaid'],
        ['SetDateOfBirth', 'DateOfBirthSet'], ['BulkCreateOrders', 'OrdersBulkCreated'], ['Authenticate', 'Authenticated'], ['CreateOrderV2', 'OrderCreatedV2'], ['ChannelRename', 'ChannelRenamed'],
        ['OrderCancellation', 'OrderCancelled'], ['PaymentFailure', 'PaymentFailed'], ['SubscriptionExpiry', 'SubscriptionExpired'],
        ['Telemetry', undefined], ['InvoiceOverdue', undefined], ['FileChange', undefined], ['NewsFeed', undefined], ['PutOnHold', undefined], ['OrderPlaced', undefined],
    ])('%s as an event is %s', (name, event) => {
        expect(suggestEventName(name)).toBe(event);
    });

    it.each([
        ['OrderCreated', 'CreateOrder'], ['SMSSent', 'SendSMS'], ['orderPlaced', 'placeOrder'], ['OrderSubmitted', 'SubmitOrder'], ['TrainStopped', 'StopTrain'], ['FileCopied', 'CopyFile'],
        ['GuestCheckedIn', 'CheckInGuest'], ['UserLoggedIn', 'LogInUser'], ['ItemAddedToCart', 'AddItemToCart'], ['ItemPutInBasket', 'PutItemInBasket'], ['OrderWasPlaced', 'PlaceOrder'], ['OrderPlacedV2', 'PlaceOrderV2'],
        ['OrderProcessing', 'ProcessOrder'], ['CustomerRegistration', 'RegisterCustomer'], ['Placed', undefined], ['ParcelInformation', undefined], ['MemberLeftGroup', undefined], ['PlaceOrder', undefined],
    ])('%s as a command is %s', (name, command) => {
        expect(suggestCommandName(name)).toBe(command);
    });
});

describe('inflection', () => {
    const lexicon = new Lexicon(plainEnglish);

    it.each([
        ['plan', 'planned'], ['add', 'added'], ['fix', 'fixed'], ['review', 'reviewed'], ['offer', 'offered'], ['refer', 'referred'], ['rewrite', 'rewritten'], ['deny', 'denied'], ['play', 'played'], ['equip', 'equipped'],
        ['quit', 'quit'], ['untag', 'untagged'], ['remap', 'remapped'], ['unban', 'unbanned'], ['deposit', 'deposited'], ['limit', 'limited'], ['edit', 'edited'], ['overdraw', 'overdrawn'], ['withhold', 'withheld'],
        ['resend', 'resent'], ['panic', 'panicked'], ['free', 'freed'], ['upsert', 'upserted'], ['hear', 'heard'], ['learn', 'learned'], ['show', 'shown'], ['bid', 'bid'], ['open', 'opened'], ['visit', 'visited'],
    ])('%s becomes %s', (verb, participle) => {
        expect(lexicon.participleOf(verb)).toBe(participle);
    });

    it.each([
        ['placed', 'place'], ['sent', 'send'], ['cancelled', 'cancel'], ['canceled', 'cancel'], ['applied', 'apply'], ['planned', 'plan'], ['used', 'use'], ['agreed', 'agree'], ['freed', 'free'], ['unbanned', 'unban'],
        ['overridden', 'override'], ['labelled', 'label'], ['normalised', 'normalise'], ['blorbed', undefined],
    ])('%s comes of %s', (past, base) => {
        expect(lexicon.baseOf(past)).toBe(base);
    });
});
