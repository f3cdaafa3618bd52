import { beforeAll, expect, test } from 'vitest';
import type * as runtime from '../../../src/runtime/index.js';
import { compile, load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

/** Plain records become one of several in every way in which a value gets from one place to another. */
const specification = `
context Payments {
  enum Currency { eur, usd }
  type Card { number: string  currency: Currency }
  type Transfer { iban: string }
  type Means = Card or Transfer
  event PaymentTaken { key paymentId: uuid  means: Card or Transfer  second: Means?  all: (Card or Transfer)[]  named: map<Transfer or Card>  spare: map<Means>?  currency: Currency or Card }
  event PaymentNoted { key paymentId: uuid  by: Means or string  both: Means[] }
  command TakePayment { key paymentId: uuid  means: Card  second: Card?  all: Card[]  named: map<Card>  spare: map<Card>?  currency: Currency }
  command NotePayment { key paymentId: uuid  card: Card  transfer: Transfer }
  command TellPayment { key paymentId: uuid  kept: Means?  means: Transfer or Card }
  aggregate Payment by paymentId {
    last: Means?
    handle TakePayment
      when state.last == command.means -> reject "taken before"
      otherwise -> PaymentTaken
    handle NotePayment -> PaymentNoted { by = command.card  both = [command.card, if command.card.number == "0" then command.transfer else command.card] }
    on PaymentTaken { last = event.means }
    on PaymentNoted {}
  }
  event CardSeen { key paymentId: uuid  means: Card  kept: Card  cards: Card[] }
  command SeeCard { key paymentId: uuid  means: Card  kept: Card  cards: Card[] }
  service Desk {
    handle SeeCard -> CardSeen
    handle TellPayment
  }
  projection Seen by paymentId {
    means: Means
    kept: Means?
    cards: Means[]
    on CardSeen { means = event.means  kept = event.kept  append event.means to cards  append event.kept to cards }
    query SeenWith(card: Card) returns Seen[] where state.means == query.card
  }
  projection Removed by paymentId {
    cards: Means[]
    others: int = 0
    on CardSeen { cards = event.cards  others = count(event.cards, item != event.means) }
    on PaymentTaken { remove event.means from cards }
  }
  process Telling by paymentId {
    kept: Means
    start on CardSeen -> send TellPayment end
  }
}
context Older {
  type Card { number: string }
  type Transfer { iban: string }
  event Paid version 1 { key id: uuid  with: Card  others: Card[] }
  event Paid version 2 { key id: uuid  with: Card or Transfer  others: (Card or Transfer)[]  upcast from 1 {} }
  service Ear { on Paid by code }
  command Pay { key id: uuid }
  service Payer { handle Pay -> Paid }
}`;

interface Program {
    createApp(options: object): {
        start(): Promise<void>;
        send: Record<string, Record<string, (data: object) => Promise<runtime.Envelope>>>;
        ask: Record<string, Record<string, (parameters: object) => Promise<unknown>>>;
        read: Record<string, Record<string, () => Promise<readonly object[]>>>;
    };
    createVirtualClock: typeof runtime.createVirtualClock;
    createMemoryBroker: typeof runtime.createMemoryBroker;
}

const key = '0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';
const plainCard = { number: '4711', currency: 'eur' };
const card = { ...plainCard, $type: 'Card' };
const other = { number: '12', currency: 'usd' };
const transfer = { iban: 'NL00' };

let folder: string;
let program: Program;

beforeAll(async () => {
    folder = writeProgram(await modelOf(specification), { files: { 'entry.ts': `export { createApp } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } });
    program = await load<Program>(folder, 'entry.ts');
});

async function start() {
    const clock = program.createVirtualClock({ seed: 1 });
    const published = new Map<string, unknown>();
    const deadLetters: string[] = [];
    const broker = program.createMemoryBroker({
        clock,
        observe: activity => {
            if (activity.kind === 'published') published.set(activity.envelope.type.replace(/^.*\.(\w+)\.v\d+$/, '$1'), activity.envelope.data);
            if (activity.kind === 'dead-lettered') deadLetters.push(activity.deadLetter.reason);
        },
    });
    const heard: unknown[] = [];
    const app = program.createApp({
        broker, clock, random: clock.random,
        handlers: {
            payments: { desk: { seeCard: () => ({ cardSeen: {} }), tellPayment: () => undefined } },
            older: { ear: { onPaid: (event: object) => void heard.push(event) }, payer: { pay: () => ({ paid: { with: { iban: 'x', $type: 'Transfer' }, others: [] } }) } },
        },
    });
    await app.start();
    const { payments } = app.send;
    const settle = () => clock.runUntilIdle();
    return { app, broker, clock, payments: payments!, published, deadLetters, heard, settle };
}

test('The code for it compiles', async () => {
    expect(await compile(folder)).toEqual([]);
});

test('a record that is carried over, assigned, kept in a state or a list, or compared says which alternative it is, and nothing else does', async () => {
    const { payments, published, deadLetters, settle } = await start();
    await payments.takePayment!({ paymentId: key, means: plainCard, second: other, all: [plainCard, other], named: { first: other }, spare: { spare: plainCard }, currency: 'usd' });
    await settle();
    expect(published.get('PaymentTaken')).toEqual({
        paymentId: key, means: card, second: { ...other, $type: 'Card' }, all: [card, { ...other, $type: 'Card' }], named: { first: { ...other, $type: 'Card' } }, spare: { spare: card }, currency: 'usd',
    });
    await payments.notePayment!({ paymentId: key, card: { ...plainCard, number: '0' }, transfer });
    await settle();
    expect(published.get('PaymentNoted')).toEqual({ paymentId: key, by: { ...card, number: '0' }, both: [{ ...card, number: '0' }, { ...transfer, $type: 'Transfer' }] });
    published.clear();
    await payments.takePayment!({ paymentId: key, means: plainCard, all: [], named: {}, currency: 'eur' });
    await settle();
    // What is compared is the same, tag and all: the command was refused.
    expect(published.has('PaymentTaken')).toBe(false);
    await payments.takePayment!({ paymentId: key, means: other, all: [], named: {}, currency: 'eur' });
    await settle();
    expect(published.get('PaymentTaken')).toEqual({ paymentId: key, means: { ...other, $type: 'Card' }, all: [], named: {}, currency: 'eur' });
    expect(deadLetters).toEqual([]);
});

test('rows, processes and questions know which alternative a record is', async () => {
    const { app, payments, published, deadLetters, settle } = await start();
    await payments.seeCard!({ paymentId: key, means: plainCard, kept: other, cards: [plainCard, other, plainCard] });
    await settle();
    const row = { paymentId: key, means: card, kept: { ...other, $type: 'Card' }, cards: [card, { ...other, $type: 'Card' }] };
    expect(await app.read.payments!.seen!()).toEqual([row]);
    expect(await app.read.payments!.removed!()).toEqual([{ paymentId: key, cards: [card, { ...other, $type: 'Card' }, card], others: 1 }]);
    expect(published.get('TellPayment')).toEqual({ paymentId: key, kept: { ...other, $type: 'Card' }, means: card });
    const answers = [app.ask.payments!.seenWith!({ card: plainCard }), app.ask.payments!.seenWith!({ card: other })];
    await settle();
    expect(await Promise.all(answers)).toEqual([[row], []]);
    await payments.takePayment!({ paymentId: key, means: plainCard, all: [], named: {}, currency: 'eur' });
    await settle();
    expect(await app.read.payments!.removed!()).toEqual([{ paymentId: key, cards: [{ ...other, $type: 'Card' }], others: 1 }]);
    expect(deadLetters).toEqual([]);
});

test('an older version whose records become one of several is brought up with their tags', async () => {
    const { broker, heard, deadLetters, settle, published, app } = await start();
    await app.send.older!.pay!({ id: key });
    await settle();
    expect(heard).toEqual([published.get('Paid')]);
    const envelope = { specversion: '1.0', id: '1', source: '/test', type: 'Older.Paid.v1', time: '2025-01-01T00:00:00Z', subject: key, data: { id: key, with: { number: '1' }, others: [{ number: '2' }] } } as unknown as runtime.Envelope;
    await broker.publish('older.paid', envelope);
    await settle();
    expect(deadLetters).toEqual([]);
    expect(heard[1]).toEqual({ id: key, with: { number: '1', $type: 'Card' }, others: [{ number: '2', $type: 'Card' }] });
});
